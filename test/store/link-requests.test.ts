import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  addLinkRequest,
  closeLinkRequests,
  countWithheld,
  readLinkRequests,
} from '../../src/store/links.js'
import { addAccount, amend } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

/** A database with Ann's account, and a way to ask for links on days of one week. */
async function office() {
  const db = await scratchDatabase()
  await addAccount(db, 'A')
  const ask = (at: string, address = 'ann@example.com') => {
    const anHourBefore = new Date(Date.parse(at) - 3_600_000).toISOString()
    return addLinkRequest(db, address, { at, notSince: anHourBefore })
  }
  const asked = async () => (await readLinkRequests(db)).map(({ recipient }) => recipient)
  return { db, ask, asked }
}

const monday = (time: string) => `2026-11-23T${time}:00.000Z`

describe('a new link', () => {
  it('is asked for by whoever manages an account, in any case, and by nobody else', async () => {
    const { ask, asked } = await office()
    await ask(monday('08:00'), 'ANN@Example.com')
    await ask(monday('08:00'), 'eve@example.com')
    await ask(monday('08:00'), '')
    expect(await asked()).toEqual(['ann@example.com'])
  })

  it('is not asked for again until an hour has passed', async () => {
    const { ask, asked } = await office()
    await ask(monday('08:00'))
    await ask(monday('08:59'))
    expect(await asked()).toHaveLength(1)
    await ask(monday('09:00'))
    expect(await asked()).toHaveLength(2)
  })

  it('is asked for by one person whatever another has asked for', async () => {
    const { db, ask, asked } = await office()
    await addAccount(db, 'B')
    await amend(db, { manager_address: `'ben@example.com'` }, `account_id = 'B'`)
    await ask(monday('08:00'))
    await ask(monday('08:01'), 'ben@example.com')
    expect(await asked()).toEqual(['ann@example.com', 'ben@example.com'])
  })

  it('is dealt with once', async () => {
    const { db, ask } = await office()
    await ask(monday('08:00'))
    await ask(monday('10:00'))
    const [first, second] = await readLinkRequests(db)
    if (first === undefined) throw new Error('nobody asked')
    await closeLinkRequests(db, [first], monday('10:01'))
    expect(await readLinkRequests(db)).toEqual([second])
  })
})

describe('more than one person is mailed in a day', () => {
  it('is withheld from the fourth on, answered or not, and counted for its week', async () => {
    const { db, ask } = await office()
    for (const hour of ['08', '10', '12', '14', '16']) await ask(monday(`${hour}:00`))
    const requests = await readLinkRequests(db)
    expect(requests.map(({ isWithheld }) => isWithheld)).toEqual([false, false, false, true, true])
    await closeLinkRequests(db, requests.slice(0, 4), monday('16:01'))
    expect(await readLinkRequests(db)).toEqual(requests.slice(4))
    expect(await countWithheld(db, '2026-W48')).toBe(2)
    expect(await countWithheld(db, '2026-W47')).toBe(0)
    expect(await countWithheld(db, '2026-W49')).toBe(0)
  })

  it('begins anew with each day in UTC, the last of a week included', async () => {
    const { db, ask } = await office()
    for (const hour of ['08', '10', '12', '14']) await ask(`2026-11-29T${hour}:00:00.000Z`)
    for (const hour of ['00', '02', '04']) await ask(`2026-11-30T${hour}:00:00.000Z`)
    expect((await readLinkRequests(db)).map(({ isWithheld }) => isWithheld)).toEqual([
      ...[false, false, false, true],
      ...[false, false, false],
    ])
    expect(await countWithheld(db, '2026-W48')).toBe(1)
    expect(await countWithheld(db, '2026-W49')).toBe(0)
  })

  it('is told in order of time, also after a clock was set back', async () => {
    const { db } = await office()
    const hours = ['14', '08', '10', '12', '06']
    for (const hour of hours) {
      await sql`
        insert into link_requests (recipient, asked_at)
        values ('ann@example.com', ${monday(`${hour}:00`)})
      `.execute(db)
    }
    const requests = await readLinkRequests(db)
    expect(requests.map(({ requestId, isWithheld }) => [requestId, isWithheld])).toEqual([
      ...[5, 2, 3].map((id) => [id, false]),
      ...[4, 1].map((id) => [id, true]),
    ])
  })
})
