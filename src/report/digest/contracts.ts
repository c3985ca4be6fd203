import { managerKey } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import { contractBridge } from '../contract/bridge.js'
import { type AccountChange, byAmount, type ChangeKind } from '../contract/change.js'
import { type RetentionShare, retentionOf } from '../contract/retention.js'
import type { ContractBefore } from '../contract/standing.js'
import type { EditionFacts } from '../facts.js'
import { type Cents, toMoney } from '../money.js'
import { type Tenths, toPoints } from '../policy.js'
import type { Day, Week } from '../week.js'
import {
  type AccountRow,
  accountRow,
  byRevenue,
  type OpenAction,
  openAction,
} from './account-movement.js'

/** What became of contracts since the report before. Money in the reporting currency. */
export interface ContractsSummary {
  /** Null for the first report. */
  readonly reportBefore: Week | null
  /** Null in the first report, and when the reporting currency has changed since the one before. */
  readonly bridge: ContractBridgeSummary | null
  /** Set where the reporting currency is another than the report before told in: that one. */
  readonly currencyBefore: string | null
  /** The largest money first, then by name. */
  readonly changes: readonly ContractChangeRow[]
  /** The fewest days left first. */
  readonly leaving: readonly LeavingRow[]
  /** The largest first. */
  readonly inTender: readonly TenderRow[]
  /** Accounts whose owner or region was another in the report before: in `previous` all the same. */
  readonly cameFrom: readonly MovedRow[]
  /** Accounts that were this reader's by the report before, and are another's today. */
  readonly wentTo: readonly MovedRow[]
}

/** previous + new + back + grown + desiredAgain − lost − cut − noLongerDesired + exchange = total. */
export interface ContractBridgeSummary {
  readonly previous: number
  readonly new: number
  readonly back: number
  readonly grown: number
  readonly desiredAgain: number
  readonly lost: number
  readonly cut: number
  readonly noLongerDesired: number
  /** Signed. */
  readonly exchange: number
  readonly total: number
}

export interface ContractChangeRow {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly kind: ChangeKind
  /** Without a sign; null for a kind without an amount. */
  readonly amount: number | null
  /** An amount, an owner's name or a day. */
  readonly before: number | string | null
  readonly after: number | string | null
  readonly on: Day
  readonly learnedLate: boolean
  readonly reason: string | null
  /** False for a lost one that no report told as desired: named, and in no sum of the bridge. */
  readonly inBridge: boolean
}

export interface LeavingRow extends AccountRow {
  readonly noticeGivenOn: Day | null
  readonly lastDay: Day
  readonly daysLeft: number
  readonly action: OpenAction | null
}

export interface TenderRow extends AccountRow {
  readonly since: Day
  readonly competitor: string | null
}

export interface MovedRow {
  readonly accountId: string
  readonly name: string
  readonly revenue: number
  /** The owner's name, or the region where only that is another. */
  readonly from: string
  readonly to: string
}

/** The contracts of one scope. */
export interface ContractScope {
  /** Desired or not. */
  readonly within: readonly AccountFacts[]
  /** What was of this scope by the report before, and is not any more. */
  readonly left: readonly AccountFacts[]
  /** Whether a contract was of this scope, by what the report before told of it. */
  readonly included: (before: ContractBefore) => boolean
  readonly monday: Day
}

/** What is told of the contracts of one scope. */
export function contractsSummary(
  { reportBefore, presentation }: Pick<EditionFacts, 'reportBefore' | 'presentation'>,
  { within, left, included, monday }: ContractScope,
): ContractsSummary {
  const isSame = reportBefore?.currency === presentation.currency
  const active = within.filter(({ account, standing }) => account.desired && standing !== null)
  const moved = (rows: readonly AccountFacts[]) =>
    rows.map(movedRow).sort((a, b) => b.revenue - a.revenue || inTextOrder(a.name, b.name))
  return {
    reportBefore: reportBefore?.week ?? null,
    bridge: isSame ? inMoney(contractBridge(within)) : null,
    currencyBefore: reportBefore === null || isSame ? null : reportBefore.currency,
    changes: changesOf(within).map(changeRow),
    leaving: active.flatMap((facts) => leavingRow(facts, monday)).sort(byDaysLeft),
    inTender: active.flatMap(tenderRow).sort(byRevenue),
    cameFrom: moved(within.filter(({ contract: { before } }) => isFromElsewhere(before, included))),
    wentTo: moved(left),
  }
}

