import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  daysBetween,
  firstDay,
  parseDay,
  parseWeek,
  shiftWeek,
  type Week,
  weeksBetween,
} from '../../src/report/week.js'
import { lastWeekIn, rowsOfWeeks, shiftedSample } from '../../src/run/demo.js'
import { sampleFiles } from '../fixture/sample-portfolio.js'

const week: Week = '2026-W46'

describe('a shift by whole weeks', () => {
  test('by none gives the files back', () => {
    expect(shiftedSample(sampleFiles.accounts, 0)).toBe(sampleFiles.accounts)
    expect(shiftedSample(sampleFiles.snapshots, 0)).toBe(sampleFiles.snapshots)
    expect(shiftedSample(sampleFiles.corrections, 0)).toBe(sampleFiles.corrections)
  })

  test('crosses a year of 53 weeks, quotes what needs it, leaves dates inside texts', () => {
    const text = 'week,note,day\n2026-W53,"as of 2026-12-28, ""no""\nmore",2026-12-31\n'
    expect(shiftedSample(text, 1)).toBe(
      'week,note,day\n2027-W01,"as of 2026-12-28, ""no""\nmore",2027-01-07\n',
    )
  })

  test('by 1 to 60 weeks keeps the distance of every week and day to the last Monday', () => {
    for (const text of Object.values(sampleFiles)) {
      const before = distances(text, week)
      for (let weeks = 1; weeks <= 60; weeks += 1) {
        expect(distances(shiftedSample(text, weeks), shiftWeek(week, weeks))).toEqual(before)
      }
    }
  })

  test('there and back again is where it was, years away too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (weeks) => {
        const there = shiftedSample(sampleFiles.accounts, weeks)
        expect(shiftedSample(there, -weeks)).toBe(sampleFiles.accounts)
      }),
    )
  })
})

describe('the rows of some weeks', () => {
  test('are those and the header; together with the others they are all', () => {
    const text = 'id,week,note\nA,2026-W45,"in 2026-W46, ""yes"""\nA,2026-W46,\n'
    expect(rowsOfWeeks(text, (one) => one === week)).toBe('id,week,note\nA,2026-W46,\n')
    expect(rowsOfWeeks(text, (one) => one < week)).toBe(
      'id,week,note\nA,2026-W45,"in 2026-W46, ""yes"""\n',
    )
    expect(rowsOfWeeks(text, () => true)).toBe(text)
  })

  test('of a file without weeks are all of them', () => {
    expect(rowsOfWeeks(sampleFiles.accounts, () => false)).toBe(sampleFiles.accounts)
  })
})

describe('the last week of a file', () => {
  test('is the latest cell that is a week', () => {
    expect(lastWeekIn(sampleFiles.snapshots)).toBe(week)
    expect(lastWeekIn('week\n2027-W01\n2026-W53\n')).toBe('2027-W01')
  })

  test('is not looked for inside texts', () => {
    expect(lastWeekIn('note\nin 2026-W46\n')).toBeNull()
  })
})

/** Each cell of `text`; weeks and days as their distance from `last` and its Monday. */
function distances(text: string, last: Week): string[] {
  const cells: string[][] = parse(text)
  return cells.flat().map((cell) => {
    const [asWeek, day] = [parseWeek(cell), parseDay(cell)]
    if (asWeek !== null) return `${weeksBetween(asWeek, last)} weeks`
    return day === null ? cell : `${daysBetween(day, firstDay(last))} days`
  })
}
