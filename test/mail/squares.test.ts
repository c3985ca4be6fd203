import { describe, expect, it } from 'vitest'
import { lettersOf, squaresOf } from '../../src/mail/view/squares.js'
import type { Status } from '../../src/report/health.js'

const twelve: readonly (Status | null)[] = [
  ...[null, 'unknown', 'red', 'yellow', 'green', 'red'],
  ...['yellow', 'green', 'unknown', 'red', 'red', 'green'],
] as const

/** Reported in every week but the third, the fourth, the fifth and the eleventh. */
const trend = twelve.map((_, index) => ([2, 3, 4, 10].includes(index) ? null : 60))
const leaving = { noticeGivenOn: null, lastDay: '2026-12-01', daysLeft: 8 } as const

describe('the squares of an account', () => {
  it('are the last weeks, the reported one last, each by the letter of its status', () => {
    const squares = (weeks: number) =>
      lettersOf(squaresOf({ statusTrend: twelve, trend, leaving: null }, weeks))
    expect(squares(12)).toBe('··rygRYG·RrG')
    expect(squares(6)).toBe('YG·RrG')
    expect(squares(20)).toBe(squares(12))
  })

  it('are paler, and have a dark letter, where a status was carried', () => {
    const squares = squaresOf({ statusTrend: twelve, trend, leaving: null }, 12)
    const paint = (index: number) => squares[index]?.paint
    for (const [said, carried] of [
      [9, 10],
      [6, 3],
      [7, 4],
    ] as const) {
      expect(squares[said]?.letter).toBe(squares[carried]?.letter)
      expect(paint(said)).not.toBe(paint(carried))
      expect(squares[carried]?.tone).toBe('k')
    }
    expect(paint(2)).toBe(paint(10))
    expect(paint(0)).toBe(paint(1))
  })

  it('are not paler while it is red for its notice: that is known', () => {
    const squares = squaresOf({ statusTrend: twelve, trend, leaving }, 12)
    expect(squares[10]).toEqual(squares[9])
    expect(squares[2]).toEqual(squares[9])
    expect(squares[3]?.tone).toBe('k')
    expect(squares[3]).not.toEqual(squares[6])
  })
})
