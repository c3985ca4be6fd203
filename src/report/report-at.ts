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
