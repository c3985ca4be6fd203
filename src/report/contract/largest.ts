import type { Cents } from '../money.js'
import { firstDay, type Week, weeksEnding } from '../week.js'
import { type AccountVersion, versionOn } from './version.js'

/** How many accounts the watch over the largest holds. */
export const watched = 20

/** The largest revenue that an account had on a Monday of the 52 weeks that end with `week`. */
export function largestOn(
  versions: readonly AccountVersion[],
  week: Week,
  revenueOf: (version: AccountVersion) => Cents,
): Cents {
  const counted = weeksEnding(week, 52).map((one) => versionOn(versions, firstDay(one)))
  return [...new Set(counted)].reduce(
    (largest, version) => (version === null ? largest : Math.max(largest, revenueOf(version))),
    0,
  )
}

/**
 * Works out who could be among the `watched` largest without asking about each: `atMost` is an upper
 * bound of each one's figure, and `exact` gives the figures of a few. Gives those that were asked
 * about: all others are smaller than the last of the largest.
 */
export async function largestOf(
  atMost: ReadonlyMap<string, Cents>,
  exact: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, Cents>>,
): Promise<Map<string, Cents>> {
  const inOrder = [...atMost].sort(([, a], [, b]) => b - a)
  const found = new Map<string, Cents>()
  for (let start = 0; start < inOrder.length; start += 2 * watched) {
    const batch = inOrder.slice(start, start + 2 * watched)
    const least = [...found.values()].sort((a, b) => b - a)[watched - 1]
    const [[, next] = ['', 0]] = batch
    if (least !== undefined && next < least) break
    const figures = await exact(batch.map(([accountId]) => accountId))
    for (const [accountId, figure] of figures) found.set(accountId, figure)
  }
  return found
}
