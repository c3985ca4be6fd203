import {
  firstInstant,
  lastDay,
  lastEndedWeek,
  localTime,
  shiftWeek,
  utcTime,
  type Week,
  weeksEnding,
} from './week.js'

/** When reports fall due, and where their readers are. */
export interface Timetable {
  readonly at: ReportAt
  /** IANA zones: the report's own and every recipient's, in any order. Repeats do no harm. */
  readonly zones: readonly [string, ...string[]]
}

/** The edition about a week, and when it falls due. */
export interface Slot {
  readonly week: Week
  /** Milliseconds since the epoch. This is also the cut-off of the edition's facts. */
  readonly dueAt: number
}

/** When one edition reaches the readers of one zone. */
export interface SlotTime {
  readonly zone: string
  /** Milliseconds since the epoch. */
  readonly dueAt: number
  /** The same instant on clocks in the zone: `2026-03-09T07:00:00-04:00`. */
  readonly local: string
  /** The same instant in UTC: `2026-03-09T11:00:00Z`. */
  readonly utc: string
}

/** An edition and the times at which it is still to be sent, in order. */
export interface ComingSlot {
  readonly week: Week
  readonly times: readonly SlotTime[]
}

/**
 * When readers in `zone` are due the edition about `week`, in milliseconds since the epoch: at that
 * time of that day of the ISO week after it, on their own clocks. A time that the zone skips gives
 * the first valid instant after, one that occurs twice the first.
 *
 * What is sent while the week it is about still runs is due at the slot of the week before.
 */
export function slotInstant(week: Week, at: ReportAt, zone: string): number {
  const minutes = (at.weekday * 24 + at.hour) * 60 + at.minute
  return firstInstant(Date.parse(lastDay(week)) + minutes * 60_000, zone)
}

/** The slot of the edition about `week`: due when the first of the zones is. */
export function slotOf(week: Week, { at, zones }: Timetable): Slot {
  const instants = [...new Set(zones)].map((zone) => slotInstant(week, at, zone))
  return { week, dueAt: Math.min(...instants) }
}

/** The last slot that is due at `now`: later weeks are due later, whatever the zones. */
export function latestDue(now: number, timetable: Timetable): Slot {
  // No zone is a whole day from UTC, so no week after this one can be due.
  let slot = slotOf(shiftWeek(lastEndedWeek(now, 'utc'), 1), timetable)
  while (slot.dueAt > now) slot = slotOf(shiftWeek(slot.week, -1), timetable)
  return slot
}

/**
 * The next `count` editions that have a time after `now`, in order. The first may be under way:
 * then it holds only the zones that are still to come.
 */
export function comingSlots(now: number, count: number, timetable: Timetable): ComingSlot[] {
  const { week } = latestDue(now, timetable)
  return weeksEnding(shiftWeek(week, count), count + 1)
    .map((week) => ({ week, times: timesAfter(now, week, timetable) }))
    .filter(({ times }) => times.length > 0)
    .slice(0, count)
}

function timesAfter(now: number, week: Week, { at, zones }: Timetable): SlotTime[] {
  return [...new Set(zones)]
    .map((zone) => ({ zone, dueAt: slotInstant(week, at, zone) }))
    .filter(({ dueAt }) => dueAt > now)
    .sort((a, b) => a.dueAt - b.dueAt || (a.zone < b.zone ? -1 : 1))
    .map(({ zone, dueAt }) => ({
      zone,
      dueAt,
      local: localTime(dueAt, zone),
      utc: utcTime(dueAt),
    }))
}

/** When a report falls due, on the clocks where its reader is. */
export interface ReportAt {
  readonly weekday: Weekday
  /** 0 to 23. */
  readonly hour: number
  /** 0 to 59. */
  readonly minute: number
}

/** ISO: 1 is Monday, 7 is Sunday. */
export type Weekday = (typeof weekdays)[number]

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

const names: Readonly<Record<Weekday, string>> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
}

/**
 * The weekday and time that `text` names (`Mon 07:00`, `monday 7:00`), or null. The weekday is
 * English, in full or its first three letters; the clock runs from 00:00 to 23:59.
 */
export function parseReportAt(text: string): ReportAt | null {
  const [, name = '', hours, minutes] = /^([a-z]+)\s+(\d\d?):(\d\d)$/i.exec(text.trim()) ?? []
  const weekday = weekdays.find((weekday) => isCalled(weekday, name.toLowerCase()))
  const [hour, minute] = [Number(hours), Number(minutes)]
  return weekday && hour < 24 && minute < 60 ? { weekday, hour, minute } : null
}

/** `Mon 07:00`, which `parseReportAt` reads back. */
export function describeReportAt({ weekday, hour, minute }: ReportAt): string {
  return `${shortName(weekday)} ${twoDigits(hour)}:${twoDigits(minute)}`
}

function isCalled(weekday: Weekday, name: string): boolean {
  return name === names[weekday].toLowerCase() || name === shortName(weekday).toLowerCase()
}

function shortName(weekday: Weekday): string {
  return names[weekday].slice(0, 3)
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
