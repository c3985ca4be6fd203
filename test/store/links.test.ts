import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { addLinks, readLink, readOpenLinks, recordUse, revokeLinks } from '../../src/store/links.js'
import {
  isUnsubscribed,
  liftUnsubscribes,
  readUnsubscribes,
  unsubscribe,
} from '../../src/store/unsubscribes.js'
import { addLink, addReport, link, linkHash, week } from '../fixture/answering.js'
import { scratchDatabase } from './scratch.js'

const now = '2026-11-21T00:00:00.000Z'
const other = 'a'.repeat(64)

describe('a link', () => {
  test('is recorded once, and as it was first', async () => {
    const db = await scratchDatabase()
    await addLinks(db, [link, { ...link, linkHash: other }])
    await addLinks(db, [{ ...link, expiresAt: '2027-01-01T00:00:00.000Z' }])
    expect(await readLink(db, linkHash)).toEqual({
      ...link,
      revokedAt: null,
      firstUsedAt: null,
      lastUsedAt: null,
      devices: 0,
    })
    expect(await readLink(db, 'b')).toBeNull()
  })

  test('is listed until it expires', async () => {
    const db = await scratchDatabase()
    await addLink(db)
    expect(await readOpenLinks(db, now)).toHaveLength(1)
    expect(await readOpenLinks(db, link.expiresAt)).toEqual([])
  })

  test.each([
    ['the start of its id', 'aaaa', [other]],
    ['its address, whatever the case', 'ADA@example.com', [other, linkHash]],
    ['nobody’s id', 'c', []],
    ['a pattern', '%', []],
  ])('is revoked by %s', async (_name, named, revoked) => {
    const db = await scratchDatabase()
    await addLinks(db, [link, { ...link, linkHash: other }])
    const ended = await revokeLinks(db, named, now)
    expect(ended.map((one) => [one.linkHash, one.revokedAt])).toEqual(
      revoked.map((hash) => [hash, now]),
    )
    expect(await revokeLinks(db, named, '2026-11-22T00:00:00.000Z')).toEqual([])
  })

  test('remembers each device that used it', async () => {
    const db = await scratchDatabase()
    await addLink(db)
    for (const device of ['d-1', 'd-2', 'd-1']) await recordUse(db, { linkHash, device, at: now })
    expect(await readLink(db, linkHash)).toMatchObject({ devices: 2, firstUsedAt: now })
  })
})

describe('an unsubscribe', () => {
  test('holds for one role, is asked once, and ends when an admin says so', async () => {
    const db = await withDeliveries()
    const use = { linkHash, device: 'd-1', at: now }
    await unsubscribe(db, { ...use, deliveryId: 1 })
    await unsubscribe(db, { ...use, deliveryId: 1, at: '2026-11-22T00:00:00.000Z' })
    expect(await readUnsubscribes(db)).toEqual([
      { role: 'executive', recipient: 'dana@example.com', askedAt: now },
    ])
    expect([await isUnsubscribed(db, 1), await isUnsubscribed(db, 2)]).toEqual([true, false])
    const word = { at: now, by: 'noor' }
    expect(await liftUnsubscribes(db, 'Dana@example.com', word)).toBe(1)
    expect(await liftUnsubscribes(db, 'dana@example.com', word)).toBe(0)
    expect(await readUnsubscribes(db)).toEqual([])
    await unsubscribe(db, { ...use, deliveryId: 1 })
    expect(await readUnsubscribes(db)).toHaveLength(1)
  })
})

async function withDeliveries(): Promise<Database> {
  const db = await scratchDatabase()
  await addReport(db, week, now)
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
    select value, 1, iif(value = 1, 'executive', 'account-manager'), 'dana@example.com', 'Dana',
           'Dana@example.com', ${now}, 'planned'
    from json_each('[1, 2]')
  `.execute(db)
  await addLink(db)
  return db
}
