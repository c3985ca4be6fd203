import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { begin } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import { readDeliveries } from '../../src/store/deliveries.js'
import { type Edition, recordPlanned } from '../../src/store/editions.js'
import { clearHold, setHold } from '../../src/store/installation.js'
import { addLinks } from '../../src/store/links.js'
import { clampLeases, expire, resendUncertain, sweep } from '../../src/store/sweep.js'
import { unsubscribe } from '../../src/store/unsubscribes.js'
import { bring, claim, deliveryTo, end, minutes, planned, states } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const week = '2026-W47'

async function taken(db: Database, edition: Edition, after = 1) {
  const found = await claim(db, edition, after)
  if (found === null) throw new Error('nothing to claim')
  return found
}

/** Each delivery's columns that a sweep has to do with. */
async function kept(db: Database, { editionId }: Edition) {
  const found = await readDeliveries(db, editionId)
  return found.map(({ address, state, reason, nextAttemptAt, leaseUntil, settledAt }) => ({
    ...{ address, state, reason, nextAttemptAt, leaseUntil, settledAt },
  }))
}

async function attempts(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select delivery_id as delivery, attempt, ended_at as "endedAt", outcome, reason
    from attempts order by delivery_id, attempt
  `.execute(db)
  return rows
}

describe('a delivery whose worker vanished', () => {
  it('says so, and so does its attempt; whoever still has a lease is left alone', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['begun', 'not begun', 'under way'])
    await begin(db, await taken(db, edition), minutes(1))
    await taken(db, edition)
    await begin(db, await taken(db, edition, 2), minutes(2))
    expect(await sweep(db, minutes(22))).toEqual({ retried: 1, uncertain: 1 })
    const vanished = 'the worker vanished'
    expect(await kept(db, edition)).toEqual([
      {
        ...{ address: 'begun', state: 'uncertain', nextAttemptAt: null, leaseUntil: null },
        ...{ reason: `${vanished} while the message was on its way`, settledAt: minutes(22) },
      },
      {
        ...{ address: 'not begun', state: 'retry', nextAttemptAt: minutes(22), leaseUntil: null },
        ...{
          reason: `${vanished} before the message had begun to leave`,
          settledAt: minutes(22),
        },
      },
      {
        ...{ address: 'under way', state: 'sending', nextAttemptAt: null },
        ...{ leaseUntil: minutes(22), reason: null, settledAt: null },
      },
    ])
    const ended = { attempt: 1, endedAt: minutes(22), reason: vanished }
    expect(await attempts(db)).toEqual([
      { delivery: 1, ...ended, outcome: 'uncertain' },
      { delivery: 2, ...ended, outcome: 'retry' },
      { delivery: 3, attempt: 1, endedAt: null, reason: null, outcome: null },
    ])
  })

  it('is judged by its last attempt, and earlier ones keep what they came to', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    const first = await taken(db, edition)
    await begin(db, first, minutes(1))
    await end(db, first, 'retry')
    await taken(db, edition, 60)
    expect(await sweep(db, minutes(81))).toEqual({ retried: 1, uncertain: 0 })
    expect(await attempts(db)).toMatchObject([
      { attempt: 1, endedAt: minutes(2), outcome: 'retry', reason: 'it retry' },
      { attempt: 2, endedAt: minutes(81), outcome: 'retry', reason: 'the worker vanished' },
    ])
  })
})

describe('times that lie further away than any is set', () => {
  it('are taken back: retries to now, leases to the farthest', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['again', 'under way', 'waiting'])
    await bring(db, edition, ['retry', 'sending'])
    const before = await kept(db, edition)
    // They end at 60 and at 21 minutes.
    await clampLeases(db, { now: minutes(3), farthest: minutes(60) })
    expect(await kept(db, edition)).toEqual(before)
    await clampLeases(db, { now: minutes(3), farthest: minutes(21) })
    expect(await kept(db, edition)).toMatchObject([
      { state: 'retry', nextAttemptAt: minutes(3) },
      { state: 'sending', leaseUntil: minutes(21), nextAttemptAt: null },
      { state: 'planned', leaseUntil: null, nextAttemptAt: null },
    ])
    await clampLeases(db, { now: minutes(3), farthest: minutes(20) })
    expect(await kept(db, edition)).toMatchObject([
      { state: 'retry', nextAttemptAt: minutes(3) },
      { state: 'sending', leaseUntil: minutes(20), nextAttemptAt: null },
      { state: 'planned', leaseUntil: null, nextAttemptAt: null },
    ])
  })
})

describe('what is uncertain', () => {
  const resending = {
    ...{ nextAttemptAt: minutes(30), dueSince: minutes(0), most: 2 },
    closed: week as Week,
  }

  it('is tried again with the time that is told, and nothing else is', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['u', 's', 'f', 'r', 'p'])
    await bring(db, edition, ['uncertain', 'submitted', 'failed', 'retry'])
    expect(await resendUncertain(db, resending)).toBe(1)
    expect(await kept(db, edition)).toMatchObject([
      { address: 'u', state: 'retry', nextAttemptAt: minutes(30) },
      { address: 's', state: 'submitted', nextAttemptAt: null },
      { address: 'f', state: 'failed', nextAttemptAt: null },
      { address: 'r', state: 'retry', nextAttemptAt: minutes(60) },
      { address: 'p', state: 'planned', nextAttemptAt: null },
    ])
  })

  it('is left to a person once it was due too long ago', async () => {
    const db = await scratchDatabase()
    await bring(db, await planned(db, week, ['a']), ['uncertain'])
    expect(await resendUncertain(db, { ...resending, dueSince: minutes(1) })).toBe(0)
  })

  it('is left to a person once it has been so as often as is allowed', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    await bring(db, edition, ['uncertain'])
    expect(await resendUncertain(db, resending)).toBe(1)
    await end(db, await taken(db, edition, 1), 'failed')
    await end(db, await taken(db, edition, 30), 'uncertain')
    expect(await states(db, edition)).toEqual(['a uncertain', 'b failed'])
    expect(await resendUncertain(db, resending)).toBe(0)
    expect(await resendUncertain(db, { ...resending, most: 3 })).toBe(1)
  })

  it('is left to a person where no attempt of this ledger made it so', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    await bring(db, edition, ['uncertain'])
    await sql`update attempts set outcome = null`.execute(db)
    expect(await resendUncertain(db, resending)).toBe(0)
    await sql`update attempts set outcome = 'retry'`.execute(db)
    expect(await resendUncertain(db, resending)).toBe(0)
  })

  it('is left to a person where a lost state may have submitted it, too', async () => {
    const db = await scratchDatabase()
    await bring(db, await planned(db, week, ['a']), ['uncertain'])
    await bring(db, await planned(db, '2026-W48', ['a']), ['uncertain'])
    await setHold(db, { reason: 'restored', since: minutes(5), doubt: week })
    await clearHold(db, { at: minutes(6), again: false })
    expect(await resendUncertain(db, resending)).toBe(1)
    const { rows } = await sql`
      select e.week from deliveries d join editions e using (edition_id) where d.state = 'retry'
    `.execute(db)
    expect(rows).toEqual([{ week: '2026-W48' }])
  })

  it('is left to a person where it is a prompt that was closed', async () => {
    const db = await scratchDatabase()
    for (const about of ['2026-W46', week, '2026-W48'] as const) {
      await bring(db, await planned(db, about, ['a'], { kind: 'prompt' }), ['uncertain'])
    }
    expect(await resendUncertain(db, resending)).toBe(1)
  })

  it('is left alone for somebody who has unsubscribed, and for nobody else', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    await bring(db, edition, ['uncertain', 'uncertain'])
    const { deliveryId } = await deliveryTo(db, edition, 'a')
    await addLinks(db, [
      {
        ...{ linkHash: 'hash', purpose: 'unsubscribe' as const, address: 'a', week: null },
        ...{ accountId: null, version: null, deliveryId },
        ...{ issuedAt: minutes(0), expiresAt: minutes(900) },
      },
    ])
    await unsubscribe(db, { deliveryId, linkHash: 'hash', device: 'one', at: minutes(3) })
    expect(await resendUncertain(db, resending)).toBe(1)
    const { rows } = await sql`select address from deliveries where state = 'retry'`.execute(db)
    expect(rows).toEqual([{ address: 'b' }])
  })
})

describe('what has waited for too long', () => {
  const expiry = { now: minutes(90), before: minutes(1), adminsBefore: minutes(0) }

  it('is given up: tried or not, each in its words, and what is settled stays', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['r', 'no reason', 's', 'w', 'p'])
    await bring(db, edition, ['retry', 'retry', 'submitted', 'sending'])
    await sql`update deliveries set reason = null where address = 'no reason'`.execute(db)
    await recordPlanned(db, edition.editionId, minutes(0))
    expect(await expire(db, expiry)).toBe(3)
    const given = { nextAttemptAt: null, settledAt: minutes(90) }
    expect(await kept(db, edition)).toMatchObject([
      { state: 'failed', reason: 'gave up: it retry', ...given },
      { state: 'failed', reason: 'gave up: out of time', ...given },
      { state: 'submitted', settledAt: minutes(2) },
      { state: 'sending', settledAt: null },
      { state: 'skipped', reason: 'nobody was there to send it in time', ...given },
    ])
  })

  it('is told by when it was due, to the instant', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    await recordPlanned(db, edition.editionId, minutes(0))
    expect(await expire(db, { ...expiry, before: minutes(0) })).toBe(0)
    expect(await states(db, edition)).toEqual(['a planned'])
  })

  it('is given a time of its own for admins', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'], { role: 'admin' })
    await recordPlanned(db, edition.editionId, minutes(0))
    expect(await expire(db, expiry)).toBe(0)
    expect(await expire(db, { ...expiry, adminsBefore: minutes(1) })).toBe(1)
  })

  it('stays while its edition is not planned for everyone', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    await bring(db, edition, ['retry'])
    const other = await planned(db, '2026-W46', [])
    await recordPlanned(db, other.editionId, minutes(0))
    expect(await expire(db, expiry)).toBe(0)
    expect(await states(db, edition)).toEqual(['a retry', 'b planned'])
  })
})
