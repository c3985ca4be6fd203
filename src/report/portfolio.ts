import { type Account, byAccountId } from './account.js'
import type { AccountFacts } from './account-facts.js'
import { type Status, statuses, type WeekStatus } from './health.js'
import type { Cents } from './money.js'
import type { Tenths } from './policy.js'
import { type Day, firstDay, lastDay, shiftWeek, type Week } from './week.js'

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

/** One of the 20 largest desired accounts among those active at any time in the last 52 weeks. */
export interface TopAccount {
  readonly account: Account
  /** The day it ended, where it was lost within the 52 weeks. */
  readonly lostOn: Day | null
}

/** Losing this many of the top 20 within a year is when it hurts (Chris Arlen). */
export const top20Alarm = 2

/** The largest first; between equals, by account id. */
export function top20(accounts: readonly Account[], week: Week): TopAccount[] {
  const [from, to] = [firstDay(shiftWeek(week, -51)), lastDay(week)]
  return accounts
    .filter(({ desired }) => desired)
    .filter(({ startedOn }) => startedOn === null || startedOn <= to)
    .filter(({ endedOn }) => endedOn === null || endedOn >= from)
    .sort((a, b) => b.revenue - a.revenue || byAccountId(a, b))
    .slice(0, 20)
    .map((account) => ({ account, lostOn: lostBy(account, to) }))
}

function lostBy({ endedOn }: Account, day: Day): Day | null {
  return endedOn !== null && endedOn <= day ? endedOn : null
}
