import type { Policy, Tenths } from './policy.js'
import { drivers, type Pulse, type Scored } from './snapshot.js'
import { type Week, weeksBetween } from './week.js'

/** Computed from health, never from the manager's pulse. */
export type Status = Pulse | 'unknown'

export const statuses = ['red', 'yellow', 'green', 'unknown'] as const satisfies readonly Status[]

/** Scores count to six decimals; what lies beyond cannot change a figure that is shown. */
export const scoreUnit = 1_000_000

/** A score in whole millionths of a point, so that sums of weighted scores are exact. */
export function scoreUnits(score: number): number {
  return Math.round(score * scoreUnit)
}

/**
 * `Σ weight × score / Σ weight` over the scored drivers, rounded once, half away from zero, to one
 * decimal; a stated health is taken as it is. Null where nothing that has a weight was scored.
 */
export function healthOf(scored: Scored, weights: Policy['weights']): Tenths | null {
  if (scored.statedHealth !== null) return roundedTenths(scoreUnits(scored.statedHealth), 1)
  const total = weightTotal(scored, weights)
  if (total === 0) return null
  const sum = drivers.reduce((sum, driver) => {
    const score = scored.scores[driver]
    return score === null ? sum : sum + weights[driver] * scoreUnits(score)
  }, 0)
  return roundedTenths(sum, total)
}

/** Σ weight over the drivers that were scored. */
export function weightTotal({ scores }: Scored, weights: Policy['weights']): number {
  return drivers.reduce((sum, driver) => (scores[driver] === null ? sum : sum + weights[driver]), 0)
}

/** Red below one bound, green from the other on, yellow between; unknown without a health. */
export function statusOf(health: Tenths | null, policy: Policy): Status {
  if (health === null) return 'unknown'
  if (health < policy.redBelow) return 'red'
  return health >= policy.greenFrom ? 'green' : 'yellow'
}

/** Integers throughout: with weights up to 1000 nothing comes near 2^53. */
function roundedTenths(sum: number, total: number): Tenths {
  const denominator = total * scoreUnit
  return Math.floor((20 * sum + denominator) / (2 * denominator))
}

/** Where an account stands in a week: the figures that portfolio and revenue at risk count. */
export interface WeekStatus {
  /** Last known while it is carried, null when status is unknown. */
  readonly health: Tenths | null
  readonly status: Status
  /** 0 with a snapshot in the week, null when there never was one. */
  readonly weeksSinceUpdate: number | null
}

/**
 * Where an account stands in `week`, from its latest snapshot up to that week: carried for
 * `staleWeeks` weeks, then unknown.
 */
export function weekStatus(latest: Scored | null, week: Week, policy: Policy): WeekStatus {
  if (latest === null) return { health: null, status: 'unknown', weeksSinceUpdate: null }
  const weeksSinceUpdate = weeksBetween(latest.week, week)
  const carried = weeksSinceUpdate <= policy.staleWeeks
  const health = carried ? healthOf(latest, policy.weights) : null
  return { health, status: statusOf(health, policy), weeksSinceUpdate }
}
