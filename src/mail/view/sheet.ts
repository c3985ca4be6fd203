import type { Day, Week } from '../../report/week.js'
import type { Format } from '../format.js'
import type { Pictures } from '../picture.js'

/** What every part of one message is laid out with. */
export interface Sheet {
  readonly format: Format
  /** The Monday on which it is read. */
  readonly monday: Day
  readonly previousWeek: Week
  /** IANA name of the zone that instants are told in. */
  readonly timeZone: string
  readonly caps: Caps
  readonly pictures: Pictures
}

/** How many rows are shown before the rest is folded into "and N more". */
export interface Caps {
  /** Of those that fell. */
  readonly falls: number
  /** Of those that moved any other way, for each of them. */
  readonly movers: number
  /** Of an account manager's own accounts. */
  readonly own: number
  /** In every other list. */
  readonly rows: number
  /** Names in a sentence. */
  readonly names: number
  /** Characters for the names of those that moved and have no row of their own. */
  readonly folded: number
}

const fullCaps: Caps = { falls: 8, movers: 4, own: 30, rows: 5, names: 12, folded: 400 }

/** The least of what a message may hold that is tried; it always fits, whatever the names. */
export const leastShare = 0.2

/** Ten times the names of those that moved and have no row. */
export const mostShare = 1.6

/** A quiet week is a short message: of each list just its head. */
const quietRows = 3

/**
 * The same caps for the same `share` of what a message may hold, at least one of each. Beyond 1
 * there are no more rows than at 1, but more names of those that have none; at the least, none at
 * all.
 */
export function capsOf(share: number, quiet: boolean): Caps {
  const part = (cap: number) => Math.max(1, Math.floor(cap * Math.min(1, share)))
  const { falls, movers, own, rows, names, folded } = fullCaps
  const named = share > leastShare ? 1 + 15 * Math.max(0, share - 1) : 0
  return {
    falls: part(falls),
    movers: part(movers),
    own: part(own),
    rows: part(quiet ? quietRows : rows),
    names: part(names),
    folded: Math.floor(folded * named),
  }
}

/** A week named beside another: with its year where that is another one. */
export function weekBeside(week: Week, other: Week, format: Format): string {
  const sameYear = week.slice(0, 4) === other.slice(0, 4)
  return sameYear ? format.shortWeek(week) : format.week(week)
}
