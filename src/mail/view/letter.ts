import { type Format, formatOf } from '../../format.js'
import type { Presentation } from '../../report/facts.js'
import type { DifferenceRow } from '../../report/update/difference.js'
import { editionMonday, type Week } from '../../report/week.js'
import type { MessageLinks } from '../message-links.js'
import { branded, type Letterhead } from './frame.js'
import { cleanText, nameOf } from './phrase.js'
import { type Button, buttonTo } from './row.js'

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
  const { why, ...words } =
    letter.kind === 'change' ? changeWords(letter, format) : newLinkWords(letter)
  return { ...words, preheader: words.lead, frame: frame(letter, why, format) }
}

function changeWords(letter: Extract<Letter, { kind: 'change' }>, format: Format): Words {
  const { week, timeZone, links } = letter
  const name = nameOf(letter.account)
  const when = format.instant(letter.changedAt, timeZone, editionMonday(week))
  return {
    subject: `${name} was changed in your name`,
    headline: `${name} was changed in your name.`,
    lead: `That was on ${when}, by a link that was mailed to you and has been used in more than one browser. If it was you, there is nothing to do.`,
    body: {
      changes: letter.changes.map(({ topic, before, after }) => ({
        topic,
        before: cleanText(before, 400),
        after: cleanText(after, 400),
      })),
      button: buttonTo(links?.revertUrl, { label: 'Take it back', about: '', apart: false }),
      paragraphs: [
        'It can be taken back until the report of that week is made. Every version is kept.',
        'Whoever has your link can use it. If somebody has it who should not, reply to this mail: the admins can end it at once.',
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

function frame(
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
