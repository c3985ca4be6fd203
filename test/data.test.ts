import { describe, expect, test } from 'vitest'
import { formatOf } from '../src/format.js'
import { executiveDigest } from '../src/report/digest/digest.js'
import { factsOf } from '../src/report/facts.js'
import { defaultPolicy } from '../src/report/policy.js'
import { valueCategories } from '../src/report/snapshot.js'
import { type Week, weeksEnding } from '../src/report/week.js'
import { presentation as plain } from './fixture/portfolio.js'
import {
  accountRows,
  correctionRows,
  isValidAccount,
  isValidSnapshot,
  sampleHistories,
  snapshotRows,
} from './fixture/sample-portfolio.js'

const week: Week = '2026-W46'
const presentation = { ...plain, companyName: 'Larkfield' }
const facts = factsOf(
  sampleHistories(week),
  { week, cutOff: '2026-11-16T07:00:00.000Z' },
  { policy: defaultPolicy, presentation, format: formatOf(presentation) },
)
const digest = executiveDigest(facts, null, null)

describe('the sample portfolio', () => {
  test('holds the 14 weeks that the demo moves, each account and week once', () => {
    expect([...new Set(snapshotRows.map((row) => row.week))].sort()).toEqual(weeksEnding(week, 14))
    const ids = new Set(accountRows.map(({ account_id }) => account_id))
    expect(ids.size).toBe(accountRows.length)
    expect(snapshotRows.filter(({ account_id }) => !ids.has(account_id ?? ''))).toEqual([])
    const keys = snapshotRows.map((row) => `${row.account_id} ${row.week}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('holds valid rows alone', () => {
    expect(accountRows.filter((row) => !isValidAccount(row))).toEqual([])
    expect([...snapshotRows, ...correctionRows].filter((row) => !isValidSnapshot(row))).toEqual([])
  })

  test('names no date and no season in a text, since the demo moves the weeks under it', () => {
    const fixed =
      /20\d\d|\b(Jan|Feb|March|Apr|June|July|Aug|Sep|Oct|Nov|Dec)|summer|autumn|winter|snow|holiday/
    const texts = [
      ...[...snapshotRows, ...correctionRows].flatMap((row) => [
        row.note,
        row.action,
        row.value_delivered,
      ]),
      ...accountRows.map((row) => row.end_reason),
    ]
    expect(texts.filter((text) => fixed.test(text ?? ''))).toEqual([])
  })

  test.each([',', '"', 'ü', '\n'])('has a note with %j in it', (sign) => {
    expect(snapshotRows.some(({ note }) => note?.includes(sign))).toBe(true)
  })
})

describe('its last week', () => {
  test.each([
    ['down', '204 -13.5, 102 -8.2, 201 -2.4, 302 -2.2'],
    ['up', '103 8, 301 4.2, 203 2.9'],
    ['flat', '101 0.2, 303 0.2, 107 0.2, 202 -0.2, 305 0.5, 206 -0.4, 104 -0.2, 205 0, 105 0'],
    ['new', '306 0'],
    ['lost', '106 1'],
    ['stale', '403 2, 401 2, 402 3, 304 1'],
    ['unknown', '404 4, 405 null'],
  ])('shows %s accounts, with their change or age', (movement, expected) => {
    const those = digest.movements
      .filter((one) => one.movement === movement)
      .map(({ accountId, change, weeksSinceUpdate }) => ({
        accountId,
        figure: change ?? weeksSinceUpdate,
      }))
    expect(shown(those, 'figure')).toBe(expected)
  })

  test('compares two accounts with a week that is not the one before', () => {
    const { movements, previousWeek } = digest
    const gaps = movements.filter(
      ({ comparedWeek }) => (comparedWeek ?? previousWeek) < previousWeek,
    )
    expect(shown(gaps, 'comparedWeek')).toBe('204 2026-W41, 203 2026-W44')
  })

  test('gives every side of the bridge an amount', () => {
    expect(digest.portfolio).toMatchObject({ accounts: 23, health: 70.4, change: 1.3 })
    expect(digest.revenueAtRisk).toEqual({
      previous: 2_032_980.5,
      total: 2_315_950.4,
      change: 282_969.9,
      bridge: {
        movedIn: 1_184_250.4,
        movedOut: 412_880.5,
        new: 318_400,
        lost: 738_900,
        becameKnown: 289_000,
        becameUnknown: 356_900,
      },
      byNotice: { '30': 289_000, '60': 1_184_250.4, '90': 524_300, over90: 318_400 },
    })
  })

  test('raises every warning', () => {
    expect(digest.top20).toMatchObject({ lost: 2, red: 4, alarm: true })
    expect(shown(digest.decisionMakerChanges, 'weeksOpen')).toBe('102 6, 107 1')
    const { overdue, unattended } = digest.actions
    expect(shown(overdue, 'daysOverdue')).toBe('102 24, 302 24, 401 17, 404 17')
    expect(shown(unattended, 'status')).toBe('202 red, 105 yellow')
    expect(shown(digest.pulseDisagreements, 'pulse')).toBe('202 green, 206 red')
    expect(shown(digest.singleThreaded, 'status')).toBe('202 red, 104 green')
    expect(shown(digest.notDesired, 'status')).toBe('207 red')
    expect(digest.movements.find(({ accountId }) => accountId === 'LF-305')?.coverage).toBeNull()
  })

  test('tells of value in all six categories, and of a manager who has gone silent', () => {
    const categories = new Set(digest.valueDelivered.map(({ category }) => category))
    expect(categories).toEqual(new Set(valueCategories))
    expect(digest.participation).toMatchObject({ updated: 17, active: 23 })
    const { managers } = digest.participation
    const silent = managers.filter(({ updated }) => updated === 0)
    expect(silent).toMatchObject([
      { name: 'Marcus Tebele', active: 4, weeksSilent: 2 },
      { name: 'Nadia Osei', active: 1, weeksSilent: null },
    ])
  })

  test('is compared with a week that was corrected after its own report', () => {
    const restated = digest.movements.filter(({ restatedFrom }) => restatedFrom !== null)
    expect(shown(restated, 'restatedFrom')).toBe('201 71.4')
    expect(shown(restated, 'previousHealth')).toBe('201 70.2')
  })

  test('comes after a decision-maker change was closed and actions were done', () => {
    const closed = facts.accounts.filter(({ decisionMakerChange }) => decisionMakerChange?.metOn)
    expect(closed.map(({ account }) => account.accountId)).toEqual(['LF-301'])
    const done = snapshotRows.filter((row) => row.action_done_on !== '' && row.week === '2026-W45')
    expect(done.map((row) => row.account_id)).toEqual(['LF-103', 'LF-106', 'LF-301'])
  })
})

/** `204 -13.5, 102 -8.2`: each row's number without the prefix that all share, and one figure. */
function shown<Key extends string>(
  rows: readonly ({ readonly accountId: string } & Readonly<Record<Key, unknown>>)[],
  figure: Key,
): string {
  return rows.map((row) => `${row.accountId.replace('LF-', '')} ${row[figure]}`).join(', ')
}
