import { palette } from '../../palette.js'
import type { PortfolioSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import type { MailLayout } from './sheet.js'
import { type StatusView, statusView } from './status.js'

/** Accounts and revenue of one status, each with its change. */
export interface StatusLine extends StatusView {
  readonly count: string
  readonly countChange: string
  readonly revenue: string
  readonly revenueChange: string
}

/** A piece of the bar that shows revenue by status, as wide as its share. */
export interface BarPart {
  /** As `#rrggbb`. */
  readonly colour: string
  /** In whole percent; the parts add up to 100. */
  readonly percent: string
}

/** Unknown is left out while there is none and was none. */
export function statusLines({ byStatus }: PortfolioSummary, sheet: MailLayout): StatusLine[] {
  const { unknown } = byStatus
  const hasUnknown = unknown.accounts > 0 || unknown.accountsChange !== 0
  return statuses
    .filter((status) => status !== 'unknown' || hasUnknown)
    .map((status) => statusLine(byStatus, status, sheet))
}

function statusLine(
  byStatus: PortfolioSummary['byStatus'],
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
  }
}

/** Empty where there is no revenue to divide. */
export function statusBar({ byStatus }: PortfolioSummary): BarPart[] {
  const shown = statuses.filter((status) => byStatus[status].revenue > 0)
  const percents = percentsOf(shown.map((status) => byStatus[status].revenue))
  return shown.map((status, index) => ({
    colour: palette.bar[status],
    percent: String(percents[index]),
  }))
}

/** At least 1 each, so that none disappears; what is left over goes to the largest. */
function percentsOf(revenues: readonly number[]): number[] {
  const total = revenues.reduce((sum, revenue) => sum + revenue, 0)
  const percents = revenues.map((revenue) => Math.max(1, Math.floor((revenue / total) * 100)))
  const left = 100 - percents.reduce((sum, percent) => sum + percent, 0)
  const largest = revenues.indexOf(Math.max(...revenues))
  return percents.map((percent, index) => (index === largest ? percent + left : percent))
}
