import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  closingOf,
  comingPrompts,
  duePrompt,
  type EditionOutcome,
  lateAfterMs,
  type PromptSchedule,
  promptInstant,
  promptSlotOf,
} from '../../src/report/schedule.js'
import { slotOf } from '../../src/report/slot.js'
import {
  type Day,
  localTime,
  shiftWeek,
  type Week,
  weekOf,
  weeksEnding,
} from '../../src/report/week.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const schedule: PromptSchedule = {
  prompt: { at: { weekday: 5, hour: 14, minute: 0 }, zones: ['UTC'] },
  report: { at: { weekday: 1, hour: 7, minute: 0 }, zones: ['UTC'] },
}

/** When the prompt about 2026-W47 is due, and when the report of that week is. */
const due = Date.parse('2026-11-20T14:00:00Z')
const closing = Date.parse('2026-11-23T07:00:00Z')
const week = '2026-W47'

function past(...rows: readonly (readonly [Week, EditionOutcome])[]) {
  return { installedAt: due - 3 * day, outcomes: new Map(rows) }
}

test.each([
  ['2026-W47', 'Europe/Berlin', '2026-11-20T14:00:00+01:00'],
  ['2026-W53', 'America/New_York', '2027-01-01T14:00:00-05:00'],
  ['2027-W01', 'Pacific/Kiritimati', '2027-01-08T14:00:00+14:00'],
] as const)('the prompt about %s is due in %s at %s, inside that week', (week, zone, local) => {
  const instant = promptInstant(week, schedule, zone)
  expect(localTime(instant, zone)).toBe(local)
  expect(weekOf(local.slice(0, 10) as Day)).toBe(week)
})

test('the first zone decides when a prompt is due, the last word is the report’s first zone', () => {
  const zones = ['America/New_York', 'Asia/Tokyo'] as const
  const world: PromptSchedule = {
    prompt: { ...schedule.prompt, zones },
    report: { ...schedule.report, zones: ['Europe/Berlin', ...zones] },
  }
  expect(promptSlotOf(week, world)).toEqual({ week, dueAt: Date.parse('2026-11-20T05:00:00Z') })
  expect(closingOf(week, world)).toBe(Date.parse('2026-11-22T22:00:00Z'))
})

test.each([
  ['the moment it is due', due, false],
  ['as late as still counts as on time', due + lateAfterMs, false],
  ['late, on the same day', due + 3 * hour, true],
  ['as late as can be, however few hours a report may be late', closing - 1, true],
])('a prompt without a row is made: %s', (_, now, late) => {
  expect(duePrompt(now, schedule, past())).toEqual({
    kind: 'make',
    ...{ week, dueAt: due, late, skip: [] },
  })
})

test.each([
  ['before its due time', due - 1, past(), week],
  ['where it has been made', due, past([week, 'made']), '2026-W48'],
  ['where it was skipped', closing, past([week, 'skipped']), '2026-W48'],
] as const)('waits for the next one: %s', (_, now, past, next) => {
  expect(duePrompt(now, schedule, past)).toEqual({
    kind: 'wait',
    next: promptSlotOf(next, schedule),
  })
})

test('once the report of its week is due, a prompt that nobody made is skipped', () => {
  expect(duePrompt(closing, schedule, past())).toEqual({ kind: 'skip', weeks: [week] })
})

test('of several, the latest is made while it makes sense, and the others are skipped', () => {
  const friday = due + 21 * day
  expect(duePrompt(friday, schedule, past([week, 'made']))).toMatchObject({
    kind: 'make',
    week: '2026-W50',
    skip: ['2026-W48', '2026-W49'],
  })
  expect(duePrompt(closing + 21 * day, schedule, past([week, 'made']))).toEqual({
    kind: 'skip',
    weeks: ['2026-W48', '2026-W49', '2026-W50'],
  })
})

test('what was due before prompts began is neither made nor skipped', () => {
  const begun = { installedAt: due + 1, outcomes: new Map() }
  expect(duePrompt(due + hour, schedule, begun).kind).toBe('wait')
})

test('coming prompts are about the weeks that they fall into', () => {
  const coming = comingPrompts(due, 8, schedule)
  expect(coming.map(({ week }) => week)).toEqual(weeksEnding('2027-W02', 8))
  for (const { week, times } of coming) {
    expect(times.map(({ dueAt }) => dueAt)).toEqual([promptSlotOf(week, schedule).dueAt])
  }
})

/** What must become of each prompt, worked out from the first tick that sees it. */
function expected(ticks: readonly number[], weeks: readonly Week[], from: number) {
  return weeks.flatMap((week) => {
    const { dueAt } = promptSlotOf(week, schedule)
    const now = ticks.find((now) => now >= dueAt)
    if (dueAt < from || now === undefined) return []
    const isOvertaken = now >= promptSlotOf(shiftWeek(week, 1), schedule).dueAt
    const isClosed = now >= closingOf(week, schedule)
    return [{ week, now, did: isOvertaken || isClosed ? 'skipped' : 'made' }]
  })
}

test('whenever the worker is there: each prompt once, in its week, before the report is due', () => {
  const start = due - 2 * day
  const weeks = weeksEnding('2027-W06', 13)
  const aim = fc.constantFrom(-minute, 0, minute, hour)
  const edges = weeks.flatMap((week) => [
    promptSlotOf(week, schedule).dueAt,
    slotOf(week, schedule.report).dueAt,
  ])
  const move = fc.oneof(fc.integer({ min: minute, max: 14 * day }), fc.record({ aim }))
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 30 }), (moves) => {
      const ticks = [start]
      for (const step of moves) {
        const now = ticks.at(-1) ?? start
        const next = edges.find((edge) => edge > now) ?? now + day
        ticks.push(typeof step === 'number' ? now + step : Math.max(now, next + step.aim))
      }
      const reached = ticks.filter((now) => now < promptSlotOf('2027-W07', schedule).dueAt)
      const outcomes = new Map<Week, EditionOutcome>()
      const deeds: { week: Week; now: number; did: string }[] = []
      for (const now of reached) {
        const told = duePrompt(now, schedule, { installedAt: start, outcomes })
        if (told.kind === 'wait') continue
        for (const week of told.kind === 'make' ? told.skip : told.weeks) {
          outcomes.set(week, 'skipped')
          deeds.push({ week, now, did: 'skipped' })
        }
        if (told.kind === 'make') {
          outcomes.set(told.week, 'made')
          deeds.push({ week: told.week, now, did: 'made' })
        }
        expect(duePrompt(now, schedule, { installedAt: start, outcomes }).kind).toBe('wait')
      }
      expect(deeds).toEqual(expected(reached, weeks, start))
    }),
    { numRuns: 200 },
  )
})
