import type { AccountFacts } from '../account-facts.js'
import type { ChangeKind } from '../contract/change.js'
import { earnedShares, takenForGranted } from '../earned.js'
import type { EditionFacts } from '../facts.js'
import { type Status, statuses } from '../health.js'
import { toMoney } from '../money.js'
import { toPoints } from '../policy.js'
import {
  type IssueCounts,
  issueCounts,
  likeForLike,
  type PortfolioWeek,
  portfolioWeek,
  type TopAccount,
  top20Alarm,
  weighed,
} from '../portfolio.js'
import { type Bridge, type ByNotice, bridgeParts, revenueAtRisk } from '../revenue-at-risk.js'
import type { Day } from '../week.js'
import { type AccountRow, accountRow, byRevenue } from './account-movement.js'

/** A portfolio in a digest, each figure beside its change against the week before. */
export interface PortfolioSummary {
  readonly accounts: number
  readonly accountsChange: number
  readonly health: number | null
  readonly change: number | null
  /** The change over the accounts of known health in both weeks alone. */
  readonly likeForLike: number | null
  readonly byStatus: Readonly<Record<Status, StatusSummary>>
  /** What kind of trouble those that need care are in. */
  readonly byIssue: Readonly<Record<'red' | 'yellow', IssueCounts>>
}

export interface StatusSummary {
  readonly accounts: number
  readonly accountsChange: number
  readonly revenue: number
  readonly revenueChange: number
}

/** Revenue at risk in a digest; money as plain numbers, subtracted in cents. */
export interface RiskSummary {
  readonly total: number
  readonly previous: number
  readonly change: number
  readonly bridge: Bridge
  readonly byNotice: ByNotice
}

/**
 * The week beside the one before, by the same rules, at the contract values that the report before
 * told. `accounts` are desired or not.
 */
export function portfolioSummary(accounts: readonly AccountFacts[]): PortfolioSummary {
  const now = portfolioWeek(weighed(accounts, 'standing'))
  const before = portfolioWeek(weighed(accounts, 'weekBefore'))
  const same = likeForLike(accounts)
  const compared = now.health !== null && before.health !== null
  return {
    accounts: now.accounts,
    accountsChange: now.accounts - before.accounts,
    health: now.health === null ? null : toPoints(now.health),
    change: compared ? toPoints(now.health - before.health) : null,
    likeForLike: same === null ? null : toPoints(same),
    byStatus: mapped(statuses, (status) => statusSummary(now, before, status)),
    byIssue: mapped(['red', 'yellow'] as const, (status) => issueCounts(accounts, status)),
  }
}

/** Revenue at risk in whole units of the reporting currency; the bridge adds up to the cent. */
export function riskSummary(accounts: readonly AccountFacts[]): RiskSummary {
  const { total, previous, bridge, byNotice } = revenueAtRisk(accounts)
  return {
    total: toMoney(total),
    previous: toMoney(previous),
    change: toMoney(total - previous),
    bridge: mapped(bridgeParts, (part) => toMoney(bridge[part])),
    byNotice: mapped(['30', '60', '90', 'over90'] as const, (days) => toMoney(byNotice[days])),
  }
}

function statusSummary(now: PortfolioWeek, before: PortfolioWeek, status: Status): StatusSummary {
  const [is, was] = [now.byStatus[status], before.byStatus[status]]
  return {
    accounts: is.accounts,
    accountsChange: is.accounts - was.accounts,
    revenue: toMoney(is.revenue),
    revenueChange: toMoney(is.revenue - was.revenue),
  }
}

function mapped<Key extends string, Value>(
  keys: readonly Key[],
  valueFor: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueFor(key)])) as Record<Key, Value>
}

/** The contractor's largest contracts, as far as the reader's own accounts are among them. */
export interface Top20Watch {
  readonly lost: number
  /** Of the lost ones, what each was worth last. */
  readonly lostRevenue: number
  readonly red: number
  readonly alarm: boolean
  /** The alarm was reached in this report, or it has grown. */
  readonly news: boolean
  readonly accounts: readonly Top20Row[]
}

export interface Top20Row {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly revenue: number
  /** The largest revenue that it had on a Monday of the last 52 weeks: what puts it on the list. */
  readonly largest: number
  /** Null for an account that was lost. */
  readonly status: Status | null
  readonly lostOn: Day | null
}

/**
 * `facts` gives each account's status and what is told of it; `top` is the reader's part of the 20,
 * largest first.
 */
export function top20Watch(top: readonly TopAccount[], facts: readonly AccountFacts[]): Top20Watch {
  const byId = new Map(facts.map((one) => [one.account.accountId, one]))
  const of = ({ account }: TopAccount) => byId.get(account.accountId) ?? null
  const lost = top.filter(({ lostOn }) => lostOn !== null)
  const accounts = top.map((one) => topRow(one, of(one)))
  const largest = top.find(({ place }) => place === 1)
  const largestGoes = largest !== undefined && isGoing(largest, of(largest))
  const news =
    lost.some((one) => tells(of(one), ['lost'])) ||
    (largestGoes && tells(of(largest), ['lost', 'notice-given']))
  const alarm = lost.length >= top20Alarm || largestGoes
  return {
    lost: lost.length,
    lostRevenue: toMoney(lost.reduce((sum, { account }) => sum + account.revenue, 0)),
    red: accounts.filter(({ status }) => status === 'red').length,
    alarm,
    news: alarm && news,
    accounts,
  }
}

function topRow({ account, largest, lostOn }: TopAccount, facts: AccountFacts | null): Top20Row {
  return {
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    revenue: toMoney(account.revenue),
    largest: toMoney(largest),
    status: facts?.standing?.status ?? null,
    lostOn,
  }
}

/** Lost, or it has given notice. */
function isGoing({ lostOn }: TopAccount, facts: AccountFacts | null): boolean {
  return lostOn !== null || (facts !== null && facts.contract.leaving !== null)
}

function tells(facts: AccountFacts | null, kinds: readonly ChangeKind[]): boolean {
  return facts?.contract.changes.some(({ kind }) => kinds.includes(kind)) ?? false
}

/** What was done for customers of late; shares of active desired revenue, percent with one decimal. */
export interface EarnedSummary {
  /** Null without revenue, and where no value delivered was ever recorded for any account. */
  readonly weeks4: number | null
  readonly weeks13: number | null
  /** The largest first. */
  readonly takenForGranted: readonly GrantedAccount[]
}

/** Green or one of the largest, and nothing was done for it in 8 weeks. */
export interface GrantedAccount extends AccountRow {
  /** Null where nothing ever was. */
  readonly weeksSinceValue: number | null
}

/** Over the active desired accounts of one scope; the top 20 and the habit are the company's. */
export function earnedSummary(
  { week, top20, valueHabit: habit }: Pick<EditionFacts, 'week' | 'top20' | 'valueHabit'>,
  active: readonly AccountFacts[],
): EarnedSummary {
  const { weeks4, weeks13 } = earnedShares(active, habit)
  return {
    weeks4: weeks4 === null ? null : toPoints(weeks4),
    weeks13: weeks13 === null ? null : toPoints(weeks13),
    takenForGranted: takenForGranted(active, { week, habit, top: top20 })
      .map((facts) => ({ ...accountRow(facts), weeksSinceValue: facts.weeksSinceValue }))
      .sort(byRevenue),
  }
}
