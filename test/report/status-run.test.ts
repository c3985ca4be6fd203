import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statuses } from '../../src/report/health.js'
import { type Past, statusIn, weeksRunning, weeksUnreported } from '../../src/report/status-run.js'
import { shiftWeek, weeksEnding } from '../../src/report/week.js'
import { account, aged, week } from '../fixture/history.js'
import { anyPolicy, anyScore } from './arbitraries.js'

const anyPast: fc.Arbitrary<Past> = fc
  .record({
    healths: fc.array(fc.option(anyScore, { nil: null }), { minLength: 1, maxLength: 24 }),
    startedAge: fc.option(fc.nat(24), { nil: null }),
    leavingAge: fc.option(fc.nat(24), { nil: null }),
    before: fc.option(anyScore, { nil: null }),
  })
  .map(({ healths, startedAge, leavingAge, before }) => ({
    account: account({
      startedOn: startedAge === null ? null : firstDayOf(startedAge),
    }),
    leavingSince: leavingAge === null ? null : shiftWeek(week, -leavingAge),
    recent: healths
      .flatMap((health, age) => (health === null ? [] : [aged(age, health)]))
      .toReversed(),
    beforeRecent: before === null ? null : aged(healths.length, before),
  }))

/** The Sunday of that week. */
function firstDayOf(age: number) {
  return age === 0
    ? '2026-11-22'
    : (`${new Date(Date.UTC(2026, 10, 22 - 7 * age)).toISOString().slice(0, 10)}` as '2026-11-22')
}

describe('weeks running', () => {
  it('are as many as a look at each week says', () => {
    fc.assert(
      fc.property(anyPast, anyPolicy, fc.constantFrom(...statuses), (past, policy, status) => {
        const weeks = weeksEnding(week, 20)
        const latestIn = (at: typeof week) =>
          past.recent.findLast((one) => one.week <= at) ?? past.beforeRecent
        const each = weeks.map((at) => statusIn(past, latestIn(at), at, policy))
        const broken = each.findLastIndex((one) => one !== status)
        expect(weeksRunning(status, past, weeks, policy)).toBe(weeks.length - 1 - broken)
      }),
    )
  })
})

describe('where nothing is reported any more', () => {
  const leaving = (age: number) => shiftWeek(week, -age)

  it.each([
    ['unknown since it began', 'unknown', { startedOn: '2026-11-03' }, null, 3],
    ['unknown, and it began later', 'unknown', { startedOn: '2026-11-24' }, null, 0],
    ['unknown for nobody knows how long', 'unknown', {}, null, null],
    ['any other status ends there', 'green', { startedOn: '2026-01-01' }, null, 0],
    ['red ends there', 'red', {}, null, 0],
    ['red since it leaves', 'red', {}, leaving(4), 5],
    ['red since it began, leaving', 'red', { startedOn: '2026-11-16' }, leaving(4), 1],
    ['unknown is no more once it leaves', 'unknown', {}, leaving(4), 0],
  ] as const)('%s', (_, status, span, leavingSince, weeks) => {
    expect(weeksUnreported(status, { account: account(span), leavingSince }, week)).toBe(weeks)
  })
})
