import { describe, expect, test } from 'vitest'
import { daysBetween, type Week, weeksEnding } from '../src/report/week.js'
import {
  accountRows,
  correctionRows,
  earlierAccountRows,
  isValidAccount,
  isValidSnapshot,
  type Row,
  snapshotRows,
} from './fixture/sample-portfolio.js'

const week: Week = '2026-W46'
const { quarterAgo, yearAgo } = earlierAccountRows

describe('the sample portfolio', () => {
  test('holds the 14 weeks that the demo moves, each account and week once', () => {
    expect([...new Set(snapshotRows.map((row) => row.week))].sort()).toEqual(weeksEnding(week, 14))
    const ids = new Set(accountRows.map(({ account_id }) => account_id))
    expect(snapshotRows.filter(({ account_id }) => !ids.has(account_id ?? ''))).toEqual([])
    const keys = snapshotRows.map((row) => `${row.account_id} ${row.week}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each([
    ['today', accountRows, 30],
    ['a quarter ago', quarterAgo, 29],
    ['a year ago', yearAgo, 28],
  ])('holds the accounts of %s, each once', (_, rows, count) => {
    expect(new Set(rows.map(({ account_id }) => account_id)).size).toBe(count)
    expect(rows).toHaveLength(count)
  })

  test('loses no account from one file to the next: what ended is still listed', () => {
    const ids = (rows: readonly Row[]) => rows.map(({ account_id }) => account_id)
    expect(ids(quarterAgo)).toEqual(expect.arrayContaining(ids(yearAgo)))
    expect(ids(accountRows)).toEqual(expect.arrayContaining(ids(quarterAgo)))
  })

  test('holds valid rows alone', () => {
    const accounts = [...accountRows, ...quarterAgo, ...yearAgo]
    expect(accounts.filter((row) => !isValidAccount(row))).toEqual([])
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
      ...[...accountRows, ...quarterAgo, ...yearAgo].flatMap((row) => [
        row.end_reason,
        row.desired_reason,
      ]),
    ]
    expect(texts.filter((text) => fixed.test(text ?? ''))).toEqual([])
  })

  test.each([',', '"', 'ü', '\n'])('has a note with %j in it', (sign) => {
    expect(snapshotRows.some(({ note }) => note?.includes(sign))).toBe(true)
  })

  test('tells of the notice that Ironbeck gave, ten weeks before it ends', () => {
    const notices = snapshotRows.filter(
      (row) => row.account_id === 'LF-106' && row.notice_given_on !== '',
    )
    expect(notices).toMatchObject([
      { week: '2026-W36', notice_given_on: '2026-09-04', last_day: '2026-11-13' },
    ])
    expect(daysBetween('2026-09-04', '2026-11-13')).toBe(7 * 10)
    const ended = accountRows.find(({ account_id }) => account_id === 'LF-106')
    expect(ended?.ended_on).toBe('2026-11-13')
  })

  test('comes after a decision-maker change was closed and actions were done', () => {
    const met = snapshotRows.filter((row) => row.decision_maker_met_on !== '')
    expect(met.map((row) => row.account_id)).toEqual(['LF-301'])
    const done = snapshotRows.filter((row) => row.action_done_on !== '' && row.week === '2026-W45')
    expect(done.map((row) => row.account_id)).toEqual(['LF-103', 'LF-106', 'LF-301'])
  })
})
