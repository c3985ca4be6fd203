import { type Format, formatOf, joined } from '../../format.js'
import type { Presentation } from '../../report/facts.js'
import { editionMonday, type Week } from '../../report/week.js'
import type { MessageLinks } from '../message-links.js'
import { branded, type Letterhead } from './frame.js'
import { cleanText } from './phrase.js'

/** What admins are told instead of a report, when nobody gets one. */
export type NoticeFacts = {
  readonly presentation: Presentation
  /** UTC, ISO 8601: when that was found. */
  readonly at: string
  readonly links: MessageLinks | null
} & (
  | { readonly kind: 'held'; readonly week: Week; readonly lacks: Lack }
  /** The latest week first; at least one. */
  | { readonly kind: 'skipped'; readonly weeks: readonly [Week, ...Week[]] }
)

/**
 * What a report can't be made without: the week's snapshots, or what these currencies are worth.
 */
export type Lack =
  | { readonly kind: 'snapshots' }
  | { readonly kind: 'rates'; readonly currencies: readonly string[] }

/** A notice as words, for the same layout as a digest. */
export interface NoticeView {
  readonly subject: string
  readonly headline: string
  readonly lead: string
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: { readonly paragraphs: readonly string[] }
}

export function noticeView(notice: NoticeFacts): NoticeView {
  const format = formatOf(notice.presentation)
  const [lead, ...paragraphs] = told(notice, format)
  const subject = `Monday Morning Report, ${plain(summary(notice, format))}`
  return {
    subject,
    headline: headline(notice, format),
    lead,
    preheader: lead,
    frame: frame(notice, format),
    body: { paragraphs },
  }
}

function headline(notice: NoticeFacts, format: Format): string {
  if (notice.kind === 'skipped') return 'Skipped: nobody got it.'
  return `Held: ${missing(notice.lacks, format)}.`
}

function missing(lacks: Lack, format: Format): string {
  if (lacks.kind === 'snapshots') return 'there are no snapshots'
  return lacks.currencies.length === 1
    ? 'an exchange rate is missing'
    : `${format.count(lacks.currencies.length)} exchange rates are missing`
}

function told(notice: NoticeFacts, format: Format): [string, ...string[]] {
  if (notice.kind === 'held') {
    const { week } = notice
    return [
      ...lacking(notice, format),
      `A running worker then sends the report by itself, within the hours that CATCH_UP_HOURS sets. After that, or without a worker: mmr send --week ${week}.`,
    ]
  }
  const names = notice.weeks.map((week) => `${week} (${format.week(week)})`)
  const cures = notice.weeks.map((week) => `mmr send --week ${week}`)
  return [
    `Nobody has got a report about ${joined(names)}.`,
    'When it was due, and for as many hours after as CATCH_UP_HOURS sets, no worker (mmr start) was running, sending was on hold, or there was nothing to report from.',
    `What was missed is not sent by itself any more. To send it after all: ${joined(cures)}.`,
  ]
}

function lacking(
  { week, lacks, presentation }: Extract<NoticeFacts, { kind: 'held' }>,
  format: Format,
): [string, string] {
  if (lacks.kind === 'snapshots') {
    return [
      `There are no snapshots of ${week} (${format.week(week)}), so nobody has got a report about it. That is not “no change”: in that week, nothing was reported on any account of ${cleanText(presentation.companyName, 60)}.`,
      'Import the snapshots of that week: mmr import snapshots FILE.',
    ]
  }
  const [first = ''] = lacks.currencies
  return [
    `Some accounts’ revenue is in ${joined(lacks.currencies)}, and the settings don’t say what that is worth in ${presentation.currency}. So nobody has got a report about ${week} (${format.week(week)}): its sums would be wrong.`,
    `Add what is missing to EXCHANGE_RATES in the settings, such as ${first}=1.25, and start the worker again.`,
  ]
}

function summary(notice: NoticeFacts, format: Format): string {
  if (notice.kind === 'held') {
    return `${format.shortWeek(notice.week)}: held, ${missing(notice.lacks, format)}`
  }
  const [latest, ...others] = notice.weeks
  const more = others.length > 0 ? ` and ${format.count(others.length)} more` : ''
  return `${format.shortWeek(latest)}${more}: skipped, nobody got a report`
}

function frame(notice: NoticeFacts, format: Format): Letterhead {
  const week = notice.kind === 'held' ? notice.week : notice.weeks[0]
  return {
    ...branded(notice.presentation),
    week: format.week(week),
    comparedWeek: '',
    region: '',
    why: 'You get this because the report’s settings name you as an admin.',
    cutOff: format.instant(notice.at, notice.presentation.timeZone, editionMonday(week)),
    links: notice.links,
  }
}

/** Subjects are kept to plain letters where they can be. */
function plain(dates: string): string {
  return dates.replaceAll(/[–—]/g, '-')
}
