import type { Account } from '../account.js'
import type { Status } from '../health.js'
import { type Cents, toMoney } from '../money.js'
import type { StatusTrend } from '../trend.js'
import { periodOf, type Week } from '../week.js'

/** A portfolio by status as it was in one week, at today's contract values. */
export interface TrendWeek {
  readonly week: Week
  readonly byStatus: Readonly<
    Record<Status, { readonly accounts: number; readonly revenue: number }>
  >
}

/** An account in the weeks of the trend, whether it is still active in the last of them or not. */
interface Tracked {
  readonly account: Account
  readonly statusTrend: StatusTrend
}

/** The 12 weeks that end with `last`, in order of time: those of the accounts' own trends. */
export function portfolioTrend(last: Week, accounts: readonly Tracked[]): TrendWeek[] {
  return periodOf(last).trend.map((week, index) => {
    const weighed = accounts.map(({ account: { revenue }, statusTrend }) => ({
      status: statusTrend[index] ?? null,
      revenue,
    }))
    return { week, byStatus: byStatus(weighed) }
  })
}

/** From the first week on in which anything was known; none where it would be one week alone. */
export function knownWeeks(trend: readonly TrendWeek[]): readonly TrendWeek[] {
  const start = trend.findIndex(isKnown)
  return start < 0 || start === trend.length - 1 ? [] : trend.slice(start)
}

/** Weeks without revenue in any known status are as good as blank. */
function isKnown({ byStatus }: TrendWeek): boolean {
  return byStatus.red.revenue + byStatus.yellow.revenue + byStatus.green.revenue > 0
}

function byStatus(
  accounts: readonly { readonly status: Status | null; readonly revenue: Cents }[],
): TrendWeek['byStatus'] {
  const sum = (status: Status) => {
    const those = accounts.filter((one) => one.status === status)
    const revenue = those.reduce((total, one) => total + one.revenue, 0)
    return { accounts: those.length, revenue: toMoney(revenue) }
  }
  return {
    red: sum('red'),
    yellow: sum('yellow'),
    green: sum('green'),
    unknown: sum('unknown'),
  }
}
