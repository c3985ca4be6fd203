import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparkline } from '../../src/chart/sparkline.js'
import { painted } from './painted.js'

const bands = { redBelow: 50, greenFrom: 75 }

/** The middle of a week's place, in CSS pixels. */
const at = (week: number) => Math.round(2 + (week * 111) / 11)

describe('a sparkline', () => {
  it.each<[string, (number | null)[]]>([
    ['no week', Array(12).fill(null)],
    ['one week alone', [...Array(11).fill(null), 60]],
  ])('is not drawn of %s', (_, trend) => {
    expect(sparkline(trend, bands)).toBeNull()
  })

  it.each([
    ['red', 49.9],
    ['yellow', 50],
    ['yellow', 74.9],
    ['green', 75],
  ])('ends in the mark of %s at %f', (status, last) => {
    const picture = painted(sparkline([...Array(11).fill(60), last], bands))
    expect(picture.downwards(113)).toContain(status)
    expect(picture.inkedIn(113)).toBeGreaterThan(7)
  })

  it('shows a gap for each week without a snapshot, and a week between two gaps as a dot', () => {
    const trend = [60, 60, null, null, 60, null, 60, 60, 60, 60, 60, 60]
    const picture = painted(sparkline(trend, bands))
    const drawn = Array.from({ length: 23 }, (_, half) => picture.downwards(at(half / 2)))
    const line = drawn.map((seen) => (seen.includes('ink') ? '-' : ' ')).join('')
    expect(line).toBe('---     -   ---------- ')
  })

  it('ends where the snapshots end', () => {
    const picture = painted(sparkline([...Array(8).fill(60), null, null, null, null], bands))
    expect(picture.downwards(at(7))).toContain('yellow')
    expect([at(8), at(9), at(10), at(11)].map((x) => picture.downwards(x).join(''))).toEqual([
      '',
      '',
      '',
      '',
    ])
  })

  it('rises to the right when health does', () => {
    const picture = painted(sparkline([40, 45, 50, 55, 60, 65, 70, 72, 74, 76, 78, 80], bands))
    const top = (x: number) =>
      Array.from({ length: 36 }, (_, y) => y).find((y) => picture.seen(x, y) === 'ink')
    const heights = [at(0), at(4), at(8), at(10)].map((x) => top(x) ?? 0)
    expect(heights).toEqual(heights.toSorted((a, b) => b - a))
    expect((heights[0] ?? 0) - (heights[3] ?? 0)).toBeGreaterThan(15)
  })

  it('lies on its ground, whatever the figures and the bands', () => {
    const health = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)
    const trends = fc.array(fc.option(health, { nil: null }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(trends, fc.tuple(health, health), (trend, [one, other]) => {
        const limits = { redBelow: Math.min(one, other), greenFrom: Math.max(one, other) }
        const drawn = sparkline(trend, limits)
        expect(drawn === null).toBe(trend.filter((one) => one !== null).length < 2)
        if (drawn === null) return
        expect(drawn).toEqual(sparkline(trend, limits))
        const points = [...drawn.svg.matchAll(/[ML]([^ ]+) ([^MLhz"]+)/g)]
        expect(points.length).toBeGreaterThan(3)
        for (const [, x, y] of points) {
          expect(Number(x)).toBeGreaterThanOrEqual(0)
          expect(Number(x)).toBeLessThanOrEqual(drawn.width)
          expect(Number(y)).toBeGreaterThanOrEqual(0)
          expect(Number(y)).toBeLessThanOrEqual(drawn.height)
        }
      }),
    )
  })
})
