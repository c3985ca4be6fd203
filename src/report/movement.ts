import { type Contributions, contributionChanges } from './contribution.js'
import { healthOf, type Status, statusOf, type WeekStatus } from './health.js'
import type { History } from './history.js'
import type { Policy, Tenths } from './policy.js'
import type { Week } from './week.js'

export const movements = ['up', 'down', 'flat', 'new', 'lost', 'stale', 'unknown'] as const

/** How an account moved against its previous snapshot. */
export type Movement = (typeof movements)[number]

/** What a movement is decided from. `change` is null where there is nothing to compare with. */
export interface Evidence {
  readonly lost: boolean
  readonly standing: WeekStatus
  readonly change: Tenths | null
}

/** The rule "Movement" of docs/rules.md: what is named first here wins over what follows. */
export function movementOf(evidence: Evidence, policy: Policy): Movement {
  if (evidence.lost) return 'lost'
  if (evidence.standing.status === 'unknown') return 'unknown'
  if (evidence.standing.weeksSinceUpdate !== 0) return 'stale'
  if (evidence.change === null) return 'new'
  return direction(evidence.change, policy.movePoints)
}

/** Which way a change goes. */
export function direction(change: Tenths, movePoints: Tenths): Movement {
  if (change >= movePoints && change > 0) return 'up'
  return change <= -movePoints && change < 0 ? 'down' : 'flat'
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

/** Holds an account's latest snapshot against the one before; null where one has no health. */
export function comparisonOf(
  { latest, earlier, superseded }: History,
  policy: Policy,
): Comparison | null {
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
