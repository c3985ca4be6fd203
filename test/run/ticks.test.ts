import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { everyMinute } from '../../src/run/worker.js'

const minute = 60_000
const hour = 60 * minute

/** In the middle of a minute, shortly before a Monday's seven o'clock. */
const start = Date.parse('2026-11-23T06:58:40Z')

beforeEach(() => void vi.useFakeTimers({ now: start }))
afterEach(() => void vi.useRealTimers())

/** Lets so many minutes pass, and counts the ticks of each. */
async function ticksIn(minutes: number, ticks: () => number): Promise<number[]> {
  const counts: number[] = []
  for (let passed = 0; passed < minutes; passed += 1) {
    const before = ticks()
    await vi.advanceTimersByTimeAsync(minute)
    counts.push(ticks() - before)
  }
  return counts
}

describe('ticks', () => {
  test('come at once and at the start of every minute, and none after the end', async () => {
    const ticks: number[] = []
    const stop = everyMinute(() => ticks.push(Date.now()))
    expect(ticks).toEqual([start])
    await vi.advanceTimersByTimeAsync(4 * minute)
    stop()
    const seven = Date.parse('2026-11-23T07:00:00Z')
    const atTheStart = ticks.filter((tick) => tick % minute === 0)
    expect(atTheStart).toEqual([-1, 0, 1, 2].map((after) => seven + after * minute))
    const count = ticks.length
    await vi.advanceTimersByTimeAsync(5 * minute)
    expect(ticks).toHaveLength(count)
  })

  test.each([
    ['back by three seconds', -3000],
    ['back by an hour', -hour],
    ['back by eight days', -8 * 24 * hour],
    ['forward by three seconds', 3000],
    ['forward by an hour', hour],
    ['forward by eight days', 8 * 24 * hour],
  ])('go on, once or twice a minute, on a clock that is set %s', async (_what, step) => {
    let ticks = 0
    const stop = everyMinute(() => {
      ticks += 1
    })
    await vi.advanceTimersByTimeAsync(90_000)
    vi.setSystemTime(Date.now() + step)
    const counts = await ticksIn(5, () => ticks)
    stop()
    expect(counts.filter((count) => count < 1 || count > 2)).toEqual([])
  })
})
