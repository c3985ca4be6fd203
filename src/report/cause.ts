import { scoreUnits } from './health.js'
import type { Policy } from './policy.js'
import { type Driver, drivers, type Scored } from './snapshot.js'

/**
 * The driver that pulls health down most: the largest `weight × (100 − score)`. Null where every
 * scored driver is at 100 or none was scored; between equals, the first driver wins.
 */
export function weakestDriver({ scores }: Scored, weights: Policy['weights']): Driver | null {
  const pulls = drivers.map((driver) => {
    const score = scores[driver]
    return { driver, pull: score === null ? 0 : weights[driver] * scoreUnits(100 - score) }
  })
  const worst = pulls.reduce((most, next) => (next.pull > most.pull ? next : most))
  return worst.pull > 0 ? worst.driver : null
}
