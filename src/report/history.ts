import type { Account } from './account.js'
import type { Scored, Snapshot, StakeholderGroup, ValueCategory, Versioned } from './snapshot.js'
import type { Day, Week } from './week.js'

/** The key decision maker at the customer changed; open until somebody has met the new one. */
export interface DecisionMakerChange {
  readonly decisionMaker: string | null
  readonly changedOn: Day
  readonly metOn: Day | null
}

/** The latest action recorded for an account, open until it is done. */
export interface Action {
  readonly action: string
  readonly owner: string | null
  readonly dueOn: Day | null
  readonly doneOn: Day | null
}

/** What was done for the customer in the reported week. */
export interface ValueDelivered {
  readonly category: ValueCategory | null
  readonly text: string
}

/**
 * All that is known of one account for one edition: what counted at its cut-off, and nothing of
 * later weeks. The store reads it, `report/` draws the conclusions.
 */
export interface History {
  readonly account: Account
  /** The latest snapshot of the reported week or an earlier one. */
  readonly latest: Snapshot | null
  /** The latest snapshot of a week before the reported one. */
  readonly earlier: Versioned | null
  /**
   * Snapshots of the last 13 weeks, the reported one included, in order of time; gaps stay gaps.
   */
  readonly recent: readonly Scored[]
  /** The latest snapshot before those weeks: what the first of them carry. */
  readonly beforeRecent: Scored | null
  /** Groups somebody was in touch with in the last 13 weeks; null when none was ever recorded. */
  readonly contacts: readonly StakeholderGroup[] | null
  /**
   * What `earlier` said when the edition of its own week went out, where that has been superseded
   * since.
   */
  readonly superseded: Scored | null
  readonly decisionMakerChange: DecisionMakerChange | null
  readonly action: Action | null
}

/** How far back `recent` and `contacts` reach (README, "Coverage"). */
export const recentWeeks = 13

/** The week that a history is read for, and the instant after which nothing recorded counts. */
export interface ReadingPoint {
  readonly week: Week
  /** UTC, ISO 8601 with milliseconds: what was recorded before it counts. */
  readonly cutOff: string
}
