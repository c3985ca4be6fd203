import { DateTime } from 'luxon'
import { capitalised } from '../../report/capital.js'
import type { Status } from '../../report/health.js'
import type { Tenths } from '../../report/policy.js'
import { type Day, firstDay, lastDay, type Week } from '../../report/week.js'
import type { Web } from '../web.js'

/** How, and on which clocks, people are told. */
export type Place = Pick<Web, 'locale' | 'timeZone'>

/** `16–22 Nov 2026`. */
export function weekWords(week: Week, { locale }: Place): string {
  const [first, last] = [at(firstDay(week), locale), at(lastDay(week), locale)]
  const begin = first.month === last.month ? 'd' : first.year === last.year ? 'd LLL' : 'd LLL yyyy'
  const dash = first.month === last.month ? '–' : ' – '
  return `${first.toFormat(begin)}${dash}${last.toFormat('d LLL yyyy')}`
}

/** `Mon 23 Nov, 07:00` on the report's clocks, with the place where the report is made. */
export function instantWords(instant: number, { locale, timeZone }: Place): string {
  const time = DateTime.fromMillis(instant, { zone: timeZone }).setLocale(locale)
  const place = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
  return `${time.toFormat('ccc d LLL, HH:mm')} (${place})`
}

/** The day it is now, where the report is made. */
export function todayAt(instant: number, { timeZone }: Place): Day {
  return DateTime.fromMillis(instant, { zone: timeZone }).toFormat('yyyy-MM-dd') as Day
}

function at(day: Day, locale: string): DateTime {
  return DateTime.fromISO(day, { zone: 'utc' }).setLocale(locale)
}

/** `61.4` */
export function pointsWords(health: Tenths): string {
  return (health / 10).toFixed(1)
}

/** `+4.2`, `−4.2`. */
export function changeWords(change: Tenths): string {
  return `${change < 0 ? '−' : '+'}${pointsWords(Math.abs(change))}`
}

/** Status as word and shape; the style adds the colour. */
export interface StatusView {
  readonly tone: Status
  readonly shape: string
  readonly word: string
}

const shapes = { red: '■', yellow: '◆', green: '●', unknown: '○' } as const

export function statusView(status: Status): StatusView {
  return { tone: status, shape: shapes[status], word: capitalised(status) }
}
