import type { Account } from './account.js'
import type { ContractStanding } from './contract/standing.js'
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
 * All that snapshots tell of one account for one edition: what counted at its cut-off, and nothing
 * of later weeks. The store reads it, `report/` draws the conclusions.
 */
export interface SnapshotHistory {
  readonly account: Account
  /** The latest snapshot of the reported week or an earlier one. */
  readonly latest: Snapshot | null
  /** The latest snapshot of a week before the reported one. */
  readonly earlier: Versioned | null
  /**
   * Snapshots of the last 16 weeks, the reported one included, in order of time; gaps stay gaps.
   */
  readonly recent: readonly Scored[]
  /** The latest snapshot before those weeks: what the first of them carry. */
  readonly beforeRecent: Scored | null
  /**
   * For how many weeks before those it already had the status that it had in all of them: 0 where
   * it changed within them, null where there is no telling since when.
   */
  readonly weeksBeforeRecent: number | null
  /** The first week in which it was known that the account leaves; null where it doesn't. */
  readonly leavingSince: Week | null
  /** Groups somebody was in touch with in the last 13 weeks; null when none was ever recorded. */
  readonly contacts: readonly StakeholderGroup[] | null
  /** The latest week in which a value was delivered; null where none ever was. */
  readonly lastValueIn: Week | null
  /**
   * What `earlier` said when the edition of its own week went out, where that has been superseded
   * since.
   */
  readonly superseded: Scored | null
  readonly decisionMakerChange: DecisionMakerChange | null
  readonly action: Action | null
}

/** All that is known of one account for one edition. */
export interface History extends SnapshotHistory {
  readonly contract: ContractStanding
}

/** How far back `contacts` reaches (docs/rules.md, "Coverage"). */
export const contactWeeks = 13

/** The week that a history is read for, and the instant after which nothing recorded counts. */
export interface ReadingPoint {
  readonly week: Week
  /** UTC, ISO 8601 with milliseconds: what was recorded before it counts. */
  readonly cutOff: string
}
