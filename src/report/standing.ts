import { healthOf, type Status, statusOf } from './health.js'
import type { Policy, Tenths } from './policy.js'
import type { Scored } from './snapshot.js'
import { type Week, weeksBetween } from './week.js'

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
