import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/report/recipient.js'
import type { Database } from '../../src/store/database.js'
import { readDeliveryReport } from '../../src/store/deliveries.js'
import { orderResend } from '../../src/store/resend.js'
import { resendUncertain, skipUnsubscribed } from '../../src/store/sweep.js'
import { unsubscribe } from '../../src/store/unsubscribes.js'
import {
  bring,
  claim,
  deliveryTo,
  end,
  type Fate,
  minutes,
  planned,
  states,
} from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const week = '2026-W47' as const
const reason = 'they unsubscribed before it left'

/** As the page does it, by the link in one of their mails. */
async function leave(db: Database, deliveryId: number): Promise<void> {
  await sql`
    insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
    values ('mailed', 'unsubscribe', '', ${deliveryId}, '', '')
  `.execute(db)
  await unsubscribe(db, { deliveryId, linkHash: 'mailed', device: '', at: minutes(5) })
}

/** As it may be found: without a word to what is planned. */
async function gone(db: Database, recipient: string, role: Role = 'executive'): Promise<void> {
  await sql`
    insert into links (link_hash, purpose, address, week, issued_at, expires_at)
    values ('found', 'update', '', ${week}, '', '')
  `.execute(db)
  await sql`
    insert into unsubscribes (role, recipient, asked_at, link_hash)
    values (${role}, ${recipient}, ${minutes(0)}, 'found')
  `.execute(db)
}

describe('unsubscribing', () => {
  it.each([true, false])('calls off what is planned, composed: %s', async (composed) => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'], { composed })
    const { deliveryId } = await deliveryTo(db, edition, 'a')
    await leave(db, deliveryId)
    expect(await states(db, edition)).toEqual(['a skipped', 'b planned'])
    expect(await deliveryTo(db, edition, 'a')).toMatchObject({ reason, settledAt: minutes(5) })
    expect(await readDeliveryReport(db, edition.editionId)).toMatchObject({
      ...{ planned: 2, skipped: 1, open: 1 },
      notSubmitted: [
        { address: 'a', state: 'skipped', reason },
        { address: 'b', state: 'planned' },
      ],
    })
  })

  it('calls off every edition’s, in that role alone', async () => {
    const db = await scratchDatabase()
    const report = await planned(db, week, ['a'], { role: 'account-manager' })
    const prompt = await planned(db, '2026-W48', ['a'], { role: 'account-manager', kind: 'prompt' })
    const asExecutive = await planned(db, '2026-W46', ['a'])
    await leave(db, (await deliveryTo(db, report, 'a')).deliveryId)
    expect(await states(db, report)).toEqual(['a skipped'])
    expect(await states(db, prompt)).toEqual(['a skipped'])
    expect(await states(db, asExecutive)).toEqual(['a planned'])
  })

  it.each<[Fate, string]>([
    ['submitted', 'submitted'],
    ['failed', 'failed'],
    ['uncertain', 'uncertain'],
    ['sending', 'sending'],
    ['retry', 'skipped'],
  ])('finds one that is %s, and leaves it %s', async (fate, left) => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    await bring(db, edition, [fate])
    await leave(db, (await deliveryTo(db, edition, 'a')).deliveryId)
    expect(await states(db, edition)).toEqual([`a ${left}`])
    expect(await deliveryTo(db, edition, 'a')).toMatchObject({ nextAttemptAt: null })
  })

  it.each(['submitted', 'uncertain'] as const)(
    'ends a second copy alone: what the first came to stays, %s',
    async (fate) => {
      const db = await scratchDatabase()
      const edition = await planned(db, week, ['a'])
      await bring(db, edition, [fate])
      const { deliveryId } = await deliveryTo(db, edition, 'a')
      await orderResend(db, {
        ...{ deliveryIds: [deliveryId], again: true, at: minutes(3), by: 'ann' },
        ...{ why: null, closed: week, hasServer: true },
      })
      expect(await states(db, edition)).toEqual(['a retry'])
      await leave(db, deliveryId)
      expect(await states(db, edition)).toEqual([`a ${fate}`])
    },
  )
})

describe('whoever has unsubscribed', () => {
  it('is not claimed for, and is skipped by the next sweep', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    await gone(db, 'a')
    expect(await claim(db, edition)).toMatchObject({ address: 'b' })
    expect(await claim(db, edition)).toBeNull()
    await skipUnsubscribed(db, minutes(2))
    expect(await states(db, edition)).toEqual(['a skipped', 'b sending'])
  })

  it('gets mail again once that is lifted', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    await gone(db, 'a')
    await sql`update unsubscribes set lifted_at = '', lifted_by = ''`.execute(db)
    await skipUnsubscribed(db, minutes(2))
    expect(await claim(db, edition)).toMatchObject({ address: 'a' })
  })

  it('is not sent to again by itself where it is uncertain', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    for (const _ of ['a', 'b']) {
      const claimed = await claim(db, edition)
      if (claimed !== null) await end(db, claimed, 'uncertain')
    }
    await gone(db, 'a')
    const dueSince = minutes(0)
    const resending = { nextAttemptAt: minutes(9), dueSince, most: 3, closed: week }
    expect(await resendUncertain(db, resending)).toBe(1)
    expect(await states(db, edition)).toEqual(['a uncertain', 'b retry'])
  })
})
