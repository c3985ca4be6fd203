import { joined } from '../../format.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { knownWeeks } from '../../report/digest/portfolio-trend.js'
import type { RiskSummary, Top20Row, Top20Watch } from '../../report/digest/summary.js'
import { statuses } from '../../report/health.js'
import { top20Alarm } from '../../report/portfolio.js'
import { type BridgePart, bridgeParts, bridgeSigns } from '../../report/revenue-at-risk.js'
import type { Picture } from '../picture.js'
import type { MailLayout } from './frame.js'
import {
  blankRow,
  type List,
  listOf,
  moreRevenue,
  ownerNamed,
  type Row,
  statusView,
  statusWords,
} from './list.js'
import { annotated, cleanText, nameOf, sentence, unbroken } from './phrase.js'

/** Labels and amounts, and the picture that they make. */
export interface BridgeView extends FigureTable {
  readonly picture: Picture | null
  /** What the picture's columns are called: it holds no words itself. */
  readonly marks: readonly string[]
}

/** Where this week's revenue at risk comes from; the lines add up, to the cent. */
export function bridge(risk: RiskSummary, sheet: MailLayout): BridgeView | null {
  const { previous, total, bridge } = risk
  const steps = bridgeParts
    .map((part) => ({ label: bridgeLabels[part], amount: bridgeSigns[part] * bridge[part] }))
    .filter(({ amount }) => amount !== 0)
  if (steps.length === 0) return null
  const picture = sheet.pictures.waterfall()
  const money = sheet.format.exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  const lines = [
    {
      label: `At risk ${sheet.format.shortWeek(sheet.previousWeek)}`,
      figure: money(previous),
      total: true,
    },
    ...steps.map(({ label, amount }) => ({
      label,
      figure: amount > 0 ? `+${money(amount)}` : money(amount),
      total: false,
    })),
    { label: 'At risk now', figure: money(total), total: true },
  ]
  const marks = picture === null ? [] : lines.map((_, column) => letters.charAt(column))
  return {
    caption: 'What changed it since the week before.',
    picture,
    marks,
    lines: lines.map((line, column) => ({ ...line, mark: marks[column] ?? '' })),
  }
}

const bridgeLabels: Readonly<Record<BridgePart, string>> = {
  movedIn: 'Moved into red',
  movedOut: 'Moved out of red',
  new: 'New in red',
  lost: 'Lost from red',
  becameKnown: 'Became known, red',
  becameUnknown: 'Became unknown',
  grown: 'Grown in red',
  cut: 'Cut in red',
  desiredAgain: 'Desired again, red',
  noLongerDesired: 'No longer desired',
  exchange: 'Exchange rates',
}

/** One for each column that a bridge can have. */
const letters = 'ABCDEFGHIJKLM'

/** Revenue at risk by how soon the customer can leave. */
export function byNotice({ byNotice, total }: RiskSummary, sheet: MailLayout): FigureTable | null {
  if (total === 0) return null
  const money = sheet.format.exactMoney([...Object.values(byNotice), total])
  const line = (label: string, amount: number, total = false): FigureLine => ({
    mark: '',
    label,
    figure: money(amount),
    total,
  })
  return {
    caption: 'How soon those customers can leave.',
    lines: [
      line('Up to 30 days’ notice', byNotice['30']),
      line('31 to 60 days', byNotice['60']),
      line('61 to 90 days', byNotice['90']),
      line('Over 90 days', byNotice.over90),
      line('At risk now', total, true),
    ],
  }
}

/** Labels and amounts, one below the other, as they add up. */
export interface FigureTable {
  readonly caption: string
  readonly lines: readonly FigureLine[]
}

interface FigureLine {
  /** The letter of its column in the picture; empty where there is none. */
  readonly mark: string
  readonly label: string
  readonly figure: string
  /** A sum or a starting point: set apart from what is added up. */
  readonly total: boolean
}

