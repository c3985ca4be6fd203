import type { Format } from '../../format.js'
import type { Accent } from '../../report/brand.js'
import type { Presentation } from '../../report/facts.js'
import { type Day, shiftWeek, type Week, weekOf } from '../../report/week.js'
import type { Digest, MessageLinks } from '../message.js'
import { logoPicture, type Picture } from '../picture.js'
import { cleanText } from './phrase.js'

/** What stands around every digest: whose report it is, of which weeks, and why it came. */
export interface Letterhead {
  readonly company: string
  readonly accent: Accent
  /** In place of the company's name. */
  readonly logo: Picture | null
  readonly week: string
  /** Empty where nothing is compared, or the week before. */
  readonly comparedWeek: string
  /** The only region it is about; empty for all. */
  readonly region: string
  readonly why: string
  /** Until when what was recorded counts. */
  readonly cutOff: string
  /** Null where the message has none. */
  readonly links: FooterLinks | null
}

/** What every reader of a message can do with it; `viewUrl` is empty where a button leads there. */
export type FooterLinks = Pick<MessageLinks, 'viewUrl' | 'unsubscribeUrl'>

export function letterhead(
  digest: Digest,
  { cutOff, links }: Pick<RenderContext, 'cutOff' | 'links'>,
  sheet: MailLayout,
): Letterhead {
  const { presentation, week, previousWeek, region } = digest
  return {
    ...branded(presentation),
    week: weekBeside(week, weekOf(digest.monday), sheet.format),
    comparedWeek: isWeekBefore(previousWeek, week)
      ? ''
      : weekBeside(previousWeek, week, sheet.format),
    region: region === null ? '' : cleanText(region, 40),
    why: why(digest),
    cutOff: instantOf(cutOff, sheet),
    // Where accounts are told of, the button to the full report leads to the same place.
    links: links === null || digest.role === 'admin' ? links : { ...links, viewUrl: '' },
  }
}

/** The week before goes without saying. */
function isWeekBefore(previousWeek: Week, week: Week): boolean {
  return shiftWeek(week, -1) === previousWeek
}

/** Whose report it is, in name, colour and picture. */
export function branded(
  presentation: Presentation,
): Pick<Letterhead, 'company' | 'accent' | 'logo'> {
  const { companyName, accent } = presentation
  return { company: cleanText(companyName, 60), accent, logo: logoPicture(presentation) }
}

function why({ role, region }: Digest): string {
  switch (role) {
    case 'executive': {
      const part = region === null ? '' : ` for ${cleanText(region, 40)}`
      return `Sent to executives${part}.`
    }
    case 'account-manager':
      return 'Sent because these accounts are in your name.'
    case 'admin':
      return 'Sent to admins.'
  }
}

/** What every part of one message is laid out with. */
export interface MailLayout {
  readonly format: Format
  /** The Monday on which it is read. */
  readonly monday: Day
  readonly previousWeek: Week
  /** IANA name of the zone that instants are told in. */
  readonly timeZone: string
  readonly caps: Caps
}

/** How many rows are shown before the rest is folded into "and N more". */
export interface Caps {
  /** Of an account manager's own accounts. */
  readonly own: number
  /** Of those that a prompt asks about. */
  readonly asks: number
  /** In every other list. */
  readonly rows: number
  /** Lines of an executive's ticker, decisions, and rows of the grid of all others. */
  readonly ticker: number
  readonly decisions: number
  readonly grid: number
  /** People, and contracts without an amount, in a paragraph. */
  readonly people: number
  /** Names in a sentence. */
  readonly names: number
}

const fullCaps: Caps = {
  own: 40,
  asks: 30,
  rows: 5,
  ticker: 8,
  decisions: 3,
  grid: 30,
  people: 4,
  names: 8,
}

/** The least of what a message may hold that is tried; it always fits, whatever the names. */
export const leastShare = 0.2

/** The same caps for the same `share` of what a message may hold, at most 1: at least one of each. */
export function capsOf(share: number): Caps {
  const part = (cap: number) => Math.max(1, Math.floor(cap * share))
  const { own, asks, rows, ticker, decisions, grid, people, names } = fullCaps
  return {
    own: part(own),
    asks: part(asks),
    rows: part(rows),
    ticker: part(ticker),
    decisions: part(decisions),
    grid: part(grid),
    people: part(people),
    names: part(names),
  }
}

/** An instant as this message tells it. */
export function instantOf(iso: string, { format, timeZone, monday }: MailLayout): string {
  return format.instant(iso, timeZone, monday)
}

/** A week named beside another: with its year where that is another one. */
export function weekBeside(week: Week, other: Week, format: Format): string {
  const sameYear = week.slice(0, 4) === other.slice(0, 4)
  return sameYear ? format.shortWeek(week) : format.week(week)
}

/** What a message says beyond its digest. */
export interface RenderContext {
  /** UTC, ISO 8601. */
  readonly cutOff: string
  /** Null where the message has none. */
  readonly links: MessageLinks | null
  /** The address that answers go to; empty where that is not to be said. */
  readonly replyTo: string
}
