import { expect, test } from 'vitest'
import {
  dueSlot,
  type EditionOutcome,
  lateAfterMs,
  type Schedule,
} from '../../src/report/schedule.js'
import type { Week } from '../../src/report/week.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const schedule: Schedule = {
  at: { weekday: 1, hour: 7, minute: 0 },
  zones: ['UTC'],
  catchUpHours: 48,
}

/** When the edition about 2026-W46 is due. */
const due = Date.parse('2026-11-16T07:00:00Z')
const made = { week: '2026-W46', outcome: 'made' } as const

function past(...rows: readonly { week: Week; outcome: EditionOutcome }[]) {
  const outcomes = new Map(rows.map(({ week, outcome }) => [week, outcome]))
  return { installedAt: due - 3 * day, outcomes }
}

function slot(week: Week, dueAt: number) {
  return { week, dueAt }
}

test.each([
  ['the moment it is due', 0, { late: false }],
  ['a tick later', minute, { late: false }],
  ['as late as still counts as on time', lateAfterMs, { late: false }],
  ['late', lateAfterMs + 1, { late: true }],
  ['as late as can be', 48 * hour, { late: true }],
])('a slot without a row is made: %s', (_, age, { late }) => {
  expect(dueSlot(due + age, schedule, past())).toEqual({
    kind: 'make',
    week: '2026-W46',
    dueAt: due,
    late,
    skip: [],
  })
})

test.each([
  ['before its due time', due - 1, past(), slot('2026-W46', due)],
  ['where it has been made', due, past(made), slot('2026-W47', due + 7 * day)],
  [
    'where it was skipped, too late',
    due + 49 * hour,
    past({ week: '2026-W46', outcome: 'skipped' }),
    slot('2026-W47', due + 7 * day),
  ],
  [
    'where a later one was made early',
    due - 1,
    past({ week: '2026-W47', outcome: 'made' }),
    slot('2026-W46', due),
  ],
  [
    'where it and the next were made early',
    due - 1,
    past(made, { week: '2026-W47', outcome: 'made' }),
    slot('2026-W48', due + 14 * day),
  ],
  [
    'after the clock was set back past the installation',
    due - 60 * day,
    past(),
    slot('2026-W46', due),
  ],
])('waits for the next slot: %s', (_, now, past, next) => {
  expect(dueSlot(now, schedule, past)).toEqual({ kind: 'wait', next })
})

test('a slot that nobody made in time is skipped', () => {
  expect(dueSlot(due + 48 * hour + 1, schedule, past())).toEqual({
    kind: 'skip',
    weeks: ['2026-W46'],
  })
})

test('of several, the latest is caught up with its own week and the others are skipped', () => {
  expect(dueSlot(due + 22 * day, schedule, past(made))).toEqual({
    kind: 'make',
    week: '2026-W49',
    dueAt: due + 21 * day,
    late: true,
    skip: ['2026-W47', '2026-W48'],
  })
  expect(dueSlot(due + 24 * day, schedule, past(made))).toEqual({
    kind: 'skip',
    weeks: ['2026-W47', '2026-W48', '2026-W49'],
  })
})

test('an older report never follows a newer one, however long it may be caught up', () => {
  const patient = { ...schedule, catchUpHours: 1000 }
  expect(dueSlot(due + 8 * day, patient, past({ week: '2026-W47', outcome: 'made' }))).toEqual({
    kind: 'skip',
    weeks: ['2026-W46'],
  })
})

test('without catching up, a slow tick still finds its slot', () => {
  const strict = { ...schedule, catchUpHours: 0 }
  expect(dueSlot(due + lateAfterMs, strict, past())).toMatchObject({ kind: 'make', late: false })
  expect(dueSlot(due + lateAfterMs + 1, strict, past())).toMatchObject({ kind: 'skip' })
})

test.each([
  ['at the due time, the slot is ours', 0, ['2026-W46']],
  ['a moment after, it is neither made nor skipped', 1, []],
])('installed %s', (_, after, skip) => {
  const fresh = { installedAt: due + after, outcomes: new Map() }
  expect(dueSlot(due + 7 * day, schedule, fresh)).toMatchObject({ week: '2026-W47', skip })
})

test('rows from before the installation, made by hand, change nothing', () => {
  expect(dueSlot(due, schedule, past({ week: '2017-W40', outcome: 'made' }))).toMatchObject({
    kind: 'make',
    week: '2026-W46',
    skip: [],
  })
})

test('a skipped slot is made after all when more patience is allowed', () => {
  const skipped = past({ week: '2026-W46', outcome: 'skipped' })
  expect(dueSlot(due + 60 * hour, schedule, skipped).kind).toBe('wait')
  expect(dueSlot(due + 60 * hour, { ...schedule, catchUpHours: 96 }, skipped)).toMatchObject({
    kind: 'make',
    week: '2026-W46',
  })
})

test('the first zone decides when an edition is due, and from when it can be caught up', () => {
  const zones = ['America/New_York', 'Pacific/Kiritimati'] as const
  const sunday = Date.parse('2026-11-15T17:00:00Z')
  const world: Schedule = { ...schedule, zones }
  expect(dueSlot(sunday - 1, world, past()).kind).toBe('wait')
  expect(dueSlot(sunday, world, past())).toMatchObject({ kind: 'make', dueAt: sunday })
  expect(dueSlot(sunday + 48 * hour + 1, world, past())).toMatchObject({ kind: 'skip' })
})

test('a move of the report within its week does not repeat what was made', () => {
  const thursday: Schedule = { ...schedule, at: { weekday: 4, hour: 7, minute: 0 } }
  expect(dueSlot(due + 3 * day, thursday, past(made))).toEqual({
    kind: 'wait',
    next: slot('2026-W47', due + 10 * day),
  })
})
