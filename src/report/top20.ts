import { type Account, byAccountId } from './account.js'
import { type Day, firstDay, lastDay, shiftWeek, type Week } from './week.js'

/** One of the 20 largest desired accounts among those active at any time in the last 52 weeks. */
export interface TopAccount {
  readonly account: Account
  /** The day it ended, where it was lost within the 52 weeks. */
  readonly lostOn: Day | null
}

/** Losing this many of the top 20 within a year is when it hurts (Chris Arlen). */
export const top20Alarm = 2

/** The largest first; between equals, by account id. */
export function top20(accounts: readonly Account[], week: Week): TopAccount[] {
  const [from, to] = [firstDay(shiftWeek(week, -51)), lastDay(week)]
  return accounts
    .filter(({ desired }) => desired)
    .filter(({ startedOn }) => startedOn === null || startedOn <= to)
    .filter(({ endedOn }) => endedOn === null || endedOn >= from)
    .sort((a, b) => b.revenue - a.revenue || byAccountId(a, b))
    .slice(0, 20)
    .map((account) => ({ account, lostOn: lostBy(account, to) }))
}

function lostBy({ endedOn }: Account, day: Day): Day | null {
  return endedOn !== null && endedOn <= day ? endedOn : null
}
