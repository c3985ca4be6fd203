import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { begin, type Claim, claimNext } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import { readDeliveries } from '../../src/store/deliveries.js'
import type { Edition } from '../../src/store/editions.js'
import { sweep } from '../../src/store/sweep.js'
import { bring, claim, deliveryTo, end, minutes, planned, states } from './ledger-book.js'
import { neighbour } from './neighbour.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

const week = '2026-W47'

async function claimed(db: Database, edition: Edition, after = 1): Promise<Claim> {
  const found = await claim(db, edition, after)
  if (found === null) throw new Error('nothing to claim')
  return found
}

async function attempts(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select attempt, owner, started_at, begun_at, ended_at, outcome from attempts order by attempt
  `.execute(db)
  return rows
}

describe('a claim', () => {
  it('takes the delivery that has waited longest, with the bytes of its message', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a@example.com', 'b@example.com'])
    const first = await claimed(db, edition)
    expect(first).toMatchObject({
      ...{ kind: 'report', week, role: 'executive', address: 'a@example.com', attempt: 1 },
      ...{ owner: 'worker', dueAt: minutes(0), tries: 1, triedSince: minutes(1) },
    })
    expect(first.bytes.toString()).toBe('To: a@example.com\r\n')
    expect((await claimed(db, edition)).address).toBe('b@example.com')
    expect(await claim(db, edition)).toBeNull()
    expect(await states(db, edition)).toEqual(['a@example.com sending', 'b@example.com sending'])
  })

  it('is in the ledger, with its lease and its attempt, when it is given', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a@example.com'])
    await claimed(db, edition)
    expect(await deliveryTo(db, edition, 'a@example.com')).toMatchObject({
      ...{ state: 'sending', attempt: 1, leaseUntil: minutes(21), nextAttemptAt: null },
    })
    expect(await attempts(db)).toEqual([
      {
        attempt: 1,
        owner: 'worker',
        started_at: minutes(1),
        begun_at: null,
        ended_at: null,
        outcome: null,
      },
    ])
  })

  it.each([
    ['is not due yet', 'a@example.com', -1, { composed: true }],
    ['has no message yet', 'a@example.com', 1, { composed: false }],
  ])('leaves alone what %s', async (_what, address, after, options) => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, [address], options)
    expect(await claim(db, edition, after)).toBeNull()
  })

  it('leaves alone what is settled for good, what waits for a person, and other editions', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['s', 'f', 'u', 'x'])
    const other = await planned(db, '2026-W46', ['o'])
    await bring(db, edition, ['submitted', 'failed', 'uncertain', 'sending'])
    expect(await claim(db, edition, 10_000)).toBeNull()
    expect((await claimed(db, other)).address).toBe('o')
  })

  it('takes what is to be tried again when its time has come, after what has waited longer', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['again', 'first'])
    await bring(db, edition, ['retry'])
    expect((await claimed(db, edition, 59)).address).toBe('first')
    expect(await claim(db, edition, 59)).toBeNull()
    expect(await claimed(db, edition, 60)).toMatchObject({
      ...{ address: 'again', attempt: 2, tries: 2, triedSince: minutes(1) },
    })
  })

  it('of one recipient alone takes no other', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a@example.com', 'b@example.com'])
    const request = {
      ...{ editionId: edition.editionId, owner: 'worker', now: minutes(1) },
      ...{ leaseUntil: minutes(21), only: 'b@example.com', transport: 'smtp' as const },
    }
    expect((await claimNext(db, request))?.address).toBe('b@example.com')
    expect(await claimNext(db, request)).toBeNull()
  })
})

describe('a claim of one of several', () => {
  it('takes what has been due for longest, by when it is to be tried again', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['again', 'later', 'sooner'])
    await bring(db, edition, ['retry'])
    const dueAt = async (address: string, at: string) =>
      await sql`update deliveries set due_at = ${at} where address = ${address}`.execute(db)
    await dueAt('later', minutes(61))
    await dueAt('sooner', minutes(59))
    const inTurn: string[] = []
    for (let nth = 0; nth < 3; nth += 1) inTurn.push((await claimed(db, edition, 62)).address)
    expect(inTurn).toEqual(['sooner', 'again', 'later'])
  })

  it('takes none of those that the run has had rejected', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a', 'b'])
    const { deliveryId } = await deliveryTo(db, edition, 'a')
    const request = {
      ...{ editionId: edition.editionId, owner: 'worker', now: minutes(1), only: null },
      ...{ leaseUntil: minutes(21), transport: 'smtp' as const, except: [deliveryId] },
    }
    expect((await claimNext(db, request))?.address).toBe('b')
    expect(await claimNext(db, request)).toBeNull()
    expect((await claimNext(db, { ...request, except: [] }))?.address).toBe('a')
  })
})

describe('what an attempt came to', () => {
  it.each(['submitted', 'failed', 'uncertain', 'retry'] as const)(
    'is recorded once: %s',
    async (state) => {
      const db = await scratchDatabase()
      const edition = await planned(db, week, ['a'])
      const own = await claimed(db, edition)
      expect(await end(db, own, state)).toBe(true)
      expect(await deliveryTo(db, edition, 'a')).toMatchObject({
        ...{ state, reason: `it ${state}`, settledAt: minutes(2), leaseUntil: null, attempt: 1 },
        nextAttemptAt: state === 'retry' ? minutes(60) : null,
      })
      expect(await end(db, own, 'failed')).toBe(false)
      expect(await states(db, edition)).toEqual([`a ${state}`])
    },
  )

  it('survives with its bytes, however often it is tried', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    const first = await claimed(db, edition)
    await end(db, first, 'retry')
    const second = await claimed(db, edition, 60)
    expect(second.bytes.equals(first.bytes)).toBe(true)
    expect(second.attempt).toBe(2)
  })

  it('of another owner or attempt changes nothing', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    const own = await claimed(db, edition)
    expect(await end(db, { ...own, owner: 'another' }, 'submitted')).toBe(false)
    expect(await end(db, { ...own, attempt: 2 }, 'submitted')).toBe(false)
    expect(await states(db, edition)).toEqual(['a sending'])
    expect(await end(db, own, 'submitted')).toBe(true)
  })

  it('from a worker that was paused past its lease changes nothing of the delivery', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    const slow = await claimed(db, edition)
    await begin(db, slow, minutes(2))
    await sweep(db, minutes(22))
    expect(await end(db, slow, 'submitted')).toBe(false)
    expect(await states(db, edition)).toEqual(['a uncertain'])
    expect(await begin(db, slow, minutes(23))).toBeNull()
  })

  it('from a worker whose delivery another has claimed since changes nothing of it', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    const slow = await claimed(db, edition)
    await sweep(db, minutes(22))
    const quick = await claimed(db, edition, 23)
    expect(quick.attempt).toBe(2)
    expect(await begin(db, slow, minutes(24))).toBeNull()
    expect(await end(db, slow, 'submitted')).toBe(false)
    expect(await states(db, edition)).toEqual(['a sending'])
    expect(await end(db, quick, 'submitted')).toBe(true)
  })
})

describe('a sweep', () => {
  it('takes nothing whose lease still holds', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['a'])
    await claimed(db, edition)
    expect(await sweep(db, minutes(21))).toEqual({ retried: 0, uncertain: 0 })
    expect(await states(db, edition)).toEqual(['a sending'])
  })

  it('makes uncertain what had begun to leave, and tries the rest again', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, week, ['begun', 'not begun', 'planned'])
    await begin(db, await claimed(db, edition), minutes(1))
    await claimed(db, edition)
    expect(await sweep(db, minutes(22))).toEqual({ retried: 1, uncertain: 1 })
    expect(await states(db, edition)).toEqual([
      'begun uncertain',
      'not begun retry',
      'planned planned',
    ])
    expect(await sweep(db, minutes(22))).toEqual({ retried: 0, uncertain: 0 })
  })
})

describe('two processes that claim from one database at once', () => {
  it('never get the same delivery, and leave none', async () => {
    const file = `${scratchDirectory()}/mmr.sqlite`
    const db = await scratchDatabase(file)
    const edition = await planned(
      db,
      week,
      Array.from({ length: 1000 }, (_, index) => `${index}@example.com`),
    )
    const workers = ['one', 'two'].map((owner) =>
      neighbour(
        file,
        `const { openDatabase } = await import('./dist/store/database.js')
         const { claimNext, settle } = await import('./dist/store/claim.js')
         const { sql } = await import('kysely')
         const db = await openDatabase(file)
         // It is the locks that count here: waiting for the disk would only take long.
         await sql\`pragma synchronous = off\`.execute(db)
         say('ready')
         await left
         const request = {
           editionId: ${edition.editionId}, owner: '${owner}', only: null, transport: 'smtp',
           now: '${minutes(1)}', leaseUntil: '${minutes(21)}',
         }
         for (;;) {
           const claim = await claimNext(db, request)
           if (claim === null) break
           say(claim.address + ' ')
           const done = { state: 'submitted', nextAttemptAt: null, reason: '${owner}', at: '${minutes(2)}' }
           if (!(await settle(db, claim, done))) say('unsettled ')
         }
         await db.destroy()`,
      ),
    )
    await Promise.all(workers.map(({ heard }) => heard()))
    const heard = await Promise.all(workers.map(({ leave }) => leave()))
    const [one = [], two = []] = heard.map((text) => text.trim().split(/\s+/))
    expect(Math.min(one.length, two.length)).toBeGreaterThan(0)
    expect(new Set([...one, ...two]).size).toBe(1000)
    expect(one.length + two.length).toBe(1000)
    const deliveries = await readDeliveries(db, edition.editionId)
    expect(deliveries.every(({ state, attempt }) => state === 'submitted' && attempt === 1)).toBe(
      true,
    )
    expect(await sql`select * from attempts`.execute(db).then(({ rows }) => rows.length)).toBe(1000)
  })
})
