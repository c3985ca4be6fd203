import { type Account, isActive } from './account.js'
import { type Status, weekStatus } from './health.js'
import type { Policy } from './policy.js'
import type { Scored } from './snapshot.js'
import { type Week, weekOf, weeksBetween } from './week.js'

/** What an account's status in past weeks is read from. */
export interface Past {
  readonly account: Account
  readonly leavingSince: Week | null
  /** Snapshots in order of time, of two for a week the one that counts last; gaps stay gaps. */
  readonly recent: readonly Scored[]
  /** The latest one before those: what the first weeks carry. */
  readonly beforeRecent: Scored | null
}

/** Red while it leaves, else by the snapshot that counts in that week; null while not active. */
export function statusIn(
  { account, leavingSince }: Pick<Past, 'account' | 'leavingSince'>,
  latest: Scored | null,
  week: Week,
  policy: Policy,
): Status | null {
  if (!isActive(account, week)) return null
  if (leavingSince !== null && leavingSince <= week) return 'red'
  return weekStatus(latest, week, policy).status
}

/**
 * For how many of `weeks`, counted back from the last one, an account had `status` without a break.
 * `weeks` are in order of time, and what counts in them is all in `past`.
 */
export function weeksRunning(
  status: Status,
  past: Past,
  weeks: readonly Week[],
  policy: Policy,
): number {
  let next = past.recent.length - 1
  for (let index = weeks.length - 1; index >= 0; index--) {
    const week = weeks[index]
    if (week === undefined) break
    while (next >= 0 && (past.recent[next]?.week ?? week) > week) next--
    const latest = past.recent[next] ?? past.beforeRecent
    if (statusIn(past, latest, week, policy) !== status) return weeks.length - 1 - index
  }
  return weeks.length
}

/**
 * For how many weeks up to `last` it had `status` where there is no snapshot of `last` or before:
 * null for one that never was anything but unknown, and of which nobody said when it began.
 */
export function weeksUnreported(
  status: Status,
  { account, leavingSince }: Pick<Past, 'account' | 'leavingSince'>,
  last: Week,
): number | null {
  const start = account.startedOn === null ? null : weekOf(account.startedOn)
  const since = (week: Week) => Math.max(0, weeksBetween(week, last) + 1)
  if (leavingSince !== null && leavingSince <= last) {
    if (status !== 'red') return 0
    return since(start !== null && start > leavingSince ? start : leavingSince)
  }
  if (status !== 'unknown') return 0
  return start === null ? null : since(start)
}
