import { scoreUnit, scoreUnits } from './health.js'
import type { Policy } from './policy.js'
import { type Driver, drivers, type Scored } from './snapshot.js'

/** What kind of trouble a red or yellow account is in. */
export const issues = ['relationship', 'operational', 'both'] as const
export type Issue = (typeof issues)[number]

/** Drivers that have a weight, and so take a part in health, with their scores in millionths. */
type Counting = readonly {
  readonly driver: Driver
  readonly weight: number
  readonly units: number
}[]

function countingIn({ scores }: Scored, weights: Policy['weights']): Counting {
  return drivers.flatMap((driver) => {
    const [score, weight] = [scores[driver], weights[driver]]
    return score === null || weight === 0 ? [] : [{ driver, weight, units: scoreUnits(score) }]
  })
}

/**
 * The lowest scored driver that has a weight; between equals the heavier, then the first. Null
 * where none was scored, and where health was stated by another system.
 */
export function lowestDriver(scored: Scored, weights: Policy['weights']): Driver | null {
  if (scored.statedHealth !== null) return null
  const [first, ...others] = countingIn(scored, weights)
  if (first === undefined) return null
  const isLower = (one: Counting[number], lowest: Counting[number]) =>
    one.units < lowest.units || (one.units === lowest.units && one.weight > lowest.weight)
  return others.reduce((lowest, one) => (isLower(one, lowest) ? one : lowest), first).driver
}

/** Sides whose means are less than so many points apart are in the same trouble. */
const apart = 5 * scoreUnit

/**
 * Which side is the lower one: relationship and innovation, or service and commercial, each by the
 * weighted mean of what was scored of it. `both` where they are less than five points apart. Null
 * where nothing that has a weight was scored, and where health was stated by another system.
 *
 * Integers throughout: with weights up to 1000 nothing comes near 2^53.
 */
export function issueOf(scored: Scored, weights: Policy['weights']): Issue | null {
  if (scored.statedHealth !== null) return null
  const counting = countingIn(scored, weights)
  const relationship = sideOf(counting, ['relationship', 'innovation'])
  const operational = sideOf(counting, ['service', 'commercial'])
  if (relationship.weight === 0 && operational.weight === 0) return null
  if (operational.weight === 0) return 'relationship'
  if (relationship.weight === 0) return 'operational'
  // The difference of the two means, times both weights.
  const difference = relationship.sum * operational.weight - operational.sum * relationship.weight
  if (Math.abs(difference) < apart * relationship.weight * operational.weight) return 'both'
  return difference < 0 ? 'relationship' : 'operational'
}

function sideOf(counting: Counting, side: readonly Driver[]) {
  const those = counting.filter(({ driver }) => side.includes(driver))
  return {
    weight: those.reduce((total, { weight }) => total + weight, 0),
    sum: those.reduce((total, { weight, units }) => total + weight * units, 0),
  }
}
