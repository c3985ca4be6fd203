import { type Account, isActive, isLost } from './account.js'
import { causeOf } from './cause.js'
import { type Contributions, contributionChanges } from './contribution.js'
import { healthOf, type Status, statusOf } from './health.js'
import type { Action, DecisionMakerChange, History, ValueDelivered } from './history.js'
import { type Movement, movementOf } from './movement.js'
import type { Policy, Tenths } from './policy.js'
import { reasonOf } from './reason.js'
import type { Driver, Pulse, Scored, Scores, StakeholderGroup } from './snapshot.js'
import { type Standing, standingOf } from './standing.js'
import { addDays, type Day, editionMonday, shiftWeek, type Week, weeksEnding } from './week.js'

/** What an edition freezes about one account that is active in its week or was lost in it. */
export interface AccountFacts {
  readonly account: Account
  readonly movement: Movement
  /** Where it stands in the reported week; null when it was lost in it. */
  readonly standing: Standing | null
  /** Where it stood the week before, by the same rules; null when it was not active then. */
  readonly weekBefore: Standing | null
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
  /** Health of the last 12 weeks in order of time; null is a week without a snapshot. */
  readonly trend: readonly (Tenths | null)[]
}

/** The previous snapshot that a snapshot of the reported week is held against. */
export interface Comparison {
  readonly week: Week
  readonly health: Tenths
  readonly status: Status
  readonly change: Tenths
  /** Null where either health was stated by another system. */
  readonly contributions: Contributions | null
  /** What the compared week said when its own edition went out, if that was another figure. */
  readonly restatedFrom: Tenths | null
}

/** The weeks that the facts of one edition speak of, worked out once for all accounts. */
export interface Period {
  readonly week: Week
  readonly before: Week
  readonly monday: Day
  readonly trend: readonly Week[]
}

export function periodOf(week: Week): Period {
  const [before, monday] = [shiftWeek(week, -1), editionMonday(week)]
  return { week, before, monday, trend: weeksEnding(week, 12) }
}

/** Draws the conclusions from one account's history; null for an account that is not of this week. */
export function accountFacts(
  history: History,
  period: Period,
  policy: Policy,
): AccountFacts | null {
  const { account, latest } = history
  const { week } = period
  const lost = isLost(account, week)
  if (!lost && !isActive(account, week)) return null
  const standing = standingOf(latest, week, policy)
  const outdated = standing.status === 'unknown' && standing.weeksSinceUpdate !== 0
  const known = outdated ? null : latest
  const comparison = standing.weeksSinceUpdate === 0 ? compare(history, policy) : null
  const movement = movementOf(
    { lost, standing, earlierSnapshot: comparison !== null, change: comparison?.change ?? null },
    policy,
  )
  return {
    account,
    movement,
    standing: lost ? null : standing,
    weekBefore: standingBefore(history, period.before, policy),
    comparison: lost ? null : comparison,
    weeksSinceUpdate: standing.weeksSinceUpdate,
    scores: lost ? null : (known?.scores ?? null),
    cause: lost || known === null ? null : causeOf(known, policy.weights),
    pulse: known?.pulse ?? null,
    note: known?.note ?? null,
    reason: reasonFor(history, movement, { standing, comparison }),
    coverage: history.contacts,
    earliestExit: lost ? null : addDays(period.monday, account.noticeDays),
    decisionMakerChange: history.decisionMakerChange,
    action: history.action,
    valueDelivered: valueDelivered(history, week),
    trend: trendOf(history.recent, period.trend, policy),
  }
}

function compare({ latest, earlier, superseded }: History, policy: Policy): Comparison | null {
  if (latest === null || earlier === null) return null
  const health = healthOf(latest, policy.weights)
  const previous = healthOf(earlier, policy.weights)
  if (health === null || previous === null) return null
  const told = superseded === null ? null : healthOf(superseded, policy.weights)
  return {
    week: earlier.week,
    health: previous,
    status: statusOf(previous, policy),
    change: health - previous,
    contributions: contributionChanges(latest, earlier, policy.weights),
    restatedFrom: told === previous ? null : told,
  }
}

function standingBefore(history: History, before: Week, policy: Policy): Standing | null {
  return isActive(history.account, before) ? standingOf(history.earlier, before, policy) : null
}

function reasonFor(
  { account, latest, earlier }: History,
  movement: Movement,
  found: { standing: Standing; comparison: Comparison | null },
): string {
  return reasonOf({
    movement,
    now: latest,
    before: earlier,
    changes: found.comparison?.contributions ?? null,
    weeksSinceUpdate: found.standing.weeksSinceUpdate,
    endReason: account.endReason,
  })
}

function valueDelivered({ latest }: History, week: Week): ValueDelivered | null {
  if (latest === null || latest.week !== week || latest.valueDelivered === null) return null
  return { category: latest.valueCategory, text: latest.valueDelivered }
}

function trendOf(
  recent: readonly Scored[],
  weeks: readonly Week[],
  policy: Policy,
): (Tenths | null)[] {
  const health = new Map(recent.map((scored) => [scored.week, healthOf(scored, policy.weights)]))
  return weeks.map((week) => health.get(week) ?? null)
}
