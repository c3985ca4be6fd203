import { describe, expect, it } from 'vitest'
import { statusBandsWords } from '../../src/chart/status-bands.js'
import { figures } from './figures.js'
import { type Revenues, trendOf } from './trend-week.js'

describe('status bands in words', () => {
  it.each<[string, Revenues]>([
    ['', []],
    [
      '',
      [
        [0, 0, 0, 9],
        [1, 2, 3, 0],
      ],
    ],
    [
      'Revenue by status in 2 weeks: red $10 to $20, most now; yellow $30 to $25; green $50 all through',
      [
        [10, 30, 50, 0],
        [20, 25, 50, 0],
      ],
    ],
    [
      'Revenue by status in 3 weeks: yellow $5 at both ends; green $9 to $1',
      [
        [0, 5, 9, 0],
        [0, 4, 9, 0],
        [0, 5, 1, 0],
      ],
    ],
    [
      'Revenue by status in 3 weeks: green $50 to $45, at most $60; unknown $0 at both ends, at most $7',
      [
        [0, 0, 0, 9],
        [0, 0, 50, 0],
        [0, 0, 60, 7],
        [0, 0, 45, 0],
      ],
    ],
  ])('%s', (words, revenues) => {
    expect(statusBandsWords(trendOf(revenues), figures)).toBe(words)
  })
})
