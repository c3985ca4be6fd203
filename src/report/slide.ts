import { healthOf } from './health.js'
import type { History } from './history.js'
import { direction, type Movement } from './movement.js'
import type { Policy, Tenths } from './policy.js'
import type { HealthTrend } from './trend.js'
import type { Week } from './week.js'

/** How far health has gone over a longer time than a week. */
export interface LongChange {
  /** Against 4 weeks before, in tenths; null without a snapshot near enough to compare with. */
  readonly change4: Tenths | null
  /** Against 12 weeks before. */
  readonly change12: Tenths | null
}

const noLongChange: LongChange = { change4: null, change12: null }

/** How an account stands against more than the week before. */
export interface Slide extends LongChange {
  /** It is not down, and yet has fallen over 4 or 12 weeks. */
  readonly sliding: boolean
  /** Whether it slid already by the figures of the week before. */
  readonly slidBefore: boolean
}

/** Of an account that was lost, or of which nothing longer was told. */
export const noSlide: Slide = { ...noLongChange, sliding: false, slidBefore: false }

/**
 * Of an active account with `movement` in the week after `before`; `trend` is its health in all
 * recent weeks.
 */
export function slideOf(
  { recent }: Pick<History, 'recent'>,
  trend: HealthTrend,
  { movement, before }: { readonly movement: Movement; readonly before: Week },
  policy: Policy,
): Slide {
  const change = longChange(trend)
  return {
    ...change,
    sliding: isSliding(movement, change, policy),
    slidBefore: slidBefore(recent, trend, before, policy),
  }
}

/** Where the week of 4 or 12 weeks before has no health, it may be so many weeks older. */
const atMostOlder = 2

/**
 * The change that ends `trend`, which is health week by week. Each is against the week so long ago
 * or else the latest of the two weeks before that with a health; `back` ends it so many weeks
 * earlier.
 */
function longChange(trend: HealthTrend, back = 0): LongChange {
  const end = trend.length - 1 - back
  const now = trend[end] ?? null
  if (now === null) return noLongChange
  const changeOver = (weeks: number): Tenths | null => {
    for (let older = 0; older <= atMostOlder; older++) {
      const then = trend[end - weeks - older] ?? null
      if (then !== null) return now - then
    }
    return null
  }
  return { change4: changeOver(4), change12: changeOver(12) }
}

/** Whether an account slides: it is not down, and yet has fallen over 4 or 12 weeks. */
function isSliding(
  movement: Movement,
  { change4, change12 }: LongChange,
  { slidePoints: { over4, over12 } }: Pick<Policy, 'slidePoints'>,
): boolean {
  if (movement === 'down') return false
  return (change4 !== null && change4 <= -over4) || (change12 !== null && change12 <= -over12)
}

/** Whether it slid by the figures of the week `before`, by the same rules. */
function slidBefore(
  recent: History['recent'],
  trend: HealthTrend,
  before: Week,
  policy: Policy,
): boolean {
  const change = longChange(trend, 1)
  if (!isSliding('flat', change, policy)) return false
  // There is one: what it fell from.
  const compared = recent.findLast((one) => one.week < before)
  const now = trend.at(-2) ?? null
  const then = compared === undefined ? null : healthOf(compared, policy.weights)
  if (now === null || then === null) return true
  return direction(now - then, policy.movePoints) !== 'down'
}
