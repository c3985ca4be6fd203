import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import type { ValueHabit } from '../../src/report/earned.js'
import type { EditionFacts } from '../../src/report/facts.js'
import type { History } from '../../src/report/history.js'
import { addDays, firstDay, lastDay, shiftWeek } from '../../src/report/week.js'
import { account, aged, facts, factsOfOne, history, week } from '../fixture/history.js'

const done = { valueDelivered: 'Reset within 40 minutes' }
const green = 90

/** A green account, for which something was done so many weeks ago. */
function earnedAgo(weeks: number | null, of: Partial<Account> = {}): History {
  const values = weeks === null ? [] : [aged(weeks, green, done)]
  const scored = weeks === 0 ? [] : [aged(0, green)]
  return history({ account: account(of), snapshots: [...scored, ...values] })
}

function earnedIn(edition: EditionFacts) {
  return executiveDigest(edition, null, null).earned
}

/** Twenty larger accounts, each of them with something done for it: `one` is none of the top 20. */
function besideLarger(one: History): History[] {
  const larger = Array.from({ length: 20 }, (_, nth) =>
    earnedAgo(0, { accountId: `L-${nth}`, name: `Larger ${nth}`, revenue: 900_000_00 + nth }),
  )
  return [one, ...larger]
}

function grantedIds(histories: readonly History[], valueHabit: ValueHabit = 'settled'): string[] {
  return earnedIn(facts(histories, { valueHabit })).takenForGranted.map(
    ({ accountId }) => accountId,
  )
}

describe('weeks since a value was delivered', () => {
  it.each([
    ['in the week', 0],
    ['the week before', 1],
    ['before the turn of a year of 53 weeks', 60],
    ['never', null],
  ])('%s: %s', (_, weeks) => {
    const { weeksSinceValue, valueDelivered } = factsOfOne({
      snapshots: [
        ...(weeks === null ? [] : [aged(weeks, 60, done)]),
        ...(weeks === 0 ? [] : [aged(0)]),
      ],
    })
    expect(weeksSinceValue).toBe(weeks)
    expect(valueDelivered !== null).toBe(weeks === 0)
  })

  it('are told in the row of every account, of one that was lost, too', () => {
    const gone = account({ endedOn: lastDay(week) })
    const { movements } = executiveDigest(
      facts([history({ account: gone, snapshots: [aged(3, 60, done)] })]),
      null,
      null,
    )
    expect(movements).toMatchObject([{ movement: 'lost', weeksSinceValue: 3 }])
  })
})

describe('the share of revenue that was earned', () => {
  it.each([
    [3, 100, 100],
    [4, 0, 100],
    [12, 0, 100],
    [13, 0, 0],
    [null, 0, 0],
  ])('of one account %s weeks after its value: %s%% in 4 weeks, %s%% in 13', (ago, in4, in13) => {
    expect(earnedIn(facts([earnedAgo(ago)]))).toMatchObject({ weeks4: in4, weeks13: in13 })
  })

  it.each([
    ['half away from zero', 1, 1999, 0.1],
    ['down below that', 1, 2000, 0],
    ['never to all of it', 999_999, 1, 99.9],
    ['to the tenth', 2, 1, 66.7],
    ['beyond what floating numbers hold', 9_007_199_254_740_000, 991, 99.9],
  ])('is rounded %s', (_, part, rest, percent) => {
    const edition = facts([
      earnedAgo(0, { accountId: 'A', revenue: part }),
      earnedAgo(null, { accountId: 'B', revenue: rest }),
    ])
    expect(earnedIn(edition)).toMatchObject({ weeks4: percent, weeks13: percent })
  })

  it('counts desired accounts that are active, alone', () => {
    const edition = facts([
      earnedAgo(0, { accountId: 'A', revenue: 100 }),
      earnedAgo(null, { accountId: 'B', revenue: 300 }),
      earnedAgo(0, { accountId: 'C', revenue: 700, desired: false }),
      earnedAgo(0, { accountId: 'D', revenue: 900, endedOn: lastDay(week) }),
      earnedAgo(0, { accountId: 'E', revenue: 900, startedOn: addDays(lastDay(week), 1) }),
    ])
    expect(earnedIn(edition)).toMatchObject({ weeks4: 25, weeks13: 25 })
  })

  it('is unknown without revenue, and where nothing was ever recorded', () => {
    const nothing = { weeks4: null, weeks13: null, takenForGranted: [] }
    expect(earnedIn(facts([]))).toEqual(nothing)
    expect(earnedIn(facts([earnedAgo(0, { revenue: 0 })]))).toEqual(nothing)
    expect(earnedIn(facts([earnedAgo(null)], { valueHabit: 'none' }))).toEqual(nothing)
  })
})

