import type { Account } from '../account.js'
import { type Status, statuses } from '../health.js'
import { toMoney } from '../money.js'
import { periodOf } from '../period.js'
import type { StatusTrend } from '../trend.js'
import type { Week } from '../week.js'

/** A portfolio by status as it was in one week, at today's contract values. */
export interface TrendWeek {
  readonly week: Week
  readonly byStatus: Readonly<
    Record<Status, { readonly accounts: number; readonly revenue: number }>
  >
}

/** An account in the weeks of the trend, whether it is active in the last of them or not. */
interface Tracked {
  readonly account: Account
  readonly statusTrend: StatusTrend
}

/** The 12 weeks that end with `week`; the accounts' status trends are of the same weeks. */
export function portfolioTrend(week: Week, accounts: readonly Tracked[]): TrendWeek[] {
  return periodOf(week).trend.map((week, index) => ({
    week,
    byStatus: byStatus(
      accounts.map(({ account, statusTrend }) => ({
        status: statusTrend[index] ?? null,
        revenue: account.revenue,
      })),
    ),
  }))
}

function byStatus(
  accounts: readonly { readonly status: Status | null; readonly revenue: number }[],
): TrendWeek['byStatus'] {
  const sums = { red: none(), yellow: none(), green: none(), unknown: none() }
  for (const { status, revenue } of accounts) {
    if (status === null) continue
    sums[status].accounts += 1
    sums[status].revenue += revenue
  }
  for (const status of statuses) sums[status].revenue = toMoney(sums[status].revenue)
  return sums
}

function none(): { accounts: number; revenue: number } {
  return { accounts: 0, revenue: 0 }
}
