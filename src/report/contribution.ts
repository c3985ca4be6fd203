import { healthOf, scoreUnit, scoreUnits, weightTotal } from './health.js'
import type { Policy, Tenths } from './policy.js'
import { type Driver, drivers, type Scored } from './snapshot.js'

/** What each driver did; tenths of a point that sum, exactly, to the figure they explain. */
export type Contributions = Readonly<Record<Driver, Tenths>>

/**
 * What each driver gives to health: `weight × score / Σ weight`, rounded by largest remainder so
 * that the four sum to the health shown. Null where health was stated or cannot be worked out.
 */
export function contributions(scored: Scored, weights: Policy['weights']): Contributions | null {
  const health = healthOf(scored, weights)
  if (health === null || scored.statedHealth !== null) return null
  const total = weightTotal(scored, weights)
  const exact = drivers.map((driver) => weighted(scored, driver, weights) * 10n)
  return apportioned(exact, BigInt(total) * BigInt(scoreUnit), health)
}

/**
 * What each driver did to health from `before` to `now`; the four sum to the change shown. A driver
 * scored only once counts in full. Null where either health was not worked out from drivers.
 */
export function contributionChanges(
  now: Scored,
  before: Scored,
  weights: Policy['weights'],
): Contributions | null {
  if (now.statedHealth !== null || before.statedHealth !== null) return null
  const [health, previous] = [healthOf(now, weights), healthOf(before, weights)]
  if (health === null || previous === null) return null
  const total = BigInt(weightTotal(now, weights))
  const previousTotal = BigInt(weightTotal(before, weights))
  const exact = drivers.map(
    (driver) =>
      (weighted(now, driver, weights) * previousTotal - weighted(before, driver, weights) * total) *
      10n,
  )
  return apportioned(exact, total * previousTotal * BigInt(scoreUnit), health - previous)
}

function weighted({ scores }: Scored, driver: Driver, weights: Policy['weights']): bigint {
  return BigInt(weights[driver]) * BigInt(scoreUnits(scores[driver] ?? 0))
}

/**
 * Largest remainder: every part is rounded down, and the units left over go to the parts with the
 * largest remainders; between equals, the first driver wins. `sum` lies within one unit of the
 * exact sum of the parts, so what is left over is never negative and never more than one a part.
 */
function apportioned(parts: readonly bigint[], denominator: bigint, sum: Tenths): Contributions {
  const floors = parts.map((part) => floorDivide(part, denominator))
  const left = sum - Number(floors.reduce((total, part) => total + part, 0n))
  const byRemainder = parts
    .map((part, index) => ({ index, remainder: part - (floors[index] ?? 0n) * denominator }))
    .sort((a, b) => Number(b.remainder - a.remainder))
  const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index))
  const tenths = (index: number) => Number(floors[index] ?? 0n) + (raised.has(index) ? 1 : 0)
  return {
    relationship: tenths(0),
    innovation: tenths(1),
    service: tenths(2),
    commercial: tenths(3),
  }
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor < 0n ? quotient - 1n : quotient
}
