import type { RiskSummary, Top20Watch } from '../../report/digest/summary.js'
import { top20Alarm } from '../../report/portfolio.js'
import { type BridgePart, bridgeParts, bridgeSigns } from '../../report/revenue-at-risk.js'
import type { MailLayout } from './frame.js'
import { cleanText } from './phrase.js'

/** The steps that there were; with what was at risk the week before they give what is now. */
export function bridgeSteps({ bridge }: Pick<RiskSummary, 'bridge'>): {
  readonly label: string
  readonly amount: number
}[] {
  return bridgeParts
    .map((part) => ({ label: bridgeLabels[part], amount: bridgeSigns[part] * bridge[part] }))
    .filter(({ amount }) => amount !== 0)
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

/** Revenue at risk by how soon the customer can leave. */
export function byNotice({ byNotice, total }: RiskSummary, sheet: MailLayout): FigureTable | null {
  if (total === 0) return null
  const money = sheet.format.exactMoney([...Object.values(byNotice), total])
  const line = (label: string, amount: number, total = false): FigureLine => ({
    label,
    figure: money(amount),
    total,
  })
  return {
    caption: 'How soon those customers can leave.',
    lines: [
      line('Within 30 days', byNotice['30']),
      line('In 31 to 60 days', byNotice['60']),
      line('In 61 to 90 days', byNotice['90']),
      line('Later', byNotice.over90),
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

export interface Top20Words {
  readonly sentence: string
  /** Empty unless enough of the largest were lost within a year. */
  readonly alarm: string
}

/** Null where none of the reader's accounts is among the largest. */
export function top20Words(
  top20: Top20Watch,
  region: string | null,
  sheet: MailLayout,
): Top20Words | null {
  const { accounts, alarm } = top20
  if (accounts.length === 0) return null
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  return {
    sentence: accounts.length === 1 ? aloneSaid(top20, where) : said(top20, where),
    alarm: alarm ? alarmWords(top20, sheet) : '',
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
