import { describe, expect, it } from 'vitest'
import { statusBands } from '../../src/chart/status-bands.js'
import { painted } from './painted.js'
import { type Revenues, steady, trendOf } from './trend-week.js'

/** The middle of a week's column, in CSS pixels. */
const at = (week: number) => Math.round(week * 45 + 15)

/** Where the marks stand. */
const marks = 549

describe('status bands', () => {
  it.each<[string, Revenues]>([
    ['no week', []],
    ['no revenue', Array(12).fill([0, 0, 0, 0])],
    ['nothing known', Array(12).fill([0, 0, 0, 9])],
    [
      'a first week',
      [
        [0, 0, 0, 9],
        [1, 2, 3, 0],
      ],
    ],
  ])('are not drawn of %s', (_, revenues) => {
    expect(statusBands(trendOf(revenues))).toBeNull()
  })

  it('stand on one another, red on the ground, with the page between them', () => {
    const picture = painted(statusBands(steady([30, 20, 40, 10])))
    const column = ['', 'green', '', 'yellow', '', 'red', '']
    expect(picture.downwards(at(0)).slice(-column.length)).toEqual(column)
    expect(picture.downwards(at(11)).slice(-column.length)).toEqual(column)
    expect(picture.across(150)).toEqual(Array(12).fill(['red', '']).flat())
  })

  it('leave what is unknown hollow', () => {
    const picture = painted(statusBands(steady([0, 0, 30, 70])))
    expect(picture.downwards(at(5))).toEqual(['', 'unknown', '', 'unknown', '', 'green', ''])
  })

  it('are as high as the revenue, to one scale for all weeks', () => {
    const picture = painted(
      statusBands(
        trendOf([
          [40, 0, 0, 0],
          [80, 0, 0, 0],
          [20, 0, 0, 0],
        ]),
      ),
    )
    const [first, second, third] = [9, 10, 11].map((week) => picture.inkedIn(at(week)) + 2)
    expect(second).toBeCloseTo(2 * (first ?? 0), 0)
    expect(third).toBeCloseTo((first ?? 0) / 2, 0)
  })

  it('leave the weeks blank before anything was known, and show unknown ones after', () => {
    const picture = painted(
      statusBands(
        trendOf([
          [0, 0, 0, 9],
          [1, 2, 6, 0],
          [0, 0, 0, 9],
        ]),
      ),
    )
    const seen = Array.from({ length: 12 }, (_, week) => picture.downwards(at(week)).length > 1)
    expect(seen).toEqual([...Array(10).fill(false), true, true])
  })

  it('show the least revenue beside the most', () => {
    const picture = painted(statusBands(steady([1, 1, 1e12, 1])))
    expect(picture.downwards(at(3))).toEqual([
      '',
      'unknown',
      '',
      'green',
      '',
      'yellow',
      '',
      'red',
      '',
    ])
  })

  it.each<[string, Revenues[number]]>([
    ['wide bands', [25, 25, 25, 25]],
    ['bands that are thin at the foot', [1, 1, 1e6, 0.1]],
    ['bands that are thin at the top', [1e6, 1, 1, 1]],
  ])('have each status marked beside the last column, apart from each other: %s', (_, revenue) => {
    const picture = painted(statusBands(steady(revenue)))
    expect(picture.downwards(marks)).toEqual([
      '',
      'unknown',
      '',
      'unknown',
      '',
      'green',
      '',
      'yellow',
      '',
      'red',
      '',
    ])
  })

  it('mark no status that has no revenue now', () => {
    const picture = painted(
      statusBands(
        trendOf([
          [9, 9, 9, 9],
          [0, 0, 9, 0],
        ]),
      ),
    )
    expect(picture.downwards(marks)).toEqual(['', 'green', ''])
  })
})
