import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shiftWeek, weeksEnding } from '../../src/report/week.js'
import {
  type Deed,
  day,
  downtime,
  dueAt,
  hour,
  installed,
  inWords,
  madeWeeks,
  minute,
  slots,
  start,
  tick,
  ticksFrom,
  type Worker,
} from './ticking-worker.js'

/** A clock that is set, at an instant, by some milliseconds. */
interface Step {
  readonly at: number
  readonly by: number
}

function clock(now: number, steps: readonly Step[]): number {
  return steps.reduce((shown, { at, by }) => (now >= at ? shown + by : shown), now)
}

const end = dueAt('2026-W45') + 2 * day
const fiveWeeks = weeksEnding('2026-W45', 5)
const second = 1000

/** A step at any time, or in the minutes about a slot, where it could do harm. */
const step = fc.record({
  at: fc.oneof(
    fc.integer({ min: start, max: end }),
    fc
      .tuple(fc.constantFrom(...fiveWeeks), fc.integer({ min: -90, max: 90 }))
      .map(([week, minutes]) => dueAt(week) + minutes * minute),
  ),
  by: fc.constantFrom(3 * second, -3 * second, hour, -hour),
})

test('clock steps of ±3 s and ±1 h: every week is made once, none before it is due or skipped', () => {
  const phase = fc.integer({ min: 0, max: minute })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), phase, (steps, phase) => {
      const worker = installed(start - day)
      for (const now of ticksFrom(start + phase, end, 10 * minute)) tick(worker, clock(now, steps))
      expect(worker.deeds.map(({ week }) => week)).toEqual(fiveWeeks)
      expect(madeWeeks(worker)).toEqual(fiveWeeks)
      expect(worker.deeds.every(({ now, week }) => now >= dueAt(week))).toBe(true)
    }),
    { numRuns: 10 },
  )
})

test('any clock: nothing is made twice, unmade, ahead of the clock or beyond catching up', () => {
  const set = fc.constantFrom(3 * second, -3 * second, hour, -hour, 8 * day, -8 * day)
  const moves = fc.array(fc.oneof(downtime, downtime, set), { minLength: 10, maxLength: 40 })
  fc.assert(
    fc.property(moves, (moves) => {
      const worker = installed(start)
      let now = start
      for (const move of moves) {
        now += move
        tick(worker, now)
      }
      expectSound(worker, now)
    }),
    { numRuns: 100 },
  )
})

function expectSound(worker: Worker, now: number): void {
  const made = madeWeeks(worker)
  expect(new Set(made).size).toBe(made.length)
  expect(made.filter((week) => worker.outcomes.get(week) !== 'made')).toEqual([])
  for (const [index, { now, week, did }] of worker.deeds.entries()) {
    const age = now - dueAt(week)
    expect(age).toBeGreaterThanOrEqual(0)
    if (did !== 'skipped') expect(age).toBeLessThanOrEqual(48 * hour)
    else expect(worker.deeds.slice(0, index).map(({ week }) => week)).not.toContain(week)
  }
  const ours = slots.filter(({ dueAt }) => dueAt >= start && dueAt <= now)
  expect(ours.filter(({ week }) => !worker.outcomes.has(week))).toEqual([])
  expect(worker.deeds.filter(({ week }) => dueAt(week) < start)).toEqual([])
}

/** What is done in the five weeks if the clock is `by` wrong from one instant until another. */
function deedsWhileWrong(from: number, until: number, by: number): Deed[] {
  const worker = installed(start)
  const steps = [
    { at: from, by },
    { at: until, by: -by },
  ]
  for (const now of ticksFrom(start, end, 5 * minute)) tick(worker, clock(now, steps))
  return worker.deeds
}

const [w42, w43] = [dueAt('2026-W42'), dueAt('2026-W43')]

test.each([
  {
    what: 'ahead, to within 48 h of the next slot: that edition is made early, and not again',
    wrong: { from: w42 + 12 * hour, until: w42 + 18 * hour, by: 8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 made late', '2026-W44 made'],
  },
  {
    what: 'ahead, to beyond 48 h of the next slot: it is skipped, but made when it falls due',
    wrong: { from: w42 + 2 * day, until: w42 + 3 * day, by: 8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 skipped', '2026-W43 made', '2026-W44 made'],
  },
  {
    what: 'ahead, over one slot to the next: one is made early, the other when it falls due',
    wrong: { from: w43 - 12 * hour, until: w43 - 6 * hour, by: 8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 skipped', '2026-W44 made late', '2026-W43 made'],
  },
  {
    what: 'behind and right again before the next slot: as if nothing had been',
    wrong: { from: w42 + day, until: w42 + 2 * day, by: -8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 made', '2026-W44 made'],
  },
  {
    what: 'behind over a slot: nothing twice, and that slot is caught up when it is right again',
    wrong: { from: w42 + day, until: w43 + day, by: -8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 made late', '2026-W44 made'],
  },
  {
    what: 'behind over a slot and beyond catching up: that slot is skipped',
    wrong: { from: w42 + day, until: w43 + 3 * day, by: -8 * day },
    meanwhile: ['2026-W42 made', '2026-W43 skipped', '2026-W44 made'],
  },
])('8 days $what', ({ wrong, meanwhile }) => {
  const words = inWords(deedsWhileWrong(wrong.from, wrong.until, wrong.by))
  expect(words).toEqual(['2026-W41 made', ...meanwhile, '2026-W45 made'])
})

test('a clock ten years ahead for some hours does not silence the years until then', () => {
  const deeds = deedsWhileWrong(w42 + day, w42 + 1.5 * day, 520 * 7 * day)
  const early = `${shiftWeek('2026-W42', 520)} made late`
  const made = fiveWeeks.map((week) => `${week} made`)
  expect(inWords(deeds.filter(({ did }) => did !== 'skipped'))).toEqual(made.toSpliced(2, 0, early))
  expect(deeds.filter(({ did }) => did === 'skipped')).toHaveLength(519)
})
