import { type Day, editionMonday, shiftWeek, type Week, weeksEnding } from './week.js'

/** The weeks that the facts of one edition speak of, worked out once for all accounts. */
export interface Period {
  readonly week: Week
  readonly before: Week
  readonly monday: Day
  readonly trend: readonly Week[]
}

/** The period of a report about `week`. */
export function periodOf(week: Week): Period {
  const found = known.get(week) ?? worked(week)
  known.set(week, found)
  return found
}

/** Remembered, because every digest asks, and weeks are few. */
const known = new Map<Week, Period>()

function worked(week: Week): Period {
  const [before, monday] = [shiftWeek(week, -1), editionMonday(week)]
  return { week, before, monday, trend: weeksEnding(week, 12) }
}
