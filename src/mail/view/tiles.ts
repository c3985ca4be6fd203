import type { PortfolioSummary, RiskSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import type { Participation } from '../../report/participation.js'
import type { Sheet } from './sheet.js'
import { type StatusView, statusView } from './status.js'
import { type StatusBar, statusBar } from './status-bar.js'

/** A figure, its change and where it came from. */
export interface Tile {
  readonly figure: string
  readonly change: string
  readonly before: string
}

export interface StatusLine extends StatusView {
  readonly count: string
  readonly change: string
}

export interface Tiles {
  readonly health: Tile
  readonly risk: Tile
  readonly accounts: { readonly count: string; readonly statuses: readonly StatusLine[] }
  readonly participation: Tile
  readonly bar: StatusBar | null
}

/** What the tiles sum up, of one reader's accounts. */
export interface Summed {
  readonly portfolio: PortfolioSummary
  readonly revenueAtRisk: RiskSummary
  readonly participation: Participation
}

export function tiles({ portfolio, revenueAtRisk, participation }: Summed, sheet: Sheet): Tiles {
  return {
    health: healthTile(portfolio, sheet),
    risk: riskTile(revenueAtRisk, sheet),
    accounts: {
      count: sheet.format.counted(portfolio.accounts, 'account'),
      statuses: statuses
        .filter((status) => status !== 'unknown' || hasUnknown(portfolio))
        .map((status) => statusLine(portfolio, status, sheet)),
    },
    participation: participationTile(participation, sheet),
    bar: statusBar(portfolio, sheet),
  }
}

function healthTile({ health, change }: PortfolioSummary, { format }: Sheet): Tile {
  if (health === null) return { figure: 'Unknown', change: '', before: 'nothing reported' }
  if (change === null) return { figure: format.points(health), change: '', before: 'first figure' }
  return {
    figure: format.points(health),
    change: arrowed(change, format.change(change)),
    before: `was ${format.points(health - change)}`,
  }
}

function riskTile({ total, previous, change }: RiskSummary, { format }: Sheet): Tile {
  return {
    figure: format.money(total),
    change: arrowed(change, format.moneyChange(change)),
    before: `was ${format.money(previous)}`,
  }
}

function participationTile({ updated, active, previous }: Participation, { format }: Sheet): Tile {
  const change = updated - previous.updated
  const of = (part: number, whole: number) => `${format.count(part)} of ${format.count(whole)}`
  return {
    figure: of(updated, active),
    change: arrowed(change, format.countChange(change)),
    before: `was ${of(previous.updated, previous.active)}`,
  }
}

function statusLine({ byStatus }: PortfolioSummary, status: Status, { format }: Sheet): StatusLine {
  const { accounts, accountsChange } = byStatus[status]
  return {
    ...statusView(status),
    count: format.count(accounts),
    change: accountsChange === 0 ? '' : format.countChange(accountsChange),
  }
}

function hasUnknown({ byStatus: { unknown } }: PortfolioSummary): boolean {
  return unknown.accounts > 0 || unknown.accountsChange !== 0
}

function arrowed(change: number, figure: string): string {
  if (change === 0) return 'no change'
  return `${change > 0 ? '▲' : '▼'} ${figure}`
}
