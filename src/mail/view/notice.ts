import type { Presentation } from '../../report/facts.js'
import { editionMonday, shiftWeek, type Week } from '../../report/week.js'
import { type Format, formatOf } from '../format.js'
import { branded, type Frame } from './frame.js'
import { instantOf } from './instant.js'
import { phrase } from './phrase.js'
import { weekBeside } from './sheet.js'

/** What admins are told instead of a report, when nobody gets one. */
export type Notice = {
  readonly presentation: Presentation
  /** UTC, ISO 8601: when that was found. */
  readonly at: string
} & (
  | { readonly kind: 'held'; readonly week: Week }
  /** The latest week first; at least one. */
  | { readonly kind: 'skipped'; readonly weeks: readonly [Week, ...Week[]] }
)

/** A notice as words, for the same layout as a digest. */
export interface NoticeView {
  readonly subject: string
  readonly headline: string
  readonly lead: string
  readonly preheader: string
  readonly frame: Frame
  readonly body: { readonly paragraphs: readonly string[] }
}

export function noticeView(notice: Notice): NoticeView {
  const format = formatOf(notice.presentation)
  const [lead, ...paragraphs] = told(notice, format)
  const subject = `Monday Morning Report, ${plain(summary(notice, format))}`
  const headline =
    notice.kind === 'held' ? 'Held: there are no snapshots.' : 'Skipped: nobody got it.'
  return {
    subject,
    headline,
    lead,
    preheader: lead,
    frame: frame(notice, format),
    body: { paragraphs },
  }
}

function told(notice: Notice, format: Format): [string, ...string[]] {
  if (notice.kind === 'held') {
    const { week, presentation } = notice
    return [
      `There are no snapshots of ${week} (${format.week(week)}), so nobody has got a report about it. That is not “no change”: nothing is known of any account of ${phrase(presentation.companyName, 60)}.`,
      'Import the snapshots of that week: mmr import snapshots FILE.',
      `A running worker then sends the report by itself, within the hours that CATCH_UP_HOURS sets. After that, or without a worker: mmr send --week ${week}.`,
    ]
  }
  const names = notice.weeks.map((week) => `${week} (${format.week(week)})`)
  const cures = notice.weeks.map((week) => `mmr send --week ${week}`)
  return [
    `Nobody has got a report about ${names.join(', ')}.`,
    'When it was due, and for as many hours after as CATCH_UP_HOURS sets, no worker (mmr start) was running, sending was on hold, or there was nothing to report from.',
    `What was missed is not sent by itself any more. To send it after all: ${cures.join(', ')}.`,
  ]
}

function summary(notice: Notice, { shortWeek }: Format): string {
  if (notice.kind === 'held') return `${shortWeek(notice.week)}: held, there are no snapshots`
  const [latest, ...others] = notice.weeks
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  return `${shortWeek(latest)}${more}: skipped, nobody got a report`
}

function frame(notice: Notice, format: Format): Frame {
  const week = notice.kind === 'held' ? notice.week : notice.weeks[0]
  const previousWeek = shiftWeek(week, -1)
  return {
    ...branded(notice.presentation),
    week: format.week(week),
    comparedWeek: weekBeside(previousWeek, week, format),
    region: '',
    why: 'You get this because the report’s settings name you as an admin.',
    cutOff: instantOf(notice.at, { format, monday: editionMonday(week) }),
  }
}

/** Subjects are kept to plain letters where they can be. */
function plain(dates: string): string {
  return dates.replaceAll(/[–—]/g, '-')
}
