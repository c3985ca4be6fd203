import { type Format, formatOf } from '../../format.js'
import type { OpenAccount, PromptDigest } from '../../report/digest/prompt.js'
import { type Day, editionMonday, shiftWeek } from '../../report/week.js'
import type { MessageLinks } from '../message.js'
import { noPictures } from '../picture.js'
import { branded, capsOf, instantOf, type Letterhead, type MailLayout } from './frame.js'
import {
  actionParts,
  type Button,
  blankRow,
  buttonTo,
  type List,
  listOf,
  type Row,
  statusView,
  updateButton,
} from './list.js'
import { namesIn } from './movement-row.js'
import { nameOf, unbroken } from './phrase.js'
import { type Section, sectionsOf } from './section.js'

/** What an account manager is asked, as words, for the same layout as a digest. */
export interface PromptView {
  readonly subject: string
  readonly headline: string
  readonly lead: string
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: {
    readonly sections: readonly Section[]
    /** To all of them with what is still to do; null where nothing is linked. */
    readonly button: Button | null
    /** Those that are done, in one sentence; empty where none is. */
    readonly done: string
  }
}

/** `share` is how much of what fits is shown, from 1 down. */
export function promptView(
  digest: PromptDigest,
  links: MessageLinks | null,
  share: number,
): PromptView {
  const sheet = sheetOf(digest, share)
  const { format } = sheet
  const lead = leadOf(digest, sheet)
  return {
    subject: subject(digest, format),
    headline: headline(digest, format),
    lead,
    preheader: lead,
    frame: frame(digest, links, sheet),
    body: {
      sections: sectionsOf([
        { title: 'Still to update', list: openAccounts(digest.open, links, sheet) },
      ]),
      button: buttonTo(links?.listUrl, { label: 'All your accounts', about: '', apart: true }),
      done: done(digest, sheet),
    },
  }
}

function sheetOf({ presentation, week, timeZone }: PromptDigest, share: number): MailLayout {
  return {
    format: formatOf(presentation),
    monday: editionMonday(week),
    previousWeek: shiftWeek(week, -1),
    timeZone,
    caps: capsOf(share, false),
    pictures: noPictures,
  }
}

/** `Your accounts, Nov 16-22: 4 of 6 still to update`. */
function subject({ week, open, accounts }: PromptDigest, format: Format): string {
  const dates = format.shortWeek(week).replaceAll(/[–—]/g, '-')
  const left = `${format.count(open.length)} of ${format.count(accounts)}`
  return `Your accounts, ${dates}: ${open.length === 0 ? 'all updated' : `${left} still to update`}`
}

function headline({ open, accounts }: PromptDigest, format: Format): string {
  if (open.length === 0) return 'All of your accounts are updated, thank you.'
  const all = format.counted(accounts, 'account')
  const verb = open.length === 1 ? 'is' : 'are'
  if (open.length < accounts)
    return `${format.count(open.length)} of your ${all} ${verb} still to update.`
  return accounts === 1
    ? 'Your account is still to update.'
    : `All of your ${all} are still to update.`
}

function leadOf({ closesAt }: PromptDigest, sheet: MailLayout): string {
  return `It takes less than a minute for each. What you say by ${instantOf(closesAt, sheet)} is in this week’s report.`
}

function openAccounts(
  items: readonly OpenAccount[],
  links: MessageLinks | null,
  sheet: MailLayout,
): List | null {
  return listOf(
    {
      items,
      cap: sheet.caps.own,
      caption: captionOf(items, sheet),
      row: (one) => openRow(one, links?.updateLinks.get(one.accountId), sheet),
    },
    (rest) => `${sheet.format.count(rest.length)} more, on the list of all your accounts`,
  )
}

function captionOf(items: readonly OpenAccount[], { format }: MailLayout): string {
  const count = format.counted(items.length, 'account')
  if (items.length === 1) return count
  const leaving = items.filter((one) => one.leaving !== null).length
  if (leaving === 0) return `${count}, the longest silent first`
  const first = leaving === 1 ? 'the one that is leaving' : 'those that are leaving'
  return `${count}, ${first} first${leaving === items.length ? '' : ', then the longest silent'}`
}

function openRow(one: OpenAccount, link: string | undefined, sheet: MailLayout): Row {
  const { name, status, action, leaving } = one
  const isTold = action !== null && (leaving !== null || action.daysOverdue > 0)
  return {
    ...blankRow,
    ...figure(one, sheet.format),
    ...actionParts(isTold ? action : null, sheet),
    alerts: leaving === null ? [] : [lastDayAsked(leaving.lastDay, sheet)],
    name: nameOf(name),
    status: status === null ? null : statusView(status),
    update: updateButton(name, link),
  }
}

/** Days are counted from the report's Monday, which is not the day on which this is read. */
function lastDayAsked(lastDay: Day, { format, monday }: MailLayout): string {
  const day = unbroken(format.day(lastDay, monday))
  return `Last day ${day}. Does it still stand, and what is being done?`
}

/** How many days are left, or else what was last known and how long ago that was. */
function figure(
  { health, weeksSinceUpdate: weeks, leaving }: OpenAccount,
  format: Format,
): Pick<Row, 'figure' | 'figureNote'> {
  if (leaving !== null)
    return { figure: format.counted(leaving.daysLeft, 'day'), figureNote: 'left' }
  if (weeks === null) return { figure: 'Never', figureNote: 'reported' }
  const age = format.counted(weeks, 'week')
  if (health === null) return { figure: age, figureNote: 'without a report' }
  return { figure: format.points(health), figureNote: weeks === 1 ? 'last week' : `${age} ago` }
}

function done({ done }: PromptDigest, sheet: MailLayout): string {
  const names = done.map(({ name }) => nameOf(name))
  return names.length === 0 ? '' : namesIn(names, sheet)
}

function frame(
  { presentation, week, cutOff }: PromptDigest,
  links: MessageLinks | null,
  sheet: MailLayout,
): Letterhead {
  return {
    ...branded(presentation),
    week: sheet.format.week(week),
    comparedWeek: '',
    region: '',
    why: 'You get this before a week’s report is made because these accounts are in your name.',
    cutOff: instantOf(cutOff, sheet),
    links,
  }
}
