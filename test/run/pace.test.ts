import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPace, type Pace, unpaced } from '../../src/run/deliver.js'

const never = new AbortController().signal

/** A clock that moves on while something waits or works, and never by itself. */
function simulated({ lateness = () => 0 }: { lateness?: () => number } = {}) {
  let now = 0
  return {
    clock: {
      now: () => now,
      wait: async (milliseconds: number) => {
        now += milliseconds + lateness()
      },
    },
    work: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

/** Lanes that start so many things in turn, each of which takes a while; gives back the starts. */
async function starts(
  pace: Pace,
  { count, lanes, begin }: { count: number; lanes: number; begin: () => number },
): Promise<number[]> {
  const started: number[] = []
  let left = count
  const lane = async () => {
    while (left > 0) {
      await pace(async () => {
        if (left === 0) return null
        left -= 1
        started.push(begin())
        return true
      }, never)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return started
}

describe('a pace', () => {
  test('is kept over any second, however many lanes there are and however late timers are', async () => {
    const rates = fc.oneof(fc.constantFrom(0.1, 0.5, 2.5), fc.integer({ min: 1, max: 1000 }))
    const delays = fc.infiniteStream(fc.integer({ min: 0, max: 900 }))
    const scene = fc.record({
      rate: rates,
      lanes: fc.integer({ min: 1, max: 8 }),
      delays: fc.oneof(fc.constant(null), delays),
    })
    await fc.assert(
      fc.asyncProperty(scene, async ({ rate, lanes, delays }) => {
        const delay = () => delays?.next().value ?? 0
        const { clock, work } = simulated({ lateness: delay })
        const begin = () => {
          work(delay())
          return clock.now()
        }
        const started = await starts(createPace(rate, clock), { count: 40, lanes, begin })
        const most = started.map(
          (first) => started.filter((one) => one >= first && one < first + 1000).length,
        )
        expect(Math.max(...most)).toBeLessThanOrEqual(Math.ceil(rate))
      }),
      { numRuns: 200 },
    )
  })

  test('is not slower than it has to be', async () => {
    const { clock } = simulated()
    const started = await starts(createPace(4, clock), { count: 9, lanes: 3, begin: clock.now })
    expect(started).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000])
  })

  test('does not save up turns', async () => {
    const { clock, work } = simulated()
    const pace = createPace(10, clock)
    await pace(async () => clock.now(), never)
    work(60_000)
    const started = await starts(pace, { count: 3, lanes: 1, begin: clock.now })
    expect(started).toEqual([60_000, 60_100, 60_200])
  })

  test('takes no turn where there is nothing to start', async () => {
    const { clock } = simulated()
    const pace = createPace(1, clock)
    expect(await pace(async () => null, never)).toBeNull()
    expect(await pace(async () => clock.now(), never)).toBe(0)
  })

  test('starts nothing any more once it is stopped, not even what has been waiting', async () => {
    const stop = new AbortController()
    const clock = { now: () => 0, wait: async () => stop.abort() }
    const pace = createPace(1, clock)
    expect(await pace(async () => 'first', stop.signal)).toBe('first')
    expect(await pace(async () => 'second', stop.signal)).toBeNull()
    expect(await unpaced(async () => 'third', stop.signal)).toBeNull()
  })

  test('goes on after a start that failed', async () => {
    const { clock } = simulated()
    const pace = createPace(1, clock)
    const failing = pace(() => Promise.reject(new Error('no disk')), never)
    await expect(failing).rejects.toThrow('no disk')
    expect(await pace(async () => 'next', never)).toBe('next')
  })
})
