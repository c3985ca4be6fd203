import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { healthOf } from '../../src/report/health.js'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { shiftWeek } from '../../src/report/week.js'
import { account, aged, facts, factsOfOne, history, scores, week } from '../fixture/history.js'
import { anyPolicy, anyScore } from './arbitraries.js'

/** Snapshots by their age in weeks: `{ 0: 70, 4: 74 }`. */
function ages(healths: Readonly<Record<number, number>>): Snapshot[] {
  return Object.entries(healths).map(([age, health]) => aged(Number(age), health))
}

describe('change over 4 and 12 weeks', () => {
  it.each<[string, Readonly<Record<number, number>>, number | null, number | null]>([
    ['against those very weeks', { 0: 70, 4: 74.2, 5: 90, 12: 60, 13: 90 }, -42, 100],
    ['against the week before, without one', { 0: 70, 5: 71, 6: 90, 13: 72, 14: 90 }, -10, -20],
    ['against two weeks before', { 0: 70, 6: 71, 14: 72 }, -10, -20],
    ['nothing older counts', { 0: 70, 7: 71, 15: 72 }, null, null],
    ['nothing younger counts', { 0: 70, 3: 71, 11: 72 }, null, null],
    ['none without a snapshot in the week', { 1: 70, 4: 90, 12: 90 }, null, null],
  ])('%s', (_, healths, change4, change12) => {
    expect(factsOfOne({ snapshots: ages(healths) })).toMatchObject({ change4, change12 })
  })

  it('passes over a week in which nothing was scored that has a weight', () => {
    const weights = { ...defaultPolicy.weights, service: 0 }
    const unscored = aged(4, 0, { scores: scores({ service: 10 }) })
    const snapshots = [...ages({ 0: 70, 5: 71 }), unscored]
    expect(factsOfOne({ snapshots }, { ...defaultPolicy, weights }).change4).toBe(-10)
  })

  it('crosses a year of 53 weeks', () => {
    const at = '2027-W02'
    const snapshots = [
      aged(0, 70, { week: at }),
      aged(0, 80, { week: '2026-W51' }),
      aged(0, 90, { week: '2026-W43' }),
    ]
    expect(factsOfOne({ at, snapshots })).toMatchObject({ change4: -100, change12: -200 })
  })
})

describe('an account slides', () => {
  it.each<[string, Readonly<Record<number, number>>, boolean]>([
    ['flat, and three points lower than 4 weeks ago', { 0: 70, 1: 70, 4: 73 }, true],
    ['flat, and less than that lower', { 0: 70, 1: 70, 4: 72.9 }, false],
    ['flat, and six points lower than 12 weeks ago', { 0: 70, 1: 70.9, 12: 76 }, true],
    ['flat, and less than that lower than 12 weeks ago', { 0: 70, 1: 70, 12: 75.9 }, false],
    ['up, and lower than 4 weeks ago', { 0: 70, 1: 69, 4: 73 }, true],
    ['down, and lower than 4 weeks ago', { 0: 70, 1: 71, 4: 73 }, false],
    ['higher', { 0: 70, 1: 70, 4: 60, 12: 60 }, false],
    ['without a snapshot in the week', { 1: 70, 4: 90 }, false],
  ])('%s', (_, healths, sliding) => {
    expect(factsOfOne({ snapshots: ages(healths) }).sliding).toBe(sliding)
  })

  it('by as many points as the settings say', () => {
    const slides = (over4: number, over12: number) =>
      factsOfOne(
        { snapshots: ages({ 0: 70, 1: 70, 4: 71, 12: 72 }) },
        { ...defaultPolicy, slidePoints: { over4, over12 } },
      ).sliding
    expect([slides(10, 21), slides(11, 20), slides(11, 21)]).toEqual([true, true, false])
  })

  it('no longer when it is lost', () => {
    const lost = { account: account({ endedOn: '2026-11-20' }) }
    const snapshots = ages({ 0: 70, 1: 70, 4: 80, 5: 90 })
    expect(factsOfOne({ ...lost, snapshots })).toMatchObject({
      change4: null,
      sliding: false,
      slidBefore: false,
      weeksInStatus: null,
    })
  })
})

