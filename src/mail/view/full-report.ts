import { formatOf } from '../../format.js'
import type { AccountOrder } from '../../report/digest/account-order.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { statuses } from '../../report/health.js'
import { shiftWeek } from '../../report/week.js'
import { alarmNews, headline } from '../news.js'
import { capsOf, instantOf, type MailLayout } from './frame.js'
import { figuresInWords } from './opening.js'
import { cleanText } from './phrase.js'
import {
  type AccountEntry,
  type AccountTable,
  accountEntries,
  accountTable,
  anchorsOf,
} from './report-accounts.js'
import { type ReportSection, reportSections } from './report-sections.js'
import { type LabelledTile, tiles } from './tiles.js'

/**
 * All that one reader's digest says, as a web page: nothing is folded, and nothing is left out for
 * want of room. The names of what stands around it are those of the web server's own pages.
 */
export interface FullReport {
  readonly title: string
  readonly company: string
  readonly period: string
  readonly foot: string
  readonly logOut: { readonly href: string } | null
  readonly headline: string
  readonly lead: string
  readonly scope: string
  readonly tiles: readonly LabelledTile[]
  readonly bar: readonly ShareOfRevenue[]
  readonly statusCaption: string
  readonly statuses: readonly StatusRow[]
  readonly accounts: AccountTable | null
  readonly sections: readonly ReportSection[]
  readonly entries: readonly AccountEntry[]
  /** How the rules that the figures follow are to be read, a line each. */
  readonly rules: readonly string[]
  /** The mail as it was sent; empty where there is none to look at. */
  readonly mailHref: string
  /** Where its reader reports back; empty for those who don't. */
  readonly listHref: string
}

/** A piece of the bar of revenue by status, in percent of its width. */
interface ShareOfRevenue {
  readonly tone: string
  readonly x: string
  readonly width: string
}

interface StatusRow {
  readonly tone: string
  readonly shape: string
  readonly word: string
  readonly count: string
  readonly countChange: string
  readonly revenue: string
  readonly revenueChange: string
  readonly issues: string
}

/** Where a page of the report leads; null where it is a file, which leads nowhere. */
export interface ReportLinks {
  /** The report itself, in its session; `&sort=…` can be added. */
  readonly self: string
  readonly mail: string
  readonly list: string
  readonly logOut: string
}

const everything = Number.POSITIVE_INFINITY

/** The page for one reader, its table in `order`, or in the digest's own where that is null. */
export function fullReport(
  digest: DigestBody,
  { order, links }: { readonly order: AccountOrder | null; readonly links: ReportLinks | null },
): FullReport {
  const { presentation, monday, previousWeek, week } = digest
  const format = formatOf(presentation)
  const { timeZone } = presentation
  const sheet: MailLayout = {
    format,
    monday,
    previousWeek,
    timeZone,
    // Nothing here asks for them: every list is whole.
    caps: capsOf(1),
  }
  const anchors = anchorsOf(digest.movements)
  const summed = tiles(digest, sheet)
  const hrefOf =
    links === null
      ? null
      : ({ by, descending }: AccountOrder) =>
          `${links.self}&sort=${by}&dir=${descending ? 'desc' : 'asc'}#accounts`
  return {
    title: `Full report, ${format.week(week)} · Monday Morning Report`,
    company: cleanText(presentation.companyName, everything),
    period: `${format.week(week)}, against ${format.week(shiftWeek(week, -1))}`,
    foot: `What was recorded before ${instantOf(digest.cutOff, sheet)} counts.`,
    logOut: links === null ? null : { href: links.logOut },
    headline: headline(digest, format),
    lead: [alarmNews(digest, format), figuresInWords(digest, sheet)].join(' ').trim(),
    scope: scopeOf(digest),
    tiles: [summed.goal, summed.risk, summed.accounts, summed.participation],
    bar: sharesOf(digest),
    statusCaption: summed.bands,
    statuses: summed.statuses.map((line, index) => ({
      ...line,
      tone: statuses[index] ?? 'unknown',
    })),
    accounts: accountTable(digest, { order, hrefOf, anchors }, sheet),
    sections: reportSections(digest, anchors, sheet),
    entries: accountEntries(digest, anchors, sheet),
    rules: rulesOf(summed.bands),
    mailHref: links?.mail ?? '',
    listHref: links !== null && digest.role === 'account-manager' ? links.list : '',
  }
}

function scopeOf({ role, recipient, region }: DigestBody): string {
  const whose =
    recipient === null || recipient.name === ''
      ? ''
      : ` of ${cleanText(recipient.name, everything)}`
  if (role === 'account-manager') return `The accounts${whose}.`
  return region === null ? '' : `Only the accounts in ${cleanText(region, everything)}.`
}

function sharesOf({ portfolio: { byStatus } }: DigestBody): ShareOfRevenue[] {
  const total = statuses.reduce((sum, status) => sum + byStatus[status].revenue, 0)
  if (total === 0) return []
  let x = 0
  return statuses.flatMap((status) => {
    const width = (byStatus[status].revenue / total) * 100
    const share = { tone: status, x: x.toFixed(2), width: width.toFixed(2) }
    x += width
    return width === 0 ? [] : [share]
  })
}

function rulesOf(bands: string): string[] {
  return [
    `${bands}. An account is red from the day on which notice is given.`,
    'At risk is the yearly revenue of red accounts that we want to keep.',
    'Where a week has no report, the last one is carried for some weeks (paler), then the account is unknown (a dot).',
    'Kept is what is left today of the contracts at the beginning of the time that is told beside it.',
  ]
}
