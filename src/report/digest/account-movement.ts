import { byAccountId } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { Leaving } from '../contract/leaving.js'
import type { Status } from '../health.js'
import type { Action } from '../history.js'
import type { Issue } from '../issue.js'
import { type Cents, toMoney } from '../money.js'
import type { Movement } from '../movement.js'
import { type Tenths, toPoints } from '../policy.js'
import { type Driver, drivers, type Pulse, type StakeholderGroup } from '../snapshot.js'
import type { StatusTrend } from '../trend.js'
import { type Day, daysBetween, type Week } from '../week.js'

/** One account's row in a digest. Money in the reporting currency, health in points. */
export interface AccountMovement {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly accountManagerAddress: string
  readonly region: string | null
  readonly revenue: number
  readonly movement: Movement
  readonly health: number | null
  readonly previousHealth: number | null
  readonly change: number | null
  readonly status: Status | null
  readonly previousStatus: Status | null
  /**
   * Status the week before by the same rules, which the bridge counts by; null when not active
   * then.
   */
  readonly statusWeekBefore: Status | null
  readonly comparedWeek: Week | null
  /** Against 4 and 12 weeks before, in points; null without a snapshot near enough. */
  readonly change4: number | null
  readonly change12: number | null
  /** Not down, and yet fallen over 4 or 12 weeks; `slidBefore` says whether it did a week ago. */
  readonly sliding: boolean
  readonly slidBefore: boolean
  /** For how many weeks up to this one it has had its status. */
  readonly weeksInStatus: number | null
  readonly weeksSinceUpdate: number | null
  /** The same of the latest value delivered. */
  readonly weeksSinceValue: number | null
  readonly cause: Driver | null
  /** What kind of trouble a red or yellow account is in. */
  readonly issue: Issue | null
  readonly pulse: Pulse | null
  readonly restatedFrom: number | null
  readonly drivers: readonly DriverMovement[]
  readonly coverage: readonly StakeholderGroup[] | null
  readonly reason: string
  readonly note: string | null
  readonly earliestExit: Day | null
  readonly renewalDate: Day | null
  readonly action: OpenAction | null
  readonly leaving: Pick<Leaving, 'noticeGivenOn' | 'lastDay' | 'daysLeft'> | null
  readonly inTender: boolean
  /** Health of the last 12 weeks in order of time; null is a week without a snapshot. */
  readonly trend: readonly (number | null)[]
  /** Where it stood in those weeks; null where it was not active. */
  readonly statusTrend: StatusTrend
}

export interface DriverMovement {
  readonly driver: Driver
  readonly score: number | null
  /** What the driver did to health, in points; the four sum to the account's change. */
  readonly change: number | null
}

/** `monday` is the edition’s, which actions and exits are counted from. */
export function accountMovement(facts: AccountFacts, monday: Day): AccountMovement {
  const { account, standing, weekBefore, comparison } = facts
  const previous = comparison ?? (facts.movement === 'lost' ? weekBefore : null)
  return {
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    accountManagerAddress: account.accountManager.address,
    region: account.region,
    revenue: toMoney(lostRevenue(facts) ?? account.revenue),
    movement: facts.movement,
    health: pointsOrNull(standing?.health),
    previousHealth: pointsOrNull(previous?.health),
    change: pointsOrNull(comparison?.change),
    status: standing?.status ?? null,
    previousStatus: comparison?.status ?? weekBefore?.status ?? null,
    statusWeekBefore: weekBefore?.status ?? null,
    comparedWeek: comparison?.week ?? null,
    change4: pointsOrNull(facts.change4),
    change12: pointsOrNull(facts.change12),
    sliding: facts.sliding,
    slidBefore: facts.slidBefore,
    weeksInStatus: facts.weeksInStatus,
    weeksSinceUpdate: facts.weeksSinceUpdate,
    weeksSinceValue: facts.weeksSinceValue,
    cause: facts.cause,
    issue: facts.issue,
    pulse: facts.pulse,
    restatedFrom: pointsOrNull(comparison?.restatedFrom),
    drivers: driverMovements(facts),
    coverage: facts.coverage,
    reason: facts.note === null ? facts.reason : `${facts.reason}. ${facts.note}`,
    note: facts.note,
    earliestExit: facts.earliestExit,
    renewalDate: account.renewalDate,
    action: openAction(facts.action, monday),
    leaving: leavingOf(facts),
    inTender: facts.contract.inTender !== null,
    trend: facts.trend.map(pointsOrNull),
    statusTrend: facts.statusTrend,
  }
}

/** Of one that is told as lost: what the report before told, where that did. */
function lostRevenue({ contract: { before }, movement }: AccountFacts): Cents | null {
  return movement === 'lost' && before?.kind === 'active' ? before.revenue : null
}

/** Null for an account that isn't leaving. */
export function leavingOf({ contract: { leaving } }: AccountFacts): AccountMovement['leaving'] {
  if (leaving === null) return null
  const { noticeGivenOn, lastDay, daysLeft } = leaving
  return { noticeGivenOn, lastDay, daysLeft }
}

/**
 * The largest fall first, then the rises (the largest first), then the rest by revenue; between
 * equals the larger contract, then the account id.
 */
export function inOrder(accounts: readonly AccountFacts[]): AccountFacts[] {
  return [...accounts].sort(
    (a, b) =>
      rank(a.movement) - rank(b.movement) ||
      size(b) - size(a) ||
      b.account.revenue - a.account.revenue ||
      byAccountId(a.account, b.account),
  )
}

function rank(movement: Movement): number {
  if (movement === 'down') return 0
  return movement === 'up' ? 1 : 2
}

function size({ movement, comparison }: AccountFacts): Tenths {
  if (movement !== 'down' && movement !== 'up') return 0
  return Math.abs(comparison?.change ?? 0)
}

function driverMovements({ scores, comparison }: AccountFacts): DriverMovement[] {
  return drivers.map((driver) => ({
    driver,
    score: scores?.[driver] ?? null,
    change: pointsOrNull(comparison?.contributions?.[driver]),
  }))
}

function pointsOrNull(tenths: Tenths | null | undefined): number | null {
  return tenths === null || tenths === undefined ? null : toPoints(tenths)
}

/** What somebody is going to do about an account, and by when. */
export interface OpenAction {
  readonly action: string
  readonly owner: string | null
  readonly dueOn: Day | null
  /** Days past its due date on the Monday of the edition; 0 while it isn't overdue. */
  readonly daysOverdue: number
}

/** Null where there is no action, or it is done. */
export function openAction(action: Action | null, monday: Day): OpenAction | null {
  if (action === null || action.doneOn !== null) return null
  const { owner, dueOn } = action
  const late = dueOn === null ? 0 : daysBetween(dueOn, monday)
  return { action: action.action, owner, dueOn, daysOverdue: Math.max(0, late) }
}

/** An account where a list names it: enough to recognise it and to know whose it is. */
export interface AccountRow {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly revenue: number
  readonly status: Status | null
  readonly health: number | null
}

/** Status and health are null for an account that is lost. */
export function accountRow({ account, standing }: AccountFacts): AccountRow {
  const health = standing?.health ?? null
  return {
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    revenue: toMoney(account.revenue),
    status: standing?.status ?? null,
    health: health === null ? null : toPoints(health),
  }
}

/** The larger contract first; between equals, by account id. */
export function byRevenue(a: AccountRow, b: AccountRow): number {
  return b.revenue - a.revenue || byAccountId(a, b)
}
