import { describe, expect, it } from 'vitest'
import { waterfall } from '../../src/chart/waterfall.js'
import type { Bridge } from '../../src/report/revenue-at-risk.js'
import { painted } from './painted.js'
import { everything, risk } from './risk.js'

/** The middle of one of so many columns, in CSS pixels. */
const at = (column: number, columns: number) => Math.round(((column + 0.5) * 560) / columns)

describe('a waterfall', () => {
  it('is not drawn where nothing moved', () => {
    expect(waterfall(risk(0, {}))).toBeNull()
    expect(waterfall(risk(100, {}))).toBeNull()
  })

  it('goes from total to total, red and on the ground', () => {
    const picture = painted(waterfall(risk(50, { movedIn: 50 })))
    expect(picture.downwards(at(0, 3))).toEqual(['', 'red', ''])
    expect(picture.downwards(at(2, 3))).toEqual(['', 'red', ''])
    expect([at(0, 3), at(1, 3), at(2, 3)].map((x) => picture.seen(x, 156))).toEqual([
      'red',
      '',
      'red',
    ])
    expect(picture.inkedIn(at(2, 3))).toBeCloseTo(2 * picture.inkedIn(at(0, 3)), 0)
  })

  it('fills what was added and leaves hollow what was taken away, each with its arrow', () => {
    const picture = painted(waterfall(risk(100, everything)))
    const columns = Array.from({ length: 8 }, (_, column) => picture.downwards(at(column, 8)))
    const added = ['', 'ink', '', 'ink', '']
    const taken = ['', 'ink', '', 'ink', '', 'ink', '']
    const total = ['', 'red', '']
    expect(columns).toEqual([total, added, taken, added, taken, added, taken, total])
  })

  it.each<[string, number, Partial<Bridge>]>([
    ['from nothing', 0, { movedIn: 500 }],
    ['to nothing', 500, { lost: 500 }],
    ['very little of very much', 12e9, { movedIn: 950, lost: 3e9 }],
  ])('shows every amount: %s', (_, previous, sides) => {
    const picture = painted(waterfall(risk(previous, sides)))
    const columns = 2 + Object.keys(sides).length
    for (let column = 0; column < columns; column += 1) {
      expect(picture.inkedIn(at(column, columns))).toBeGreaterThan(2)
    }
  })

  it('starts each step at the level where the one before it ended', () => {
    const picture = painted(waterfall(risk(100, { movedIn: 50, lost: 75 })))
    const seen = Array.from({ length: 160 }, (_, y) => y)
    const edge = (column: number, which: 'top' | 'bottom') => {
      const inked = seen.filter((y) => picture.seen(at(column, 4) - 25, y) !== '')
      return (which === 'top' ? inked[0] : inked.at(-1)) ?? 0
    }
    expect(edge(1, 'bottom')).toBeCloseTo(edge(0, 'top') - 1, 0)
    expect(edge(2, 'top')).toBeCloseTo(edge(1, 'top'), 0)
    expect(edge(2, 'bottom')).toBeCloseTo(edge(3, 'top') - 1, 0)
  })
})
