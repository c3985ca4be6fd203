import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lateAfterMs } from '../../src/report/schedule.js'
import {
  type Deed,
  day,
  downtime,
  dueAt,
  hour,
  installed,
  inWords,
  minute,
  slots,
  start,
  tick,
  ticksFrom,
  weeks,
} from './ticking-worker.js'

test('never down: every week is made once, within a minute, and none is skipped', () => {
  const worker = installed(start)
  for (const now of ticksFrom(start, dueAt('2027-W03') + day, minute)) tick(worker, now)
  const made = weeks.slice(weeks.indexOf('2026-W41')).map((week) => `${week} made`)
  expect(inWords(worker.deeds)).toEqual(made)
  expect(worker.deeds.every(({ now, week }) => now - dueAt(week) < minute)).toBe(true)
})

test.each([
  ['a minute', minute, ['2026-W41 made']],
  ['ten minutes', 10 * minute, ['2026-W41 made']],
  ['an hour', hour, ['2026-W41 made late']],
  ['47 hours', 47 * hour, ['2026-W41 made late']],
  ['49 hours', 49 * hour, ['2026-W41 skipped']],
  ['6 days', 6 * day, ['2026-W41 skipped']],
  ['8 days', 8 * day, ['2026-W41 skipped', '2026-W42 made late']],
  ['10 days', 10 * day, ['2026-W41 skipped', '2026-W42 skipped']],
  ['14 days', 14 * day, ['2026-W41 skipped', '2026-W42 skipped']],
  [
    '14 days and a minute',
    14 * day + minute,
    ['2026-W41 skipped', '2026-W42 skipped', '2026-W43 made'],
  ],
])('down from half a minute before a slot for %s', (_, downtime, words) => {
  const worker = installed(start)
  const last = dueAt('2026-W41') - minute / 2
  // Berlin has gone back an hour by its third slot, so the instant is reckoned from that one.
  const shift = downtime > 14 * day ? hour : 0
  tick(worker, last)
  tick(worker, last + downtime + shift)
  expect(inWords(worker.deeds)).toEqual(words)
})

/** The next slot and a few minutes, so that on time and late are both met often. */
const aim = fc.integer({ min: 0, max: 20 }).map((minutes) => ({ minutes }))

function tickAfter(now: number, move: number | { readonly minutes: number }): number {
  if (typeof move === 'number') return now + move
  const next = slots.find(({ dueAt }) => dueAt > now)?.dueAt ?? now + 7 * day
  return next + move.minutes * minute
}

/** What must become of each slot, worked out from the first tick that sees it. */
function expectedDeeds(ticks: readonly number[], from: number): Deed[] {
  return slots.flatMap(({ week, dueAt }, index) => {
    const now = ticks.find((now) => now >= dueAt)
    if (dueAt < from || now === undefined) return []
    const overtaken = (slots[index + 1]?.dueAt ?? Number.POSITIVE_INFINITY) <= now
    return [{ now, week, did: overtaken ? 'skipped' : deedAfter(now - dueAt) }]
  })
}

function deedAfter(age: number): Deed['did'] {
  if (age > 48 * hour) return 'skipped'
  return age > lateAfterMs ? 'made late' : 'made'
}

test('down for a minute to 14 days: a slot is made once if it is seen within 48 h, else skipped', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 * day }),
      fc.array(fc.oneof(downtime, aim), { minLength: 10, maxLength: 24 }),
      (since, moves) => {
        const worker = installed(start + since)
        const ticks = [worker.installedAt]
        for (const move of moves) ticks.push(tickAfter(ticks.at(-1) ?? 0, move))
        const inReach = ticks.filter((now) => now < dueAt('2027-W03'))
        for (const now of inReach) tick(worker, now)
        expect(worker.deeds).toEqual(expectedDeeds(inReach, worker.installedAt))
        for (const { did } of worker.deeds) seen.add(did)
      },
    ),
    { numRuns: 100 },
  )
  expect(seen).toEqual(new Set(['made', 'made late', 'skipped']))
})
