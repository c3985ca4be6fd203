import type { Format } from '../../format.js'
import type { RetentionSummary } from '../../report/digest/contracts.js'
import type { Bands } from '../../report/digest/digest.js'
import type { PortfolioSummary, RiskSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import { issues } from '../../report/issue.js'
import type { Participation } from '../../report/participation.js'
import type { IssueCounts } from '../../report/portfolio.js'
import type { MailLayout } from './frame.js'
import { type StatusView, statusView } from './list.js'
import { unbroken } from './phrase.js'

/** A figure, its change and where it came from. */
export interface Tile {
  readonly figure: string
  readonly change: string
  readonly before: string
}

export interface LabelledTile extends Tile {
  readonly label: string
}

export interface Tiles {
  /** What was kept of a year's contracts; health while there is no telling. */
  readonly goal: LabelledTile
  readonly risk: LabelledTile
  readonly accounts: LabelledTile
  readonly participation: LabelledTile
  /** What the colours mean. */
  readonly bands: string
  readonly statuses: readonly StatusLine[]
}

/** What the tiles sum up, of one reader's accounts. */
export interface Summed {
  readonly portfolio: PortfolioSummary
  readonly revenueAtRisk: RiskSummary
  readonly participation: Participation
  readonly bands: Bands
  readonly retention: RetentionSummary
}

export function tiles(summed: Summed, sheet: MailLayout): Tiles {
  const { portfolio, revenueAtRisk, participation } = summed
  return {
    goal: goalTile(summed, sheet),
    risk: { label: 'Revenue at risk', ...riskTile(revenueAtRisk, sheet) },
    accounts: { label: 'Accounts', ...accountsTile(portfolio, sheet) },
    participation: { label: 'Reported on', ...participationTile(participation, sheet) },
    bands: bandWords(summed.bands, sheet),
    statuses: statusLines(portfolio, sheet),
  }
}

/** In an installation's first four weeks there is no percentage to show. */
function goalTile({ portfolio, retention }: Summed, sheet: MailLayout): LabelledTile {
  const { gross } = retention.revenue
  if (gross === null) return { label: 'Portfolio health', ...healthTile(portfolio, sheet) }
  const { percent } = retention.accounts
  return {
    label: 'Revenue kept',
    figure: percentOf(gross, sheet),
    change: percent === null ? '' : `${percentOf(percent, sheet)} of accounts`,
    before: retentionOver(retention, portfolio.accounts, sheet),
  }
}

/** The time that retention is measured over: never called a year while it is shorter. */
export function retentionOver(
  { since, weeks, accounts }: RetentionSummary,
  active: number,
  { format, monday }: Pick<MailLayout, 'format' | 'monday'>,
): string {
  const over = weeks >= 52 ? 'in a year' : `since ${unbroken(format.day(since, monday))}`
  if (accounts.base * 2 >= active) return over
  return `${over}, of ${format.count(accounts.base)} of ${format.counted(active, 'account')}`
}

export function percentOf(percent: number, { format }: Pick<MailLayout, 'format'>): string {
  return `${format.points(percent)}%`
}

function bandWords({ redBelow, greenFrom }: Bands, { format }: MailLayout): string {
  const points = (bound: number) =>
    Number.isInteger(bound) ? format.count(bound) : format.points(bound)
  return `Red below ${points(redBelow)}, green from ${points(greenFrom)}`
}

/** Its change is like for like, so it doesn't lead from what the figure was. */
function healthTile({ health, likeForLike }: PortfolioSummary, { format }: MailLayout): Tile {
  if (health === null) return { figure: 'Unknown', change: '', before: 'nothing reported' }
  const figure = format.points(health)
  if (likeForLike === null) return { figure, change: '', before: 'first figure' }
  return {
    figure,
    change: arrowed(likeForLike, format.change(likeForLike)),
    before: 'like for like',
  }
}

function riskTile({ total, previous, change }: RiskSummary, { format }: MailLayout): Tile {
  return {
    figure: breakable(format.money(total)),
    change: arrowed(change, format.moneyChange(change)),
    before: wasUnlessSame(change, format.money(previous)),
  }
}

function participationTile(
  { updated, active, previous }: Participation,
  { format }: MailLayout,
): Tile {
  const change = updated - previous.updated
  const sameWhole = active === previous.active
  const of = (part: number, whole: number) => `${format.count(part)} of ${format.count(whole)}`
  return {
    figure: of(updated, active),
    change: change === 0 && !sameWhole ? '' : arrowed(change, format.countChange(change)),
    before: change === 0 && sameWhole ? '' : `was ${of(previous.updated, previous.active)}`,
  }
}

function accountsTile(
  { accounts, accountsChange }: PortfolioSummary,
  { format }: MailLayout,
): Tile {
  return {
    figure: format.count(accounts),
    change: arrowed(accountsChange, format.countChange(accountsChange)),
    before: wasUnlessSame(accountsChange, format.count(accounts - accountsChange)),
  }
}

function arrowed(change: number, figure: string): string {
  if (change === 0) return 'no change'
  return `${change > 0 ? '▲' : '▼'} ${figure}`
}

/** Big type in half a phone's width: better on two lines than beyond the edge. */
function breakable(figure: string): string {
  return figure.replaceAll(/[\u00a0\u202f]/g, ' ')
}

function wasUnlessSame(change: number, before: string): string {
  return change === 0 ? '' : `was ${before}`
}

/** Accounts and revenue of one status, each with its change. */
interface StatusLine extends StatusView {
  readonly count: string
  readonly countChange: string
  readonly revenue: string
  readonly revenueChange: string
  /** `3 relationship, 2 operational, 1 both`; empty where no kind of issue is known. */
  readonly issues: string
}

/** Unknown is left out while there is none and was none. */
function statusLines(portfolio: PortfolioSummary, sheet: MailLayout): StatusLine[] {
  const { unknown } = portfolio.byStatus
  const hasUnknown = unknown.accounts > 0 || unknown.accountsChange !== 0
  return statuses
    .filter((status) => status !== 'unknown' || hasUnknown)
    .map((status) => statusLine(portfolio, status, sheet))
}

function statusLine(
  { byStatus, byIssue }: PortfolioSummary,
  status: Status,
  { format }: MailLayout,
): StatusLine {
  const { accounts, accountsChange, revenue, revenueChange } = byStatus[status]
  return {
    ...statusView(status),
    count: format.count(accounts),
    countChange: accountsChange === 0 ? '' : format.countChange(accountsChange),
    revenue: format.money(revenue),
    revenueChange: revenueChange === 0 ? '' : format.moneyChange(revenueChange),
    issues: status === 'red' || status === 'yellow' ? issuesIn(byIssue[status], format) : '',
  }
}

/** What kind of trouble how many are in. */
function issuesIn(counts: IssueCounts, { count }: Format): string {
  if (issues.every((issue) => counts[issue] === 0)) return ''
  return [...issues, 'unknown' as const]
    .filter((issue) => counts[issue] > 0)
    .map((issue) => `${count(counts[issue])} ${issue === 'unknown' ? 'kind not known' : issue}`)
    .join(', ')
}