describe('whether it slid the week before', () => {
  it.each<[string, Readonly<Record<number, number>>, boolean]>([
    ['it did, by 4 weeks', { 0: 70, 1: 70, 2: 70, 5: 73 }, true],
    ['it did, by 12 weeks and two more', { 0: 70, 1: 70, 2: 70, 15: 76 }, true],
    ['it was down then', { 0: 70, 1: 70, 2: 71, 5: 73 }, false],
    ['it was down then against a much older week', { 0: 70, 1: 70, 15: 76 }, false],
    ['nobody reported then', { 0: 70, 2: 70, 5: 73 }, false],
    ['it had not lost enough', { 0: 70, 1: 70, 2: 70, 5: 72 }, false],
  ])('%s', (_, healths, slid) => {
    expect(factsOfOne({ snapshots: ages(healths) }).slidBefore).toBe(slid)
  })

  it('is what the report of that week would say, whatever was reported', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(anyScore, { nil: null }), { minLength: 20, maxLength: 20 }),
        anyPolicy,
        (healths, policy) => {
          const snapshots = healths.flatMap((health, age) =>
            health === null ? [] : [aged(age, health)],
          )
          const before = shiftWeek(week, -1)
          const [now, then] = [week, before].map((at) => factsOfOne({ at, snapshots }, policy))
          expect(now?.slidBefore).toBe(then?.sliding)
          const change = (age: number, of: Snapshot[]) => {
            const tenths = (one: Snapshot | undefined) => one && healthOf(one, policy.weights)
            const [latest] = of.filter((one) => one.week === week)
            const against = [0, 1, 2]
              .map((more) => of.find((one) => one.week === shiftWeek(week, -age - more)))
              .find((one) => one !== undefined)
            const [is, was] = [tenths(latest), tenths(against)]
            return is === undefined || was === undefined ? null : (is ?? 0) - (was ?? 0)
          }
          expect(now?.change4).toBe(change(4, snapshots))
          expect(now?.change12).toBe(change(12, snapshots))
        },
      ),
    )
  })
})

describe('weeks in a status', () => {
  /** Green for ever but for what is given. */
  function weeks(
    healths: Readonly<Record<number, number | null>>,
    startedOn: '2026-08-31' | null = null,
  ) {
    const all = Array.from({ length: 30 }, (_, age) => [
      age,
      healths[age] ?? (age in healths ? null : 80),
    ])
    const snapshots = all.flatMap(([age, health]) =>
      age === null || age === undefined || health === null ? [] : [aged(age, health)],
    )
    const parts = { account: account({ startedOn }), snapshots, weeksBeforeRecent: 100 }
    return factsOfOne(parts).weeksInStatus
  }

  it.each<[string, number | null, Readonly<Record<number, number | null>>]>([
    ['red since this week', 1, { 0: 40 }],
    ['red for three weeks', 3, { 0: 40, 1: 45, 2: 49.9 }],
    ['red for a week, once more', 1, { 0: 40, 2: 40 }],
    ['carried into this week', 4, { 0: null, 1: null, 2: null, 3: 40 }],
    ['a gap that is carried over', 5, { 0: 40, 1: null, 2: null, 3: null, 4: 40 }],
    ['a gap that turns to unknown', 1, { 0: 40, 1: null, 2: null, 3: null, 4: null, 5: 40 }],
    ['unknown since this week', 1, { 0: null, 1: null, 2: null, 3: null }],
    ['unknown for two weeks', 2, { 0: null, 1: null, 2: null, 3: null, 4: null }],
    ['as long as all recent weeks, and those before', 116, {}],
  ])('%s', (_, expected, healths) => {
    expect(weeks(healths)).toBe(expected)
  })

  it('begin with the account', () => {
    expect(weeks({}, '2026-08-31')).toBe(12)
  })

  it('count as red from the week in which it was known that it leaves', () => {
    const snapshots = ages({ 0: 80, 1: 80, 2: 80, 3: 30, 4: 80 })
    const leaving = history({ snapshots, leavingSince: shiftWeek(week, -2) })
    expect(facts([leaving]).accounts[0]?.statusTrend.slice(-5)).toEqual([
      'green',
      'red',
      'red',
      'red',
      'red',
    ])
  })

  it('is not known of what never was anything but unknown', () => {
    expect(factsOfOne({ weeksBeforeRecent: null }).weeksInStatus).toBeNull()
  })
})