/** In the order in which they are told. */
export function changesOf(accounts: readonly AccountFacts[]): AccountChange[] {
  return accounts
    .flatMap(({ account, contract }) => contract.changes.map((change) => ({ account, change })))
    .sort(byAmount)
}

/** One change, as it is told. */
export function changeRow({ account, change }: AccountChange): ContractChangeRow {
  const { kind, amount, before, after, on, learnedLate, reason, isCounted } = change
  return {
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    kind,
    amount: amount === null ? null : toMoney(amount),
    before: shown(before),
    after: shown(after),
    on,
    learnedLate,
    reason,
    inBridge: amount !== null && isCounted,
  }
}

function shown(value: Cents | string | null): number | string | null {
  return typeof value === 'number' ? toMoney(value) : value
}

function inMoney(bridge: ReturnType<typeof contractBridge>): ContractBridgeSummary {
  return {
    previous: toMoney(bridge.previous),
    new: toMoney(bridge.new),
    back: toMoney(bridge.back),
    grown: toMoney(bridge.grown),
    desiredAgain: toMoney(bridge.desiredAgain),
    lost: toMoney(bridge.lost),
    cut: toMoney(bridge.cut),
    noLongerDesired: toMoney(bridge.noLongerDesired),
    exchange: toMoney(bridge.exchange),
    total: toMoney(bridge.total),
  }
}

function leavingRow(facts: AccountFacts, monday: Day): LeavingRow[] {
  const { leaving } = facts.contract
  if (leaving === null) return []
  const { noticeGivenOn, lastDay, daysLeft } = leaving
  const action = openAction(facts.action, monday)
  return [{ ...accountRow(facts), noticeGivenOn, lastDay, daysLeft, action }]
}

function byDaysLeft(a: LeavingRow, b: LeavingRow): number {
  return a.daysLeft - b.daysLeft || byRevenue(a, b)
}

function tenderRow(facts: AccountFacts): TenderRow[] {
  const { inTender } = facts.contract
  return inTender === null ? [] : [{ ...accountRow(facts), ...inTender }]
}

function isFromElsewhere(
  before: ContractBefore | null,
  included: ContractScope['included'],
): boolean {
  return before?.kind === 'active' && !included(before)
}

function movedRow({ account, contract }: AccountFacts): MovedRow {
  const { accountId, name, accountManager, region, revenue } = account
  const from = contract.before ?? { accountManager, region }
  const isHandedOver = managerKey(from.accountManager) !== managerKey(accountManager)
  return {
    accountId,
    name,
    revenue: toMoney(revenue),
    from: isHandedOver ? from.accountManager.name : (from.region ?? 'no region'),
    to: isHandedOver ? accountManager.name : (region ?? 'no region'),
  }
}

function inTextOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en')
}

/** What was kept of the desired contracts of a year ago; percent with one decimal. */
export interface RetentionSummary {
  readonly since: Day
  readonly weeks: number
  /** What the best in this industry keep, by the settings. */
  readonly benchmark: number
  /** base = kept + lost + givenUp. */
  readonly accounts: {
    readonly base: number
    readonly kept: number
    readonly lost: number
    readonly givenUp: number
    readonly percent: number | null
  }
  /** base − givenUp − lost − cut + grown = now. */
  readonly revenue: {
    readonly base: number
    readonly lost: number
    readonly cut: number
    readonly grown: number
    readonly now: number
    readonly givenUp: number
    readonly gross: number | null
    readonly net: number | null
  }
}

/** Over the contracts of the base that a scope holds today. */
export function retentionSummary(
  { retention: facts, policy }: Pick<EditionFacts, 'retention' | 'policy'>,
  includes: (share: RetentionShare) => boolean,
): RetentionSummary {
  const { since, weeks, accounts, revenue } = retentionOf({
    ...facts,
    shares: facts.shares.filter(includes),
  })
  const { gross, net, ...money } = revenue
  return {
    since,
    weeks,
    benchmark: toPoints(policy.retentionBenchmark),
    accounts: { ...accounts, percent: percentOf(accounts.percent) },
    revenue: {
      base: toMoney(money.base),
      lost: toMoney(money.lost),
      cut: toMoney(money.cut),
      grown: toMoney(money.grown),
      now: toMoney(money.now),
      givenUp: toMoney(money.givenUp),
      gross: percentOf(gross),
      net: percentOf(net),
    },
  }
}

function percentOf(tenths: Tenths | null): number | null {
  return tenths === null ? null : toPoints(tenths)
}