/** What became of the deliveries of an edition, beside those of the one before. */
export interface DeliveryTable {
  readonly caption: string
  readonly now: string
  /** The week of the edition before; empty where there was none. */
  readonly before: string
  readonly lines: readonly DeliveryLine[]
}

export interface DeliveryLine {
  readonly label: string
  readonly now: string
  readonly before: string
  readonly total: boolean
}

export interface Top20View {
  readonly words: Top20Words
  /** Those that were lost or are red. */
  readonly list: List | null
}

export interface Top20Words {
  readonly sentence: string
  /** Empty unless enough of the largest were lost within a year. */
  readonly alarm: string
}

/** Null where none of the reader's accounts is among the largest. */
export function top20View(
  top20: Top20Watch,
  region: string | null,
  sheet: MailLayout,
): Top20View | null {
  const { accounts, alarm } = top20
  if (accounts.length === 0) return null
  const items = accounts.filter(({ lostOn, status }) => lostOn !== null || status === 'red')
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  return {
    words: {
      sentence: accounts.length === 1 ? aloneSaid(top20, where) : said(top20, where),
      alarm: alarm ? alarmWords(top20, sheet) : '',
    },
    list: listOf(
      {
        items,
        cap: sheet.caps.rows,
        caption: 'Lost or red, the largest first.',
        row: (one) => top20Row(one, sheet),
      },
      (rest) => moreRevenue(rest, sheet),
    ),
  }
}

/** With fewer lost, it is the largest of all that goes. */
function alarmWords({ lost, lostRevenue }: Top20Watch, { format }: MailLayout): string {
  if (lost < top20Alarm) return 'Alarm: the largest account of all is lost, or has given notice.'
  return `Alarm: ${format.count(lost)} of the largest lost within a year, ${format.money(lostRevenue)}.`
}

function said({ accounts: { length }, lost, red }: Top20Watch, where: string): string {
  const those = where === '' ? `${length} largest accounts` : `${length} top-20 accounts${where}`
  return `Of the ${those}, ${of(lost, 'was', 'were')} lost within 52 weeks and ${of(red, 'is', 'are')} red now.`
}

function aloneSaid({ lost, red }: Top20Watch, where: string): string {
  const one = where === '' ? 'The only account' : `The only one of the top 20${where}`
  if (lost > 0) return `${one} was lost within 52 weeks.`
  return red > 0 ? `${one} is red now.` : `${one} is neither lost nor red.`
}

function of(count: number, one: string, many: string): string {
  if (count === 0) return `none ${one}`
  return `${count} ${count === 1 ? one : many}`
}

function top20Row(one: Top20Row, { format, monday }: MailLayout): Row {
  const lost = one.lostOn === null ? '' : `lost ${unbroken(format.day(one.lostOn, monday))}`
  const figure = format.money(one.revenue)
  return {
    ...blankRow,
    accountId: one.accountId,
    brief: annotated(one.name, lost === '' ? figure : `${figure}, ${lost}`),
    name: nameOf(one.name),
    status: one.lostOn !== null || one.status === null ? null : statusView(one.status),
    figure,
    ...ownerNamed(one.accountManager),
    facts: lost,
  }
}

/** Where the portfolio stood, week by week. */
export interface StatusTrendView {
  /** How to read the picture: it holds no words itself. */
  readonly legend: string
  readonly picture: Picture
  /** What the picture shows, for those who don't see it. */
  readonly told: string
}

/** Null where there is no picture of it. */
export function statusTrendView(
  { portfolioTrend }: Pick<DigestBody, 'portfolioTrend'>,
  { pictures }: MailLayout,
): StatusTrendView | null {
  const picture = pictures.statusBands()
  if (picture === null) return null
  const shown = knownWeeks(portfolioTrend)
  const had = statuses.filter((status) =>
    shown.some(({ byStatus }) => byStatus[status].revenue > 0),
  )
  const order = joined(had.map(statusWords))
  return {
    legend: `Revenue by status, a column for each week. From the bottom up: ${order}.`,
    picture,
    told: sentence(picture.alt),
  }
}
