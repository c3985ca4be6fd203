import { type Account, isActive, isLost } from './account.js'
import { type WeekStatus, weakestDriver, weekStatus } from './health.js'
import type { Action, DecisionMakerChange, History, ValueDelivered } from './history.js'
import { type Comparison, comparisonOf, type Movement, movementOf } from './movement.js'
import type { Policy } from './policy.js'
import { type ReasonFormat, reasonOf } from './reason.js'
import type { Driver, Pulse, Scores, StakeholderGroup } from './snapshot.js'
import { type HealthTrend, healthTrend, type StatusTrend, statusTrend } from './trend.js'
import { addDays, type Day, type Period, type Week } from './week.js'

/** What an edition freezes about one account that is active in its week or was lost in it. */
export interface AccountFacts {
  readonly account: Account
  readonly movement: Movement
  /** Where it stands in the reported week; null when it was lost in it. */
  readonly standing: WeekStatus | null
  /** Where it stood the week before, by the same rules; null when it was not active then. */
  readonly weekBefore: WeekStatus | null
  readonly comparison: Comparison | null
  /** Age of the latest snapshot in weeks; 0 with one in the week, null when there never was one. */
  readonly weeksSinceUpdate: number | null
  readonly scores: Scores | null
  readonly cause: Driver | null
  readonly pulse: Pulse | null
  readonly note: string | null
  readonly reason: string
  readonly coverage: readonly StakeholderGroup[] | null
  readonly earliestExit: Day | null
  readonly decisionMakerChange: DecisionMakerChange | null
  readonly action: Action | null
  readonly valueDelivered: ValueDelivered | null
  /** Health of the last 12 weeks. */
  readonly trend: HealthTrend
  /** Where it stood in those weeks, by the same rules as in the reported one. */
  readonly statusTrend: StatusTrend
}

/**
 * Draws the conclusions from one account's history; null for an account that is not of this week.
 * `format` writes the figures in the reason.
 */
export function accountFacts(
  history: History,
  period: Period,
  policy: Policy,
  format: ReasonFormat,
): AccountFacts | null {
  const { account, latest } = history
  const { week } = period
  const lost = isLost(account, week)
  if (!lost && !isActive(account, week)) return null
  const standing = weekStatus(latest, week, policy)
  const outdated = standing.status === 'unknown' && standing.weeksSinceUpdate !== 0
  const known = outdated ? null : latest
  const comparison = standing.weeksSinceUpdate === 0 ? comparisonOf(history, policy) : null
  const movement = movementOf({ lost, standing, change: comparison?.change ?? null }, policy)
  const grounds = {
    movement,
    now: latest,
    before: history.earlier,
    changes: comparison?.contributions ?? null,
    weeksSinceUpdate: standing.weeksSinceUpdate,
    endReason: account.endReason,
  }
  return {
    account,
    movement,
    standing: lost ? null : standing,
    weekBefore: standingBefore(history, period.before, policy),
    comparison: lost ? null : comparison,
    weeksSinceUpdate: standing.weeksSinceUpdate,
    scores: lost ? null : (known?.scores ?? null),
    cause: lost || known === null ? null : weakestDriver(known, policy.weights),
    pulse: known?.pulse ?? null,
    note: known?.note ?? null,
    reason: reasonOf(grounds, format),
    coverage: history.contacts,
    earliestExit: lost ? null : addDays(period.monday, account.noticeDays),
    decisionMakerChange: history.decisionMakerChange,
    action: history.action,
    valueDelivered: valueDelivered(history, week),
    trend: healthTrend(history, period.trend, policy),
    statusTrend: statusTrend(history, period.trend, policy),
  }
}

function standingBefore(history: History, before: Week, policy: Policy): WeekStatus | null {
  return isActive(history.account, before) ? weekStatus(history.earlier, before, policy) : null
}

function valueDelivered({ latest }: History, week: Week): ValueDelivered | null {
  if (latest === null || latest.week !== week || latest.valueDelivered === null) return null
  return { category: latest.valueCategory, text: latest.valueDelivered }
}
