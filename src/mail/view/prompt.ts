import { type Format, formatOf } from '../../format.js'
import type { OpenAccount, PromptDigest } from '../../report/digest/prompt.js'
import { editionMonday, shiftWeek } from '../../report/week.js'
import type { MessageLinks } from '../message.js'
import { branded, capsOf, instantOf, type Letterhead, type MailLayout } from './frame.js'
import { type Button, buttonTo, type StatusView, statusView } from './list.js'
import { namesIn } from './movement-row.js'
import { cleanText, nameOf, unbroken } from './phrase.js'

/** What an account manager is asked, as words, for the same layout as a digest. */
export interface PromptView {
  readonly subject: string
  readonly headline: string
  readonly lead: string
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: {
    readonly title: string
    readonly asks: readonly Ask[]
    /** How many more there are; empty where all are shown. */
    readonly more: string
    /** One step for all where nothing changed, and the list of all; null where nothing is linked. */
    readonly unchanged: Button | null
    readonly button: Button | null
    /** Those that are done, in one sentence; empty where none is. */
    readonly done: string
  }
}

/** One account that is asked about. */
export interface Ask {
  readonly name: string
  /** Where to answer; empty without links. */
  readonly url: string
  readonly status: StatusView | null
  /** What is known of it, and how old that is. */
  readonly what: string
  /** What is asked beyond how it goes; empty without. */
  readonly asked: string
}

/** `share` is how much of what fits is shown, from 1 down. */
export function promptView(
  digest: PromptDigest,
  links: MessageLinks | null,
  share: number,
): PromptView {
  const sheet = sheetOf(digest, share)
  const { format, caps } = sheet
  const lead = leadOf(digest, sheet)
  const { open } = digest
  const shown = open.length === caps.asks + 1 ? open : open.slice(0, caps.asks)
  const rest = open.length - shown.length
  const where = links === null ? '' : ', on the list of all your accounts'
  return {
    subject: subject(digest, format),
    headline: headline(digest, format),
    lead,
    preheader: lead,
    frame: frame(digest, links, sheet),
    body: {
      title: open.length === 0 ? '' : 'Still to update',
      asks: shown.map((one) => ask(one, links?.updateLinks.get(one.accountId), sheet)),
      more: rest === 0 ? '' : `and ${format.count(rest)} more${where}`,
      unchanged: unchangedButton(links, open, format),
      button: buttonTo(links?.listUrl, { label: 'All your accounts', about: '', apart: true }),
      done: done(digest, sheet),
    },
  }
}

/** Those that nobody has to look at by themselves before they say so. */
function unchangedButton(
  links: MessageLinks | null,
  open: readonly OpenAccount[],
  format: Format,
): Button | null {
  const { length } = open.filter(
    ({ leaving, health, status }) => leaving === null && health !== null && status !== 'unknown',
  )
  if (length < 2) return null
  const label =
    length === open.length
      ? `Nothing changed on these ${format.count(length)}`
      : `Nothing changed on ${format.count(length)} of them`
  return buttonTo(links?.unchangedUrl, { label, about: '', apart: true })
}

function sheetOf({ presentation, week, timeZone }: PromptDigest, share: number): MailLayout {
  return {
    format: formatOf(presentation),
    monday: editionMonday(week),
    previousWeek: shiftWeek(week, -1),
    timeZone,
    caps: capsOf(share),
  }
}

/** `4 of 6 accounts still to update`: what is asked, before anything else. */
function subject({ week, open, accounts }: PromptDigest, format: Format): string {
  const dates = format.shortWeek(week).replaceAll(/[–—]/g, '-')
  if (open.length === 0) return `All updated, thank you; week of ${dates}`
  const all = format.counted(accounts, 'account')
  const left = open.length === accounts ? all : `${format.count(open.length)} of ${all}`
  return `${left} to update; week of ${dates}`
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

function ask(one: OpenAccount, link: string | undefined, sheet: MailLayout): Ask {
  const { name, status } = one
  return {
    name: nameOf(name),
    url: link ?? '',
    status: status === null ? null : statusView(status),
    what: known(one, sheet.format),
    asked: askedOf(one, sheet),
  }
}

/** Days are counted from the report's Monday, which is not the day on which this is read. */
function askedOf({ leaving, action }: OpenAccount, { format, monday }: MailLayout): string {
  if (leaving !== null) {
    const day = unbroken(format.day(leaving.lastDay, monday))
    return `Last day ${day}, ${format.counted(leaving.daysLeft, 'day')} left: does it stand, what is being done?`
  }
  if (action === null || action.daysOverdue === 0) return ''
  const step = cleanText(action.action, 80).replace(/[.\s]+$/, '')
  return `${format.counted(action.daysOverdue, 'day')} overdue: ${step}`
}

/** What was last known, and how long ago that was. */
function known({ health, weeksSinceUpdate: weeks }: OpenAccount, format: Format): string {
  if (weeks === null) return 'never reported on'
  if (weeks === 0) return health === null ? 'reported this week' : format.points(health)
  const when = weeks === 1 ? 'last week' : `${format.counted(weeks, 'week')} ago`
  return health === null
    ? `not reported on for ${format.counted(weeks, 'week')}`
    : `${format.points(health)} ${when}`
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
