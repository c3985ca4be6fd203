import { type Account, byAccountId } from './account.js'
import type { AccountFacts } from './account-facts.js'
import { type Status, statuses, type WeekStatus } from './health.js'
import type { History } from './history.js'
import type { Issue } from './issue.js'
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
 * The active desired accounts of the reported week, or those of the week before, at the contract
 * values that the report before told.
 */
export function weighed(
  accounts: readonly AccountFacts[],
  when: 'standing' | 'weekBefore',
): Weighed[] {
  return accounts.flatMap((facts) => {
    const standing = facts[when]
    const value = when === 'standing' ? facts.account : facts.valueBefore
    return standing === null || value === null || !value.desired
      ? []
      : [{ revenue: value.revenue, standing }]
  })
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

/**
 * Change of health over the accounts that count and have a known health in both weeks, at today's
 * contract values: what came, went or fell silent has no part in it. Null without any.
 */
export function likeForLike(accounts: readonly AccountFacts[]): Tenths | null {
  const inBoth = accounts.filter(
    ({ account, valueBefore, standing, weekBefore }) =>
      account.desired && valueBefore?.desired && isKnown(standing) && isKnown(weekBefore),
  )
  const at = (when: 'standing' | 'weekBefore') =>
    weightedHealth(
      inBoth.flatMap(({ account: { revenue }, ...facts }) => {
        const standing = facts[when]
        return standing === null ? [] : [{ revenue, standing }]
      }),
    )
  const [now, before] = [at('standing'), at('weekBefore')]
  return now === null || before === null ? null : now - before
}

function isKnown(standing: WeekStatus | null): boolean {
  return standing !== null && standing.health !== null
}

/** How many accounts of a status are in which kind of trouble. */
export type IssueCounts = Readonly<Record<Issue | 'unknown', number>>

/** Of those that stand at `status`; `unknown` where nothing tells the kind. */
export function issueCounts(accounts: readonly AccountFacts[], status: Status): IssueCounts {
  const those = accounts.filter(
    ({ account, standing }) => account.desired && standing?.status === status,
  )
  const count = (sought: Issue | null) => those.filter(({ issue }) => issue === sought).length
  return {
    relationship: count('relationship'),
    operational: count('operational'),
    both: count('both'),
    unknown: count(null),
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
  /** From 1, the largest of all. */
  readonly place: number
  /** The largest revenue that it had on a Monday of them, at today's rates. */
  readonly largest: Cents
  /** The day it ended, where it was lost within the 52 weeks. */
  readonly lostOn: Day | null
}

/** Losing this many of the top 20 within a year is when it hurts (Chris Arlen). */
export const top20Alarm = 2

/** The largest first, by what each was worth at most; between equals, by account id. */
export function top20(histories: readonly Contracted[], week: Week): TopAccount[] {
  const [from, to] = [firstDay(shiftWeek(week, -51)), lastDay(week)]
  return histories
    .filter(({ account }) => account.desired && wasActive(account, from, to))
    .sort((a, b) => b.contract.largest - a.contract.largest || byAccountId(a.account, b.account))
    .slice(0, 20)
    .map(({ account, contract }, index) => ({
      account,
      place: index + 1,
      largest: contract.largest,
      lostOn: lostBy(account, to),
    }))
}

type Contracted = Pick<History, 'account' | 'contract'>

function wasActive({ startedOn, endedOn }: Account, from: Day, to: Day): boolean {
  return (startedOn === null || startedOn <= to) && (endedOn === null || endedOn >= from)
}

function lostBy({ endedOn }: Account, day: Day): Day | null {
  return endedOn !== null && endedOn <= day ? endedOn : null
}
