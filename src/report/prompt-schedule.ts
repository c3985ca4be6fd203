import { type DueSlot, dueOf, type PastEditions } from './schedule.js'
import {
  type ComingSlot,
  comingSlots,
  type Slot,
  slotInstant,
  slotOf,
  type Timetable,
} from './slot.js'
import { shiftWeek, type Week } from './week.js'

/**
 * When account managers are asked about the week that still runs, and when its report closes it.
 */
export interface PromptSchedule {
  /** The prompt's time, and the zones of those who are asked. */
  readonly prompt: Timetable
  readonly report: Timetable
}

/** A prompt is about the week in which it is due, so it takes the slot of the week before. */
function slotWeek(week: Week): Week {
  return shiftWeek(week, -1)
}

/** The prompt about `week`: due when the first of the zones is, which is its cut-off as well. */
export function promptSlotOf(week: Week, { prompt }: PromptSchedule): Slot {
  return { week, dueAt: slotOf(slotWeek(week), prompt).dueAt }
}

/** When managers in `zone` are due the prompt about `week`, in milliseconds since the epoch. */
export function promptInstant(week: Week, { prompt }: PromptSchedule, zone: string): number {
  return slotInstant(slotWeek(week), prompt.at, zone)
}

/** When there is nothing more to ask about `week`: its report is due, and its facts are frozen. */
export function closingOf(week: Week, { report }: PromptSchedule): number {
  return slotOf(week, report).dueAt
}

/** The next `count` prompts that have a time after `now`, in order. */
export function comingPrompts(
  now: number,
  count: number,
  { prompt }: PromptSchedule,
): ComingSlot[] {
  return comingSlots(now, count, prompt).map(({ week, times }) => ({
    week: shiftWeek(week, 1),
    times,
  }))
}

/**
 * What prompts are asked for at `now` (milliseconds since the epoch): like `dueSlot`, but that one
 * that was missed is made for as long as its week can be reported on, and not a moment longer.
 */
export function duePrompt(now: number, schedule: PromptSchedule, past: PastEditions): DueSlot {
  const outcomes = new Map([...past.outcomes].map(([week, outcome]) => [slotWeek(week), outcome]))
  const due = dueOf(now, schedule.prompt, {
    past: { ...past, outcomes },
    isInTime: ({ week }) => now < closingOf(shiftWeek(week, 1), schedule),
  })
  return aboutOwnWeeks(due)
}

function aboutOwnWeeks(due: DueSlot): DueSlot {
  const own = (week: Week) => shiftWeek(week, 1)
  switch (due.kind) {
    case 'wait':
      return { kind: 'wait', next: { ...due.next, week: own(due.next.week) } }
    case 'make':
      return { ...due, week: own(due.week), skip: due.skip.map(own) }
    case 'skip':
      return { kind: 'skip', weeks: due.weeks.map(own) }
  }
}
