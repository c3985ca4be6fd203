import { DateTime } from 'luxon'
import { capitalised } from '../../characters.js'
import type { Status } from '../../report/health.js'
import type { Day } from '../../report/week.js'
import { isoUtcOf, type Web } from '../web.js'

/** How, when and on which clocks people are told. */
export type Place = Pick<Web, 'format' | 'timeZone' | 'now'>

/** An instant on the report's clocks. */
export function instantWords(instant: number, place: Place): string {
  return place.format.instant(isoUtcOf(instant), place.timeZone, todayAt(place.now(), place))
}

/** The day it is now, where the report is made. */
export function todayAt(instant: number, { timeZone }: Pick<Place, 'timeZone'>): Day {
  return DateTime.fromMillis(instant, { zone: timeZone }).toFormat('yyyy-MM-dd') as Day
}

/** Status as word and shape; the style adds the colour. */
export interface PageStatus {
  readonly tone: Status
  readonly shape: string
  readonly word: string
}

const shapes = { red: '■', yellow: '◆', green: '●', unknown: '○' } as const

export function pageStatus(status: Status): PageStatus {
  return { tone: status, shape: shapes[status], word: capitalised(status) }
}
