import type { Week } from '../../report/week.js'
import { type HighWater, isBehind } from '../../store/mark.js'

/** What is known of the ledger whose place a restored one takes. */
export interface KnownOfLedger {
  /** How far it had come by itself; null where it can't be read. */
  readonly replaced: HighWater | null
  /** How far it had come by its mark; null where there is none. */
  readonly mark: HighWater | null
  /** The last week whose edition can have been made by now, for where neither is of any use. */
  readonly latestDue: Week
}

/**
 * The last week in doubt once `restored` has been put back: of editions up to it, messages may have
 * been submitted that it knows nothing of. Null where it is known to know everything.
 *
 * The mark names a week before the first message of its edition leaves, so it tells how far a
 * ledger can have come that isn't there to ask. It may be an older copy like any other file: without
 * the replaced ledger itself, its last edition is in doubt in any case.
 */
export function uncertainUpTo(
  restored: HighWater,
  { replaced, mark, latestDue }: KnownOfLedger,
): Week | null {
  const known = [replaced, mark].filter((one) => one !== null)
  const related = known.filter(({ identity }) => identity === restored.identity)
  const isLevel = related.length === known.length && !known.some((one) => isBehind(restored, one))
  if (replaced !== null && isLevel) return null
  const weeks = known.flatMap(({ lastEdition }) => lastEdition ?? [])
  return [...weeks, ...(related.length === 0 ? [latestDue] : [])].sort().at(-1) ?? null
}
