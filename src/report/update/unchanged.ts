import { healthOf } from '../health.js'
import type { Policy } from '../policy.js'
import type { Scored } from '../snapshot.js'
import { type Week, weeksBetween } from '../week.js'

/** Why somebody has to look at an account by itself before they say that nothing changed. */
export type AskedAlone =
  /** There is nothing that could still hold. */
  | 'never reported'
  /** Days of notice pass: to say that nothing changed is to have done nothing. */
  | 'leaving'
  /** So long ago that it counts as unknown. */
  | 'lapsed'
  /** The last answers have no health, so their account would stay unknown. */
  | 'without a score'

/**
 * Why an account isn't among those of which "nothing changed" is said in one step; null where it is.
 * Of an account with a snapshot in `week` it isn't asked at all.
 *
 * @param latest its latest snapshot of `week` or an earlier one
 * @param isLeaving whether its last day is known, whoever said it
 */
export function askedAlone(
  latest: Scored | null,
  isLeaving: boolean,
  week: Week,
  { staleWeeks, weights }: Pick<Policy, 'staleWeeks' | 'weights'>,
): AskedAlone | null {
  if (latest === null) return 'never reported'
  if (isLeaving) return 'leaving'
  if (weeksBetween(latest.week, week) > staleWeeks) return 'lapsed'
  return healthOf(latest, weights) === null ? 'without a score' : null
}
