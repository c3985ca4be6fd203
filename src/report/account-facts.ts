import { type Account, isActive } from './account.js'
import {
  type ChangePeriod,
  type ContractChange,
  contractChanges,
  isToldGone,
} from './contract/change.js'
import { type Leaving, leavingIn, leavingSince } from './contract/leaving.js'
import type { ContractBefore, Given, ReportBefore, ToldContract } from './contract/standing.js'
import { type WeekStatus, weekStatus } from './health.js'
import type { Action, DecisionMakerChange, History, ValueDelivered } from './history.js'
import { type Issue, issueOf, lowestDriver } from './issue.js'
import type { Cents } from './money.js'
import { type Comparison, comparisonOf, type Movement, movementOf } from './movement.js'
import type { Policy } from './policy.js'
import { type ReasonFormat, reasonOf } from './reason.js'
import { noSlide, type Slide, slideOf } from './slide.js'
import type { Driver, Pulse, Scored, Scores, StakeholderGroup } from './snapshot.js'
import { weeksRunning } from './status-run.js'
import { type HealthTrend, healthTrend, type StatusTrend, statusTrend } from './trend.js'
import { addDays, type Day, type Period, type Week, weeksBetween } from './week.js'

/** What a contract was worth the week before, by what the report before told. */
export interface ValueBefore {
  /** As it was told. */
  readonly revenue: Cents
  /** The same amount at today's rates. */
  readonly today: Cents
  readonly desired: boolean
}

/** What an edition freezes about the contract of one account. */
export interface ContractFacts {
  readonly given: Given
  /** What the report before told of it; null where it did not, or there is none. */
  readonly before: ContractBefore | null
  readonly changes: readonly ContractChange[]
  readonly leaving: Leaving | null
  /** Null where the customer has not asked others for offers. */
  readonly inTender: { readonly since: Day; readonly competitor: string | null } | null
}

/** What an edition freezes about one account that is active in its week or is told as gone. */
export interface AccountFacts extends Slide {
  /** One that is told as lost is desired, as the report before told it. */
  readonly account: Account
  readonly contract: ContractFacts
  readonly movement: Movement
  /** Where it stands in the reported week; null when it is gone. Red while it is leaving. */
  readonly standing: WeekStatus | null
  /**
   * Where it stood the week before, by the same rules; null when the report before did not tell it as
   * active, or, without one, when it was not active then.
   */
  readonly weekBefore: WeekStatus | null
  /** Null when `weekBefore` is. */
  readonly valueBefore: ValueBefore | null
  readonly comparison: Comparison | null
  /**
   * For how many weeks up to this one it has had its status; null where it was lost, or where there
   * is no telling.
   */
  readonly weeksInStatus: number | null
  /** Age of the latest snapshot in weeks; 0 with one in the week, null when there never was one. */
  readonly weeksSinceUpdate: number | null
  readonly scores: Scores | null
  readonly cause: Driver | null
  /** Of a red or yellow account. */
  readonly issue: Issue | null
  readonly pulse: Pulse | null
  readonly note: string | null
  readonly reason: string
  readonly coverage: readonly StakeholderGroup[] | null
  readonly earliestExit: Day | null
  readonly decisionMakerChange: DecisionMakerChange | null
  readonly action: Action | null
  readonly valueDelivered: ValueDelivered | null
  /**
   * Age in weeks of the latest value delivered; 0 with one in the week, null when there never was
   * one, and where nobody told it yet when this was frozen.
   */
  readonly weeksSinceValue: number | null
  /** Health of the last 12 weeks. */
  readonly trend: HealthTrend
  /** Where it stood in those weeks, by the same rules as in the reported one. */
  readonly statusTrend: StatusTrend
}

/** What the conclusions are drawn by. */
export interface FactsSettings {
  readonly policy: Policy
  /** Writes the figures in the reasons. */
  readonly format: ReasonFormat
  /** The report that contracts are compared with; null for the first. */
  readonly reportBefore: ReportBefore | null
  /** When the reported week began: UTC, ISO 8601. */
  readonly weekBegan: string
}

