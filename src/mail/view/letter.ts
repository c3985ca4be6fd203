import { type Format, formatOf, joined } from '../../format.js'
import type { Presentation } from '../../report/facts.js'
import type { DifferenceRow } from '../../report/update/difference.js'
import { editionMonday, type Week } from '../../report/week.js'
import type { MessageLinks } from '../message.js'
import { branded, type Letterhead } from './frame.js'
import { type Button, buttonTo } from './list.js'
import { cleanText, nameOf } from './phrase.js'

/** One matter, told to one account manager when it comes up. */
export type Letter = {
  readonly presentation: Presentation
  /** IANA zone of the report. */
  readonly timeZone: string
  /** The week that it is about. */
  readonly week: Week
  /** UTC, ISO 8601: when it was written. */
  readonly at: string
  readonly links: MessageLinks | null
} & (
  | { readonly kind: 'new-link' }
  | {
      readonly kind: 'change'
      /** The account's name. */
      readonly account: string
      /** UTC, ISO 8601: when it was changed. */
      readonly changedAt: string
      readonly changes: readonly DifferenceRow[]
    }
  | {
      readonly kind: 'unchanged'
      /** The names of accounts on which nothing changed, as was said in one step; two or more. */
      readonly accounts: readonly string[]
      /** UTC, ISO 8601: when that was said. */
      readonly changedAt: string
    }
)

/** A letter as words, for the same layout as a digest. */
export interface LetterView {
  readonly subject: string
  readonly headline: string
  readonly lead: string
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: {
    readonly changes: readonly DifferenceRow[]
    /** What it is for; null without links. */
    readonly button: Button | null
    readonly paragraphs: readonly string[]
  }
}

type Words = Pick<LetterView, 'subject' | 'headline' | 'lead' | 'body'> & { readonly why: string }

export function letterView(letter: Letter): LetterView {
  const format = formatOf(letter.presentation)
  const { why, ...words } = wordsOf(letter, format)
  return { ...words, preheader: words.lead, frame: letterFrame(letter, why, format) }
}

function wordsOf(letter: Letter, format: Format): Words {
  switch (letter.kind) {
    case 'change':
      return changeWords(letter, format)
    case 'unchanged':
      return unchangedWords(letter, format)
    case 'new-link':
      return newLinkWords(letter)
  }
}

function unchangedWords(
  { accounts, week, timeZone, changedAt }: Extract<Letter, { kind: 'unchanged' }>,
  format: Format,
): Words {
  const what = `${format.counted(accounts.length, 'account')} were recorded as unchanged in your name`
  const named = accounts.slice(0, mostNames).map(nameOf)
  const more = accounts.length - named.length
  const names = joined(more === 0 ? named : [...named, format.counted(more, 'other')])
  return {
    subject: what,
    headline: `${what}.`,
    lead: leadOf(format.instant(changedAt, timeZone, editionMonday(week))),
    body: {
      changes: [],
      button: null,
      paragraphs: [
        `They are ${names}.`,
        'Each can be corrected, by the link in your latest report, until the report of that week is made. Every version is kept.',
        whoHasIt,
      ],
    },
    why: 'You get this because the accounts are in your name.',
  }
}

/** More are counted: it is one letter, however many accounts somebody has. */
const mostNames = 12

function leadOf(when: string): string {
  return `That was on ${when}, by a link that was mailed to you and has been used in more than one browser. If it was you, there is nothing to do.`
}

const whoHasIt =
  'Whoever has your link can use it. If somebody has it who should not, reply to this mail: the admins can end it at once.'

function changeWords(letter: Extract<Letter, { kind: 'change' }>, format: Format): Words {
  const { week, timeZone, links } = letter
  const name = nameOf(letter.account)
  const when = format.instant(letter.changedAt, timeZone, editionMonday(week))
  return {
    subject: `${name} was changed in your name`,
    headline: `${name} was changed in your name.`,
    lead: leadOf(when),
    body: {
      changes: letter.changes.map(({ topic, before, after }) => ({
        topic,
        before: cleanText(before, 400),
        after: cleanText(after, 400),
      })),
      button: buttonTo(links?.revertUrl, { label: 'Take it back', about: '', apart: false }),
      paragraphs: [
        'It can be taken back until the report of that week is made. Every version is kept.',
        whoHasIt,
      ],
    },
    why: 'You get this because the account is in your name.',
  }
}

function newLinkWords({ links }: Letter): Words {
  return {
    subject: 'Your new link to report back',
    headline: 'Here is your new link.',
    lead: 'It was asked for with your address, where a link did not work any more. If that was not you, there is nothing to do: it is mailed to you alone.',
    body: {
      changes: [],
      button: buttonTo(links?.listUrl, { label: 'All your accounts', about: '', apart: false }),
      paragraphs: ['It is valid for eight days.'],
    },
    why: 'You get this because a new link was asked for with your address.',
  }
}

function letterFrame(
  { presentation, week, timeZone, ...letter }: Letter,
  why: string,
  format: Format,
): Letterhead {
  return {
    ...branded(presentation),
    week: format.week(week),
    comparedWeek: '',
    region: '',
    why,
    cutOff: format.instant(letter.at, timeZone, editionMonday(week)),
    links: letter.links,
  }
}

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
    frame: noticeFrame(notice, format),
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

function noticeFrame(notice: NoticeFacts, format: Format): Letterhead {
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
