import { expect, test } from 'vitest'
import { isOver, type Pause, pausedAgain } from '../../src/run/worker.js'

const minute = 60_000

test('every refusal makes the pause longer, up to a quarter of an hour', () => {
  let pause: Pause | null = null
  const minutes = Array.from({ length: 7 }, () => {
    pause = pausedAgain(pause, 'no', 0)
    return pause.until / minute
  })
  expect(minutes).toEqual([1, 2, 4, 8, 15, 15, 15])
})

test('it is over when its time has come, or when the clock was set back', () => {
  const pause = pausedAgain(null, 'no', 1000 * minute)
  const times = [1000, 1000.9, 1001, 2000, 900]
  expect(times.map((time) => isOver(pause, time * minute))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ])
})
