import { DateTime, IANAZone } from 'luxon'

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

/** The day that clocks in the IANA `zone` show at `instant` (milliseconds since the epoch). */
export function dayIn(instant: number, zone: string): Day {
  return dayAt(DateTime.fromMillis(instant, { zone }))
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
  return bounds(later).number - bounds(earlier).number
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
  /** Counted from any one week. */
  readonly number: number
}

/** Remembered, because thousands of accounts are asked about the same few weeks. */
const knownBounds = new Map<Week, Bounds>()

function bounds(week: Week): Bounds {
  const found = knownBounds.get(week)
  if (found) return found
  const first = start(week)
  const last = dayAt(first.plus({ days: 6 }))
  // A Monday early in the first days of Unix time: 5 January 1970.
  const number = (first.toMillis() - 4 * dayMs) / (7 * dayMs)
  const made = { first: dayAt(first), last, monday: dayAt(first.plus({ weeks: 1 })), number }
  knownBounds.set(week, made)
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

/**
 * How many weeks a history has one by one: a change over 12 weeks may be against a snapshot of two
 * weeks before that, and so may the one of the week before.
 */
export const recentWeeks = 16

/** How many of them are shown. */
const trendWeeks = 12

/** The weeks that the facts of one edition speak of, worked out once for all accounts. */
export interface Period {
  readonly week: Week
  readonly before: Week
  readonly monday: Day
  /** As many weeks as a history's recent ones, in order of time. */
  readonly recent: readonly Week[]
  /** The last of those: what is shown. */
  readonly trend: readonly Week[]
}

/** The period of a report about `week`. */
export function periodOf(week: Week): Period {
  const found = knownPeriods.get(week) ?? worked(week)
  knownPeriods.set(week, found)
  return found
}

/** Remembered, because every digest asks, and weeks are few. */
const knownPeriods = new Map<Week, Period>()

function worked(week: Week): Period {
  const [before, monday] = [shiftWeek(week, -1), editionMonday(week)]
  const recent = weeksEnding(week, recentWeeks)
  return { week, before, monday, recent, trend: recent.slice(-trendWeeks) }
}

/**
 * What a clock on a wall shows, as the milliseconds since the epoch at which a UTC clock shows it.
 */
export type WallTime = number

const dayMs = 86_400_000

/**
 * The first instant (milliseconds since the epoch) at which clocks in the IANA `zone` show `wall`
 * or later. So a time that clocks skip gives the instant they jump, and one they show twice the
 * first of the two. Throws where the zone is not known.
 *
 * luxon's own conversion is of no use here: it moves a skipped time on by the length of the gap,
 * and which of two instants it takes depends on the season in which it is asked.
 */
export function firstInstant(wall: WallTime, zone: string): number {
  const offset = offsetIn(zone)
  // No zone has changed its offset twice within two days since 1970, so these two are all there
  // are.
  const around = [offset(wall - dayMs), offset(wall + dayMs)]
  const shows = (instant: number) => instant + offset(instant) >= wall
  return firstThat(shows, wall - Math.max(...around), wall - Math.min(...around))
}

/** ISO 8601 with the zone's offset, to the second: `2026-03-09T07:00:00-04:00`. */
export function localTime(instant: number, zone: string): string {
  return DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")
}

/** ISO 8601 in UTC, to the second: `2026-03-09T11:00:00Z`. */
export function utcTime(instant: number): string {
  return DateTime.fromMillis(instant, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")
}

/** How far clocks in `zone` are ahead of UTC at an instant, in milliseconds. */
function offsetIn(zone: string): (instant: number) => number {
  const rules = IANAZone.create(zone)
  if (!rules.isValid) throw new RangeError(`Not a time zone that this Node.js knows: "${zone}"`)
  return (instant) => rules.offset(instant) * 60_000
}

/**
 * The first instant from `earliest` to `latest` for which `holds`. It does at `latest`; and if it
 * does not at `earliest`, it begins to only once in between.
 */
function firstThat(holds: (instant: number) => boolean, earliest: number, latest: number): number {
  if (earliest === latest || holds(earliest)) return earliest
  let [before, from] = [earliest, latest]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (holds(middle)) from = middle
    else before = middle
  }
  return from
}
