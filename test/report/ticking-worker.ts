import fc from 'fast-check'
import { expect } from 'vitest'
import { dueSlot, type EditionOutcome, type Schedule } from '../../src/report/schedule.js'
import { slotOf } from '../../src/report/slot.js'
import { type Week, weeksEnding } from '../../src/report/week.js'

// The worker, reduced to its schedule: at each tick it reads a clock, does what it is told and
// records it. What the clock does, and when the worker is down, is up to the tests.

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

const schedule: Schedule = {
  at: { weekday: 1, hour: 7, minute: 0 },
  zones: ['America/New_York', 'Europe/Berlin'],
  catchUpHours: 48,
}

export interface Deed {
  readonly now: number
  readonly week: Week
  readonly did: 'made' | 'made late' | 'skipped'
}

export interface Worker {
  readonly installedAt: number
  readonly outcomes: Map<Week, EditionOutcome>
  readonly deeds: Deed[]
}

export function installed(installedAt: number): Worker {
  return { installedAt, outcomes: new Map(), deeds: [] }
}

/** One tick. Whatever it was told to do is then done with: asked again, the schedule waits. */
export function tick(worker: Worker, now: number): void {
  const told = dueSlot(now, schedule, worker)
  if (told.kind === 'wait') return
  for (const week of told.kind === 'make' ? told.skip : told.weeks) {
    worker.outcomes.set(week, 'skipped')
    worker.deeds.push({ now, week, did: 'skipped' })
  }
  if (told.kind === 'make') {
    worker.outcomes.set(told.week, 'made')
    worker.deeds.push({ now, week: told.week, did: told.late ? 'made late' : 'made' })
  }
  expect(dueSlot(now, schedule, worker).kind).toBe('wait')
}

export function madeWeeks({ deeds }: Worker): Week[] {
  return deeds.filter(({ did }) => did !== 'skipped').map(({ week }) => week)
}

/** `2026-W42 made late` */
export function inWords(deeds: readonly Deed[]): string[] {
  return deeds.map(({ week, did }) => `${week} ${did}`)
}

/**
 * Weeks around the end of 2026, which has 53; clocks change in Berlin, the first zone, in 2026-W43.
 */
export const weeks = weeksEnding('2027-W03', 16)
export const slots = weeks.map((week) => slotOf(week, schedule))
/** Two days before the first of them is due. */
export const start = dueAt('2026-W41') - 2 * day

export function dueAt(week: Week): number {
  return slotOf(week, schedule).dueAt
}

/** Instants at which the worker ticks: every `fine` near a slot, every three hours elsewhere. */
export function ticksFrom(from: number, until: number, fine: number): number[] {
  const ticks: number[] = []
  for (let now = from; now <= until; now += slots.some(near(now)) ? fine : 3 * hour) ticks.push(now)
  return ticks
}

function near(now: number): (slot: { dueAt: number }) => boolean {
  return ({ dueAt }) => Math.abs(now - dueAt) <= 2 * hour
}

/**
 * How long the worker may be down between two ticks: from a minute, which is not down, to 14 days.
 */
export const downtime = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: minute, max: hour }) },
  { weight: 1, arbitrary: fc.integer({ min: hour, max: 3 * day }) },
  { weight: 1, arbitrary: fc.integer({ min: 3 * day, max: 14 * day }) },
)