/** Draws the conclusions from one account's history; null for an account that is not of this week. */
export function accountFacts(
  history: History,
  period: Period,
  settings: FactsSettings,
): AccountFacts | null {
  const { contract } = history
  const { week } = period
  const telling = changePeriod(period, settings)
  const lost = isToldGone(history.account, contract, telling)
  if (!lost && !isActive(history.account, week)) return null
  const changes = contractChanges(history.account, contract, telling)
  const isTold = changes.some(({ kind }) => kind === 'lost')
  const account = isTold ? { ...history.account, desired: true } : history.account
  return {
    account,
    contract: { ...contractOf(history, period, lost), changes },
    ...standings(history, period, { ...settings, lost }),
    earliestExit: lost ? null : exitOf(history, period),
    decisionMakerChange: history.decisionMakerChange,
    action: history.action,
    valueDelivered: valueDelivered(history, week),
    weeksSinceValue: weeksSinceValue(history, week),
    trend: healthTrend(history, period.trend, settings.policy),
    statusTrend: statusTrend(history, period.trend, settings.policy),
  }
}

type Standings = Omit<
  AccountFacts,
  | 'account'
  | 'contract'
  | 'earliestExit'
  | 'decisionMakerChange'
  | 'action'
  | 'valueDelivered'
  | 'weeksSinceValue'
  | 'trend'
  | 'statusTrend'
>

/** Where an account stands by its scores and its contract, how it came there, and why. */
function standings(
  history: History,
  period: Period,
  settings: FactsSettings & { readonly lost: boolean },
): Standings {
  const { latest } = history
  const { policy, format, lost } = settings
  const scored = weekStatus(latest, period.week, policy)
  const outdated = scored.status === 'unknown' && scored.weeksSinceUpdate !== 0
  const known = outdated ? null : latest
  const weekBefore = standingBefore(history, period, settings)
  const comparison =
    scored.weeksSinceUpdate === 0 ? comparedWith(history, { period, policy, weekBefore }) : null
  const change = comparison?.change ?? null
  const movement = movementOf({ lost, standing: scored, change }, policy)
  const health = healthTrend(history, period.recent, policy)
  const grounds = {
    movement,
    now: latest,
    before: history.earlier,
    changes: comparison?.contributions ?? null,
    weeksSinceUpdate: scored.weeksSinceUpdate,
    endReason: history.account.endReason,
  }
  const isLeaving = leavingIn(history.account, history.contract, period) !== null
  return {
    movement,
    standing: lost ? null : redWhile(isLeaving, scored),
    weekBefore,
    valueBefore: valueBefore(history, period, settings),
    comparison: lost ? null : comparison,
    ...(lost ? noSlide : slideOf(history, health, { movement, before: period.before }, policy)),
    weeksInStatus: lost
      ? null
      : weeksInStatus(history, redWhile(isLeaving, scored), period, policy),
    weeksSinceUpdate: scored.weeksSinceUpdate,
    scores: lost ? null : (known?.scores ?? null),
    cause: lost || known === null ? null : lowestDriver(known, policy.weights),
    issue: lost || known === null ? null : issueIn(known, redWhile(isLeaving, scored), policy),
    pulse: known?.pulse ?? null,
    note: known?.note ?? null,
    reason: reasonOf(grounds, format),
    coverage: history.contacts,
  }
}

/** By its score, and red where it was leaving then, as the week before was told. */
function comparedWith(
  history: History,
  {
    period,
    policy,
    weekBefore,
  }: {
    readonly period: Period
    readonly policy: Policy
    readonly weekBefore: WeekStatus | null
  },
): Comparison | null {
  const comparison = comparisonOf(history, policy)
  if (comparison === null) return null
  if (comparison.week === period.before && weekBefore !== null) {
    return { ...comparison, status: weekBefore.status }
  }
  const leaving = leavingIn(history.account, history.contract, period)
  const wasLeaving = leaving !== null && leaving.since <= comparison.week
  return wasLeaving ? { ...comparison, status: 'red' } : comparison
}

