import type { Account } from './account.js'
import { healthOf, type Status } from './health.js'
import type { History } from './history.js'
import type { Policy, Tenths } from './policy.js'
import { statusIn } from './status-run.js'
import type { Week } from './week.js'

/** Health week by week, in order of time; null is a week without a snapshot. */
export type HealthTrend = readonly (Tenths | null)[]

/** Where an account stood, week by week, in order of time; null where it was not active. */
export type StatusTrend = readonly (Status | null)[]

/** An account that had ended before the reported week, for the weeks in which it still counted. */
export interface FormerAccount {
  readonly account: Account
  readonly statusTrend: StatusTrend
}

/**
 * Health in each of `weeks`, in their order; null where there was no snapshot, or no score in it.
 */
export function healthTrend(
  { recent }: History,
  weeks: readonly Week[],
  { weights }: Policy,
): HealthTrend {
  const health = new Map(recent.map((scored) => [scored.week, healthOf(scored, weights)]))
  return weeks.map((week) => health.get(week) ?? null)
}

/**
 * By the rules of the reported week: the latest snapshot up to each week, carried while it is not
 * too old, then unknown; red from the week on in which it is leaving. `weeks` are in order of time and none lies before the history's recent
 * ones.
 */
export function statusTrend(history: History, weeks: readonly Week[], policy: Policy): StatusTrend {
  const { beforeRecent, recent } = history
  const latestIn = (week: Week) =>
    recent.findLast((snapshot) => snapshot.week <= week) ?? beforeRecent
  return weeks.map((week) => statusIn(history, latestIn(week), week, policy))
}

/** Null for an account that counted in none of `weeks`. */
export function formerAccount(
  history: History,
  weeks: readonly Week[],
  policy: Policy,
): FormerAccount | null {
  const trend = statusTrend(history, weeks, policy)
  const counted = trend.some((status) => status !== null)
  return counted ? { account: history.account, statusTrend: trend } : null
}
