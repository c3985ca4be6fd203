import type { Account } from '../account.js'
import { type Day, daysBetween, lastDay, type Week, weekOf } from '../week.js'
import type { ContractStanding } from './standing.js'

/** Notice has been given, by either side: the last day is known and has not passed. */
export interface Leaving {
  /** Null where nobody said when. */
  readonly noticeGivenOn: Day | null
  readonly lastDay: Day
  /** From the Monday of the edition; 0: that day. */
  readonly daysLeft: number
  /**
   * From this week on it counts as leaving: when notice was given, or the last day first known; at
   * the latest from the week in which it is told.
   */
  readonly since: Week
}

/** Null for an account that isn't leaving by the end of `week`, or is gone. */
export function leavingIn(
  account: Account,
  { lastDay: known }: Pick<ContractStanding, 'lastDay'>,
  { week, monday }: { readonly week: Week; readonly monday: Day },
): Leaving | null {
  const { endedOn } = account
  if (endedOn === null || endedOn <= lastDay(week)) return null
  // A file that is imported on the Monday of the report holds from that day.
  const since = leavingSince(known, monday)
  return {
    noticeGivenOn: known?.noticeGivenOn ?? null,
    lastDay: endedOn,
    daysLeft: daysBetween(monday, endedOn),
    since: since < week ? since : week,
  }
}

/** The week in which notice was given, or else the one in which the last day first was known. */
export function leavingSince(known: ContractStanding['lastDay'], monday: Day): Week {
  return weekOf(known?.noticeGivenOn ?? known?.since ?? monday)
}
