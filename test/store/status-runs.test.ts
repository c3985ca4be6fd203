import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { accountFacts } from '../../src/report/account-facts.js'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { firstDay, periodOf, shiftWeek, type Week } from '../../src/report/week.js'
import type { Database } from '../../src/store/database.js'
import { readHistories } from '../../src/store/histories.js'
import { readWeeksBeforeRecent } from '../../src/store/status-runs.js'
import { account, history, settings, snapshot, standing, week } from '../fixture/history.js'
import { naiveHistories } from './naive-histories.js'
import { addAccount } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

const cutOff = '2026-11-23T07:00:00.000Z'
const at = { week, cutOff }
const policy = defaultPolicy

async function withSnapshots(all: readonly Snapshot[], ids: readonly string[]): Promise<Database> {
  const db = await scratchDatabase()
  for (const id of ids) await addAccount(db, id)
  const rows = all.map((one) => [
    one.week,
    one.accountId,
    one.version,
    one.statedHealth,
    one.recordedAt,
  ])
  await sql`
    insert into snapshots (week, account_id, version, stated_health, recorded_at, recorded_by)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 'test'
    from json_each(${JSON.stringify(rows)})`.execute(db)
  return db
}

/** Weeks in a status, by account id. */
async function weeksIn(db: Database, ids: readonly string[], at: { week: Week; cutOff: string }) {
  const accounts = ids.map((accountId) => account({ accountId }))
  const histories = await readHistories(db, {
    at,
    accounts,
    cutOffs: new Map(),
    leavingSince: new Map(),
    policy,
  })
  return histories.map(
    (one) =>
      accountFacts({ ...one, contract: standing(one.account) }, periodOf(at.week), {
        ...settings,
        policy,
      })?.weeksInStatus,
  )
}

function stated(age: number, statedHealth: number, overrides: Partial<Snapshot> = {}): Snapshot {
  return snapshot({
    week: shiftWeek(week, -age),
    statedHealth,
    recordedAt: '2026-11-20T09:00:00.000Z',
    ...overrides,
  })
}

/** A snapshot of every week of the last so many. */
function weekly(count: number, overrides: Partial<Snapshot> = {}): Snapshot[] {
  return Array.from({ length: count }, (_, age) => stated(age, 80, overrides))
}

describe('weeks in a status', () => {
  it.each([1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 160, 259, 260])(
    'are counted however far back they go: %i',
    async (count) => {
      const db = await withSnapshots([...weekly(count), stated(count, 40)], ['A-1'])
      expect(await weeksIn(db, ['A-1'], at)).toEqual([count])
      const alone = await withSnapshots(weekly(count), ['A-1'])
      expect(await weeksIn(alone, ['A-1'], at)).toEqual([count])
    },
  )

  it('go over a gap that is carried, and end with one that turns to unknown', async () => {
    const gap = (from: number, weeks: number) =>
      weekly(100).filter((_, age) => age < from || age >= from + weeks)
    const db = await withSnapshots(
      [
        ...gap(40, 3).map((one) => ({ ...one, accountId: 'A-1' })),
        ...gap(40, 4).map((one) => ({ ...one, accountId: 'A-2' })),
        ...gap(15, 3).map((one) => ({ ...one, accountId: 'A-3' })),
        ...gap(15, 4).map((one) => ({ ...one, accountId: 'A-4' })),
        ...gap(30, 4).map((one) => ({ ...one, accountId: 'A-5' })),
      ],
      ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'],
    )
    expect(await weeksIn(db, ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'], at)).toEqual([
      100, 40, 100, 15, 30,
    ])
  })

  it('of an unknown one begin once its last snapshot was too old', async () => {
    const db = await withSnapshots([stated(60, 80), stated(70, 40)], ['A-1', 'A-2'])
    expect(await weeksIn(db, ['A-1', 'A-2'], at)).toEqual([57, null])
  })

  it('are those that the versions before the cut-off tell', async () => {
    const later = '2026-11-24T00:00:00.000Z'
    const red = stated(20, 40, { version: 2, recordedAt: later })
    const db = await withSnapshots([...weekly(30), red], ['A-1'])
    expect(await weeksIn(db, ['A-1'], at)).toEqual([30])
    expect(await weeksIn(db, ['A-1'], { week, cutOff: '2026-12-01T00:00:00.000Z' })).toEqual([20])
  })

  it('count as red while it leaves, and before that by health', async () => {
    const healths = weekly(80).map((one, age) => ({ ...one, statedHealth: age < 50 ? 80 : 30 }))
    const db = await withSnapshots([...healths, stated(80, 60)], ['A-1'])
    const before = (age: number) => {
      const leaving = history({ snapshots: healths, leavingSince: shiftWeek(week, -age) })
      return readWeeksBeforeRecent(db, [leaving], at, policy)
    }
    expect((await before(15)).get('A-1')).toBe(0)
    expect((await before(40)).get('A-1')).toBe(25)
    expect((await before(49)).get('A-1')).toBe(64)
    expect((await before(100)).get('A-1')).toBe(85)
  })

  it('are what plain loops come to, for any histories', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F']
    // Long stretches of one status, so that many go far back.
    const stretch = fc.record({
      weeks: fc.integer({ min: 1, max: 50 }),
      health: fc.option(fc.constantFrom(30, 60, 60, 80, 80, 80), { nil: null, freq: 5 }),
    })
    const one = fc.record({
      stretches: fc.array(stretch, { maxLength: 6 }),
      startedAge: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }),
    })
    await fc.assert(
      fc.asyncProperty(fc.tuple(...ids.map(() => one)), async (pasts) => {
        const all = pasts.flatMap(({ stretches }, index) =>
          stretches
            .flatMap(({ weeks, health }) => Array.from({ length: weeks }, () => health))
            .flatMap((health, age) =>
              health === null ? [] : [stated(age, health, { accountId: ids[index] ?? '' })],
            ),
        )
        const db = await withSnapshots(all, ids)
        const accounts = pasts.map(({ startedAge }, index) =>
          account({
            accountId: ids[index] ?? '',
            startedOn: startedAge === null ? null : firstDay(shiftWeek(week, -startedAge)),
          }),
        )
        const request = { at, accounts, cutOffs: new Map(), leavingSince: new Map(), policy }
        const read = await readHistories(db, request)
        expect(read.map(({ weeksBeforeRecent }) => weeksBeforeRecent)).toEqual(
          naiveHistories(all, request).map(({ weeksBeforeRecent }) => weeksBeforeRecent),
        )
        await db.destroy()
      }),
      { numRuns: 25 },
    )
  })
})