describe('an account is taken for granted', () => {
  it.each([
    [0, false],
    [7, false],
    [8, true],
    [60, true],
    [null, true],
  ])('%s weeks after its last value: %s', (ago, expected) => {
    expect(grantedIds([earnedAgo(ago)])).toEqual(expected ? ['A-1'] : [])
  })

  it.each<[string, number | null, boolean]>([
    ['green', 75, true],
    ['yellow', 74.9, false],
    ['red', 20, false],
    ['unknown', null, false],
  ])('while it is %s: among the top 20 anyway, beside 20 larger ones %s', (_, score, expected) => {
    const snapshots = score === null ? [] : [aged(0, score)]
    const one = history({ account: account(), snapshots })
    expect(grantedIds([one])).toEqual(['A-1'])
    expect(grantedIds(besideLarger(one))).toEqual(expected ? ['A-1'] : [])
  })

  it('that is stale by the green that it carries', () => {
    const stale = history({ account: account(), snapshots: [aged(3, green)] })
    expect(grantedIds(besideLarger(stale))).toEqual(['A-1'])
  })

  it('that is leaving as one of the largest alone: it is red', () => {
    const leaving = earnedAgo(null, { endedOn: addDays(lastDay(week), 30) })
    expect(grantedIds([leaving])).toEqual(['A-1'])
    expect(grantedIds(besideLarger(leaving))).toEqual([])
  })

  it.each<[string, Partial<Account>, boolean]>([
    ['began in the first of the 8 weeks', { startedOn: lastDay(shiftWeek(week, -7)) }, true],
    ['began after it', { startedOn: firstDay(shiftWeek(week, -6)) }, false],
    ['is not desired', { desired: false }, false],
    ['ended in the week', { endedOn: lastDay(week) }, false],
  ])('when it %s: %s', (_, of, expected) => {
    expect(grantedIds([earnedAgo(null, of)])).toEqual(expected ? ['A-1'] : [])
  })

  it('never before values have been recorded for 8 weeks', () => {
    expect(grantedIds([earnedAgo(null)], 'new')).toEqual([])
    expect(grantedIds([earnedAgo(null)], 'none')).toEqual([])
  })

  it('with its row, the largest first', () => {
    const edition = facts([
      earnedAgo(9, { accountId: 'A', revenue: 100 }),
      earnedAgo(null, { accountId: 'C', revenue: 300 }),
      earnedAgo(11, { accountId: 'B', revenue: 300 }),
    ])
    expect(earnedIn(edition).takenForGranted).toEqual([
      expect.objectContaining({ accountId: 'B', weeksSinceValue: 11, status: 'green', revenue: 3 }),
      expect.objectContaining({ accountId: 'C', weeksSinceValue: null }),
      expect.objectContaining({ accountId: 'A', weeksSinceValue: 9, revenue: 1 }),
    ])
  })

  it('as one of the largest of the company, in the digest of a region and of a manager', () => {
    const ben = { name: 'Ben Ito', address: 'ben@example.com' }
    const yellow = (nth: number, of: Partial<Account>) =>
      history({
        account: account({ accountId: `A-${nth}`, revenue: 1000 - nth, region: 'East', ...of }),
        snapshots: [aged(0, 60)],
      })
    // Of 21, the smallest is the only one of its region and manager.
    const all = Array.from({ length: 20 }, (_, nth) => yellow(nth, {}))
    const smallest = yellow(20, { region: 'West', accountManager: ben })
    const edition = facts([...all, smallest])
    expect(earnedIn(edition).takenForGranted).toHaveLength(20)
    expect(executiveDigest(edition, null, 'West').earned.takenForGranted).toEqual([])
    expect(accountManagerDigest(edition, ben).earned.takenForGranted).toEqual([])
    const second = facts([...all.slice(1), smallest])
    expect(executiveDigest(second, null, 'West').earned.takenForGranted).toHaveLength(1)
    expect(accountManagerDigest(second, ben).earned.takenForGranted).toHaveLength(1)
  })
})
