import type { AccountFacts } from './account-facts.js'
import { type Status, statuses } from './health.js'
import type { Cents } from './money.js'
import type { Tenths } from './policy.js'
import type { WeekStatus } from './standing.js'

/** One week's figures over a set of active desired accounts. */
export interface PortfolioWeek {
  readonly accounts: number
  /** Revenue-weighted; null when no account with revenue has a known status. */
  readonly health: Tenths | null
  readonly byStatus: Readonly<
    Record<Status, { readonly accounts: number; readonly revenue: Cents }>
  >
}

/** An account's contract value and where it stands in the week that is summed up. */
export interface Weighed {
  readonly revenue: Cents
  readonly standing: WeekStatus
}

/**
 * The accounts that count in the reported week, or in the week before at today's contract values.
 */
export function weighed(
  accounts: readonly AccountFacts[],
  when: 'standing' | 'weekBefore',
): Weighed[] {
  return accounts.flatMap(({ account, [when]: standing }) =>
    standing === null ? [] : [{ revenue: account.revenue, standing }],
  )
}

/** The figures of one week over the accounts that count in it. */
export function portfolioWeek(accounts: readonly Weighed[]): PortfolioWeek {
  const entries = statuses.map((status) => {
    const those = accounts.filter(({ standing }) => standing.status === status)
    return [status, { accounts: those.length, revenue: revenueOf(those) }] as const
  })
  return {
    accounts: accounts.length,
    health: weightedHealth(accounts),
    byStatus: Object.fromEntries(entries) as PortfolioWeek['byStatus'],
  }
}

/** Exact: cents are whole numbers. */
export function revenueOf(accounts: readonly Weighed[]): Cents {
  return accounts.reduce((sum, { revenue }) => sum + revenue, 0)
}

/** Rounded once, half away from zero. BigInt, because revenue in cents times health passes 2^53. */
function weightedHealth(accounts: readonly Weighed[]): Tenths | null {
  let [sum, total] = [0n, 0n]
  for (const { revenue, standing } of accounts) {
    if (standing.health === null) continue
    sum += BigInt(revenue) * BigInt(standing.health)
    total += BigInt(revenue)
  }
  return total === 0n ? null : Number((2n * sum + total) / (2n * total))
}
