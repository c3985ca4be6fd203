import type { Day } from './week.js'

/** What may be pulled. */
export type PulledKind = 'accounts' | 'snapshots'

/** A report or prompt that is to be made from what was pulled. */
export interface PullSlot {
  /** Milliseconds since the epoch, like all times here. */
  readonly dueAt: number
}

/** What is known of the pulls before. */
export interface LastPull {
  readonly triedAt: number
  /** Whether it could not be done, and has been tried since without success. */
  readonly isFailing: boolean
}

const minute = 60_000

/** So long before it is due, a source is looked at once more. */
export const lastLookMs = 10 * minute

/** What fails is tried again after so long. */
const againMs = 5 * minute

/**
 * Whether it is time to pull for a slot that isn't made yet: `beforeMs` before it, once more in the
 * last ten minutes, and every five minutes what fails. Where the slot is past, because no worker was
 * there or there is nothing to report from, likewise: then first of all.
 *
 * It depends on nothing but its arguments. A try from the future is one from before the clock was set
 * back, and counts for nothing.
 */
export function isPullDue(
  now: number,
  { dueAt }: PullSlot,
  beforeMs: number,
  last: LastPull | null,
): boolean {
  const first = dueAt - beforeMs
  if (now < first) return false
  if (last === null || last.triedAt > now) return true
  const { triedAt, isFailing } = last
  const lastLook = dueAt - lastLookMs
  if (triedAt < first || (now >= lastLook && triedAt < lastLook)) return true
  return (isFailing || now >= dueAt) && now - triedAt >= againMs
}

/** Something that was pulled, and hasn't been since: on that day it was new. */
export interface OldPull {
  readonly of: PulledKind
  readonly since: Day
}

const week = 7 * 24 * 60 * minute

/** Whether what was pulled at an instant is older than a week at another. */
export function isOldPull(at: number, until: number): boolean {
  return until - at > week
}