function contractOf(
  { account, contract }: History,
  period: Period,
  lost: boolean,
): Omit<ContractFacts, 'changes'> {
  const { given, before, tender } = contract
  return {
    given,
    before,
    leaving: lost ? null : leavingIn(account, contract, period),
    inTender:
      !lost && tender?.isOpen ? { since: tender.since, competitor: tender.competitor } : null,
  }
}

/** A leaving account goes on its last day, any other with its notice at the earliest. */
function exitOf({ account, contract }: History, period: Period): Day {
  const leaving = leavingIn(account, contract, period)
  return leaving?.lastDay ?? addDays(period.monday, account.noticeDays)
}

function changePeriod(
  { week, monday }: Period,
  { reportBefore, weekBegan }: FactsSettings,
): ChangePeriod {
  return { week, began: weekBegan, monday, reportBefore: reportBefore?.week ?? null }
}

/** Near exit, whatever the score. */
function redWhile(isLeaving: boolean, standing: WeekStatus): WeekStatus {
  return isLeaving ? { ...standing, status: 'red' } : standing
}

/** The contract as the report before told it, the score by the rules of that week. */
function standingBefore(
  history: History,
  { before, monday }: Period,
  { policy, reportBefore }: FactsSettings,
): WeekStatus | null {
  const { account, contract, earlier } = history
  const scored = weekStatus(earlier, before, policy)
  if (reportBefore !== null) {
    if (contract.before?.kind !== 'active') return null
    return redWhile(contract.before.lastDay !== null, scored)
  }
  if (!isActive(account, before)) return null
  const wasLeaving = account.endedOn !== null && leavingSince(contract.lastDay, monday) <= before
  return redWhile(wasLeaving, scored)
}

function valueBefore(
  { account, contract }: History,
  { before }: Period,
  { reportBefore }: FactsSettings,
): ValueBefore | null {
  const { revenue, desired } = account
  if (reportBefore === null) {
    return isActive(account, before) ? { revenue, today: revenue, desired } : null
  }
  const told = contract.before
  if (told?.kind !== 'active') return null
  return { revenue: told.revenue, today: told.today ?? revenue, desired: told.desired }
}

/** Green is no trouble of any kind. */
function issueIn(latest: Scored, { status }: WeekStatus, { weights }: Policy): Issue | null {
  return status === 'red' || status === 'yellow' ? issueOf(latest, weights) : null
}

function weeksInStatus(
  history: History,
  { status }: WeekStatus,
  { recent }: Period,
  policy: Policy,
): number | null {
  const weeks = weeksRunning(status, history, recent, policy)
  if (weeks < recent.length) return weeks
  return history.weeksBeforeRecent === null ? null : weeks + history.weeksBeforeRecent
}

function valueDelivered({ latest }: History, week: Week): ValueDelivered | null {
  if (latest === null || latest.week !== week || latest.valueDelivered === null) return null
  return { category: latest.valueCategory, text: latest.valueDelivered }
}

function weeksSinceValue({ lastValueIn }: History, week: Week): number | null {
  return lastValueIn === null ? null : weeksBetween(lastValueIn, week)
}

/** What a report tells of one contract, for the next one to compare with. */
export function toldIn({ account, contract, standing }: AccountFacts): ToldContract {
  return {
    accountId: account.accountId,
    kind: standing === null ? 'lost' : 'active',
    ...contract.given,
    desired: account.desired,
    accountManager: account.accountManager,
    region: account.region,
    startedOn: account.startedOn,
    lastDay: account.endedOn,
    inTender: contract.inTender !== null,
  }
}
