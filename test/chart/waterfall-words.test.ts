import { describe, expect, it } from 'vitest'
import { waterfallWords } from '../../src/chart/waterfall.js'
import { figures } from './figures.js'
import { everything, risk } from './risk.js'

describe('a waterfall in words', () => {
  it.each([
    ['', risk(100, {})],
    ['Revenue at risk from $0 to $50: $50 moved into red', risk(0, { movedIn: 50 })],
    [
      'Revenue at risk from $100 to $105: $60 moved into red, $30 moved out of red, $20 new in red, ' +
        '$40 lost from red, $10 became known as red, $15 was red and became unknown',
      risk(100, everything),
    ],
  ])('%s', (words, summary) => {
    expect(waterfallWords(summary, figures)).toBe(words)
  })
})
