import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isPullDue, type LastPull } from '../../src/report/pull-time.js'

const dueAt = Date.UTC(2026, 10, 23, 7)
const minute = 60_000
const before = 120 * minute

/** The minutes before the slot at which a worker that looks every minute pulls, and how each went. */
function pulls(from: number, until: number, goes: (minutesBefore: number) => boolean): number[] {
  let last: LastPull | null = null
  const found: number[] = []
  for (let left = from; left >= until; left--) {
    const now = dueAt - left * minute
    if (!isPullDue(now, { dueAt }, before, last)) continue
    found.push(left)
    last = { triedAt: now, isFailing: !goes(left) }
  }
  return found
}

describe('a source is pulled', () => {
  test('two hours before, and once more in the last ten minutes', () => {
    expect(pulls(600, 1, () => true)).toEqual([120, 10])
  })

  test('every five minutes for as long as it fails', () => {
    expect(pulls(600, 1, (left) => left <= 107)).toEqual([120, 115, 110, 105, 10])
    expect(pulls(600, 1, () => false).slice(-4)).toEqual([20, 15, 10, 5])
  })

  test('at once where the worker came late, and every five minutes while nothing is made', () => {
    expect(pulls(-30, -41, () => true)).toEqual([-30, -35, -40])
    expect(pulls(7, 1, () => true)).toEqual([7])
  })

  test('anew after a clock was set back', () => {
    const last = { triedAt: dueAt + 60 * minute, isFailing: false }
    expect(isPullDue(dueAt - minute, { dueAt }, before, last)).toBe(true)
  })
})

it('was pulled in the last ten minutes of every slot that a worker was there for', () => {
  const times = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(times, fc.boolean(), (minutes, fails) => {
      let last: LastPull | null = null
      for (const left of minutes.toSorted((a, b) => b - a)) {
        const now = dueAt - left * minute
        if (isPullDue(now, { dueAt }, before, last)) last = { triedAt: now, isFailing: fails }
        if (left <= 120) expect(last?.triedAt).toBeGreaterThanOrEqual(dueAt - before)
        if (left <= 10) expect(last?.triedAt).toBeGreaterThanOrEqual(dueAt - 10 * minute)
      }
    }),
  )
})
