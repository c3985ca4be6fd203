import type { AccountFacts } from '../account-facts.js'
import { type Status, statuses } from '../health.js'
import { toMoney } from '../money.js'
import { toPoints } from '../policy.js'
import {
  type PortfolioWeek,
  portfolioWeek,
  type TopAccount,
  top20Alarm,
  weighed,
} from '../portfolio.js'
import { type Bridge, type ByNotice, revenueAtRisk } from '../revenue-at-risk.js'
import type { Day } from '../week.js'

/** A portfolio in a digest, each figure beside its change against the week before. */
export interface PortfolioSummary {
  readonly accounts: number
  readonly accountsChange: number
  readonly health: number | null
  readonly change: number | null
  readonly byStatus: Readonly<Record<Status, StatusSummary>>
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

/** The week beside the one before, by the same rules, at today’s contract values. */
export function portfolioSummary(accounts: readonly AccountFacts[]): PortfolioSummary {
  const now = portfolioWeek(weighed(accounts, 'standing'))
  const before = portfolioWeek(weighed(accounts, 'weekBefore'))
  const compared = now.health !== null && before.health !== null
  return {
    accounts: now.accounts,
    accountsChange: now.accounts - before.accounts,
    health: now.health === null ? null : toPoints(now.health),
    change: compared ? toPoints(now.health - before.health) : null,
    byStatus: mapped(statuses, (status) => statusSummary(now, before, status)),
  }
}

/** Revenue at risk in whole units of the reporting currency; the bridge adds up to the cent. */
export function riskSummary(accounts: readonly AccountFacts[]): RiskSummary {
  const { total, previous, bridge, byNotice } = revenueAtRisk(accounts)
  return {
    total: toMoney(total),
    previous: toMoney(previous),
    change: toMoney(total - previous),
    bridge: mapped(
      ['movedIn', 'movedOut', 'new', 'lost', 'becameKnown', 'becameUnknown'] as const,
      (side) => toMoney(bridge[side]),
    ),
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
  readonly red: number
  readonly alarm: boolean
  readonly accounts: readonly Top20Row[]
}

export interface Top20Row {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly revenue: number
  /** Null for an account that was lost. */
  readonly status: Status | null
  readonly lostOn: Day | null
}

/** `facts` gives each account's status; `top` is the reader's part of the 20, largest first. */
export function top20Watch(top: readonly TopAccount[], facts: readonly AccountFacts[]): Top20Watch {
  const standing = new Map(facts.map((one) => [one.account.accountId, one.standing]))
  const accounts = top.map(({ account, lostOn }) => ({
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    revenue: toMoney(account.revenue),
    status: standing.get(account.accountId)?.status ?? null,
    lostOn,
  }))
  const lost = accounts.filter(({ lostOn }) => lostOn !== null).length
  const red = accounts.filter(({ status }) => status === 'red').length
  return { lost, red, alarm: lost >= top20Alarm, accounts }
}
