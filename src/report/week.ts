import { DateTime } from 'luxon'

/** An ISO 8601 week, written `2026-W47`: half-open, Monday 00:00 to Monday 00:00. Sorts as text. */
export type Week = `${number}-W${number}`

/** A calendar day, written `2026-11-16`. Sorts as text. */
export type Day = `${number}-${number}-${number}`

/** The week that `text` names, or null. `2026-W53` exists, `2025-W53` does not. */
export function parseWeek(text: string): Week | null {
  if (!/^\d{4}-W\d{2}$/.test(text)) return null
  return DateTime.fromISO(text, { zone: 'utc' }).isValid ? (text as Week) : null
}

/** How many weeks an ISO week year has: 52 or 53. */
export function weeksInYear(year: number): number {
  return DateTime.fromObject({ weekYear: year }, { zone: 'utc' }).weeksInWeekYear
}

/** The day that `text` names (`2026-11-16`), or null where there is no such day. */
export function parseDay(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  return DateTime.fromISO(text, { zone: 'utc' }).isValid ? (text as Day) : null
}

/** The ISO week a day lies in; the ISO week year may differ from the calendar year. */
export function weekOf(day: Day): Week {
  return weekAt(DateTime.fromISO(day, { zone: 'utc' }))
}

/** `week` moved by whole weeks: 2026-W53 + 1 = 2027-W01. */
export function shiftWeek(week: Week, weeks: number): Week {
  return weekAt(start(week).plus({ weeks }))
}

/** How many weeks `later` lies after `earlier`; negative when it lies before. */
export function weeksBetween(earlier: Week, later: Week): number {
  return daysBetween(firstDay(earlier), firstDay(later)) / 7
}

/** The `count` weeks that end with `last`, in order of time. */
export function weeksEnding(last: Week, count: number): Week[] {
  return Array.from({ length: count }, (_, index) => shiftWeek(last, index + 1 - count))
}

/** Its Monday. */
export function firstDay(week: Week): Day {
  return bounds(week).first
}

/** Its Sunday. */
export function lastDay(week: Week): Day {
  return bounds(week).last
}

/** The Monday on which the report about `week` is read: the first day of the week after. */
export function editionMonday(week: Week): Day {
  return bounds(week).monday
}

/** The last week that had ended at `instant` (milliseconds since the epoch) in `zone`. */
export function lastEndedWeek(instant: number, zone: string): Week {
  return weekAt(DateTime.fromMillis(instant, { zone }).minus({ weeks: 1 }))
}

/**
 * The day that lies `days` after `day`; before it where negative. Clock changes make no difference.
 */
export function addDays(day: Day, days: number): Day {
  return dayAt(DateTime.fromMillis(Date.parse(day) + days * 86_400_000, { zone: 'utc' }))
}

/** Whole days from `earlier` to `later`; negative when `later` lies before. */
export function daysBetween(earlier: Day, later: Day): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000
}

interface Bounds {
  readonly first: Day
  readonly last: Day
  /** The one after it. */
  readonly monday: Day
}

/** Remembered, because thousands of accounts are asked about the same few weeks. */
const known = new Map<Week, Bounds>()

function bounds(week: Week): Bounds {
  const found = known.get(week)
  if (found) return found
  const first = start(week)
  const last = dayAt(first.plus({ days: 6 }))
  const made = { first: dayAt(first), last, monday: dayAt(first.plus({ weeks: 1 })) }
  known.set(week, made)
  return made
}

function start(week: Week): DateTime {
  return DateTime.fromISO(week, { zone: 'utc' })
}

function weekAt(time: DateTime): Week {
  return time.toFormat("kkkk-'W'WW") as Week
}

function dayAt(time: DateTime): Day {
  return time.toFormat('yyyy-MM-dd') as Day
}
