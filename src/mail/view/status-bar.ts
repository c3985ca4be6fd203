import type { PortfolioSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import type { Sheet } from './sheet.js'
import { type StatusView, statusView } from './status.js'

/** Revenue by status, as a bar and in words. */
export interface StatusBar {
  readonly parts: readonly StatusPart[]
}

export interface StatusPart extends StatusView {
  /** Of the bar's width, in whole percent; the parts add up to 100. */
  readonly percent: string
  readonly revenue: string
  readonly change: string
}

/** Null where there is no revenue to divide. */
export function statusBar({ byStatus }: PortfolioSummary, { format }: Sheet): StatusBar | null {
  const shown = statuses.filter((status) => byStatus[status].revenue > 0)
  if (shown.length === 0) return null
  const percents = percentsOf(shown.map((status) => byStatus[status].revenue))
  const part = (status: Status, index: number) => ({
    ...statusView(status),
    percent: String(percents[index] ?? 0),
    revenue: format.money(byStatus[status].revenue),
    change: changeOf(byStatus[status].revenueChange, format.moneyChange),
  })
  return { parts: shown.map(part) }
}

function changeOf(change: number, shown: (change: number) => string): string {
  return change === 0 ? '' : ` (${shown(change)})`
}

/** Rounded so that they add up: what is left over goes to the largest. */
function percentsOf(revenues: readonly number[]): number[] {
  const total = revenues.reduce((sum, revenue) => sum + revenue, 0)
  const percents = revenues.map((revenue) => Math.max(1, Math.floor((revenue / total) * 100)))
  const left = 100 - percents.reduce((sum, percent) => sum + percent, 0)
  const largest = revenues.indexOf(Math.max(...revenues))
  return percents.map((percent, index) => (index === largest ? percent + left : percent))
}
