import { capitalised } from '../characters.js'
import type { Status } from '../report/health.js'
import type { DifferenceRow } from '../report/update/difference.js'
import { type Day, dayIn } from '../report/week.js'
import { isoUtcOf, type Web } from './web.js'

/** What stands around every page. Empty texts are left out. */
export interface PageFrame {
  readonly title: string
  readonly company: string
  /** The week that is reported on. */
  readonly period: string
  readonly foot: string
  /** On pages that only the reader of a link sees. */
  readonly logOut: LogOutView | null
}

/** The button that ends a session in this browser. */
export interface LogOutView {
  readonly href: string
}

/** A field of a form that people don't see. */
export interface Hidden {
  readonly name: string
  readonly value: string
}

/** Something that a page says before all else. */
export interface PageNotice {
  readonly heading: string
  readonly text: string
  /** Where something is wrong, rather than told. */
  readonly wrong: boolean
  /** `alert` is read out at once. */
  readonly role: 'alert' | 'status'
  readonly faults: readonly {
    readonly field: string
    readonly label: string
    readonly text: string
  }[]
}

export function notice(heading: string, text = ''): PageNotice {
  return { heading, text, wrong: false, role: 'status', faults: [] }
}

/** Something to put right: read out at once, with a way to each field. */
export function alarm(heading: string, text: string, faults: PageNotice['faults']): PageNotice {
  return { heading, text, wrong: true, role: 'alert', faults }
}

/** A page that says something, and no more. */
export interface MessageView {
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly links: readonly { readonly href: string; readonly text: string }[]
  /** Whether it has the form by which a new link is asked for. */
  readonly asksForLink: boolean
}

/** A page that asks for a tick and a button: more than a scanner presses by itself. */
export interface DecisionView {
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly href: string
  readonly hidden: readonly Hidden[]
  readonly tick: string
  readonly button: string
  readonly fault: string
}

/** How, when and on which clocks people are told. */
export type Place = Pick<Web, 'format' | 'timeZone' | 'now'>

/** An instant on the report's clocks. */
export function instantWords(instant: number, place: Place): string {
  return place.format.instant(isoUtcOf(instant), place.timeZone, todayAt(place.now(), place))
}

/** The day it is now, where the report is made. */
export function todayAt(instant: number, { timeZone }: Pick<Place, 'timeZone'>): Day {
  return dayIn(instant, timeZone)
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

/** Two sets of answers side by side, where they differ. */
export interface DifferencesView {
  readonly caption: string
  readonly beforeTitle: string
  readonly afterTitle: string
  readonly rows: readonly DifferenceRow[]
}
