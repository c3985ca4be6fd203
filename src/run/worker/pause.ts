/** The mail server would not have us, for a reason of its own; the next try is due at `until`. */
export interface Pause {
  readonly reason: string
  /** How often in a row. */
  readonly times: number
  /** Milliseconds since the epoch. */
  readonly until: number
}

const minute = 60_000
const longest = 15 * minute

/** The pause after another refusal: 1, 2, 4, 8, then 15 minutes. */
export function pausedAgain(before: Pause | null, reason: string, now: number): Pause {
  const times = (before?.times ?? 0) + 1
  return { reason, times, until: now + Math.min(longest, 2 ** (times - 1) * minute) }
}

/** Whether it is time for another try. A clock that was set back doesn't make it longer. */
export function isOver({ until }: Pause, now: number): boolean {
  return now >= until || until - now > longest
}
