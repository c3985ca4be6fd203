import { inTurn } from '../turn.js'

/** A clock that only runs forward, in milliseconds, and a way to wait on it. */
export interface Clock {
  readonly now: () => number
  /** Waits for so long, or until the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/**
 * Starts something as soon as the pace allows, one after the other, and gives back what it gave.
 * Null where there was nothing to start, which takes no turn, or where the signal aborted before.
 */
export type Pace = <Started>(
  start: () => Promise<Started | null>,
  stop: AbortSignal,
) => Promise<Started | null>

/** No limit: everything starts at once. */
export const unpaced: Pace = (start, stop) => (stop.aborted ? Promise.resolve(null) : start())

/**
 * At most `perSecond` starts in any second, whatever began when, at equal distances: a burst is
 * what servers refuse. A start counts from when it is done with, so however long a claim takes,
 * what follows it leaves at the pace. Nothing is claimed while it waits.
 */
export function createPace(perSecond: number, { now, wait }: Clock): Pace {
  let last = Number.NEGATIVE_INFINITY
  return inTurn(async (start, stop) => {
    for (;;) {
      const delay = earliestStart(last, perSecond) - now()
      if (stop.aborted) return null
      if (delay <= 0) break
      await wait(delay, stop)
    }
    const started = await start()
    if (started !== null) last = now()
    return started
  })
}

/** When the next may start, after one that started at `last`; to the microsecond, never before. */
export function earliestStart(last: number, perSecond: number): number {
  return last + Math.ceil(1_000_000 / perSecond) / 1000
}
