import type { Day } from '../report/week.js'
import type { DayManner } from './date.js'
import type { Decimal } from './figure.js'
import type { Scale, ScoreTally } from './scale.js'

/** How a column writes what it says, as far as it was told or found out. */
export interface ColumnManner {
  /** What stands before its decimals; null where nobody knows. */
  readonly decimal: Decimal | null
  /** Whether a person said so. */
  readonly isDecimalSaid: boolean
  readonly days: DayManner
  /** The scale of its scores; null where nobody has said one: 0 to 100. */
  readonly scale: Scale | null
  /** What was found out and not said by anybody, in words. */
  readonly found: readonly string[]
  readonly tally: Tally
}

/** What was read in a column, all of it together. */
export interface Tally extends ScoreTally {
  /** Different days, the first few. */
  readonly days: Set<Day>
}

/** A tally with nothing in it. */
export function freshTally(): Tally {
  return {
    bare: 0,
    lowest: Number.POSITIVE_INFINITY,
    highest: Number.NEGATIVE_INFINITY,
    ownScale: 0,
    percents: 0,
    days: new Set(),
  }
}
