import {
  type ComingSlot,
  comingSlots,
  latestDue,
  type Slot,
  slotInstant,
  slotOf,
  type Timetable,
} from './slot.js'
import { shiftWeek, type Week, weeksBetween, weeksEnding } from './week.js'

/** An edition made later than this after its due time is late: a slow tick or two doesn't count. */
export const lateAfterMs = 10 * 60_000

export interface Schedule extends Timetable {
  /**
   * How long after its due time a missed edition is still made. 0 allows no more than a slow tick.
   */
  readonly catchUpHours: number
}

/**
 * What has become of a week's edition: `skipped` where the schedule gave it up and wrote to nobody,
 * `made` for every other row, whatever state it is in. A skipped one may still be made, a made one
 * never again.
 */
export type EditionOutcome = 'made' | 'skipped'

/** What the schedule has to know of the time before now. */
interface PastEditions {
  /** Milliseconds since the epoch. Slots due before are none of ours. */
  readonly installedAt: number
  readonly outcomes: ReadonlyMap<Week, EditionOutcome>
}

/** What to do now. Doing it and recording it leads to `wait`. */
export type DueSlot =
  | { readonly kind: 'wait'; readonly next: Slot }
  | {
      readonly kind: 'make'
      readonly week: Week
      readonly dueAt: number
      readonly late: boolean
      /** Older weeks to record as skipped. */
      readonly skip: readonly Week[]
    }
  | { readonly kind: 'skip'; readonly weeks: readonly Week[] }

/**
 * What the schedule asks for at `now` (milliseconds since the epoch). Of the slots due since the
 * installation, the latest is made if it is no older than `catchUpHours`; every other one without a
 * row is skipped, so that no report follows when a newer one is due.
 *
 * It depends on nothing but its arguments: a missed or doubled tick changes nothing, and a clock
 * that is set back finds the row and waits. A clock that runs ahead makes the edition that is due
 * by it, too early, and skips those it jumped over. Once it is right again that edition is not made
 * a second time; the skipped ones are made after all when they fall due, for nobody has had them.
 */
export function dueSlot(now: number, schedule: Schedule, past: PastEditions): DueSlot {
  const patience = patienceMs(schedule)
  return dueOf(now, schedule, { past, isInTime: ({ dueAt }) => now - dueAt <= patience })
}

/**
 * The same by any rule of what is still worth making: `isInTime` is asked of the latest slot alone.
 */
function dueOf(
  now: number,
  timetable: Timetable,
  { past, isInTime }: { readonly past: PastEditions; readonly isInTime: (slot: Slot) => boolean },
): DueSlot {
  const latest = latestDue(now, timetable)
  const first = shiftWeek(latestDue(past.installedAt - 1, timetable).week, 1)
  const due = weeksEnding(latest.week, Math.max(0, weeksBetween(first, latest.week) + 1))
  const open = due.length > 0 && past.outcomes.get(latest.week) !== 'made'
  const makes = open && isInTime(latest)
  const skip = (makes ? due.slice(0, -1) : due).filter((week) => !past.outcomes.has(week))
  if (makes) return { kind: 'make', ...latest, late: now - latest.dueAt > lateAfterMs, skip }
  if (skip.length > 0) return { kind: 'skip', weeks: skip }
  const following = shiftWeek(latest.week, 1)
  const coming = weeksBetween(following, first) > 0 ? first : following
  return { kind: 'wait', next: nextFrom(coming, timetable, past) }
}

/** However little is caught up, what is not even late is made. */
function patienceMs({ catchUpHours }: Schedule): number {
  return Math.max(catchUpHours * 3_600_000, lateAfterMs)
}

/**
 * The slot of the first week from `week` on that has not been made: one may have been made early.
 */
function nextFrom(week: Week, timetable: Timetable, past: PastEditions): Slot {
  return past.outcomes.get(week) === 'made'
    ? nextFrom(shiftWeek(week, 1), timetable, past)
    : slotOf(week, timetable)
}

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
