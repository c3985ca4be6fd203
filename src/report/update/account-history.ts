import type { Account } from '../account.js'
import { type Action, type DecisionMakerChange, type History, recentWeeks } from '../history.js'
import { type Scored, type Snapshot, stakeholderGroups, type Versioned } from '../snapshot.js'
import { type Day, shiftWeek, type Week } from '../week.js'

/**
 * The history of one account out of its own snapshots: those that count, one a week, of `week` and
 * before, the latest first. It is what the store reads for all accounts at once, except that
 * nothing is marked as restated.
 */
export function accountHistory(
  account: Account,
  snapshots: readonly Snapshot[],
  week: Week,
): History {
  const since = shiftWeek(week, 1 - recentWeeks)
  const recent = snapshots.filter((one) => one.week >= since)
  return {
    account,
    latest: snapshots[0] ?? null,
    earlier: snapshots.filter((one) => one.week < week).map(versionedOf)[0] ?? null,
    recent: recent.map(scoredOf).toReversed(),
    beforeRecent: snapshots.filter((one) => one.week < since).map(scoredOf)[0] ?? null,
    contacts: inTouch(snapshots, recent),
    superseded: null,
    decisionMakerChange: latestChange(snapshots),
    action: latestAction(snapshots),
  }
}

function scoredOf({ week, scores, statedHealth }: Scored): Scored {
  return { week, scores, statedHealth }
}

function versionedOf({ accountId, version, ...snapshot }: Snapshot): Versioned {
  return { ...scoredOf(snapshot), accountId, version }
}

function inTouch(snapshots: readonly Snapshot[], recent: readonly Snapshot[]): History['contacts'] {
  if (snapshots.every(({ contacts }) => contacts.length === 0)) return null
  return stakeholderGroups.filter((group) =>
    recent.some(({ contacts }) => contacts.includes(group)),
  )
}

function latestChange(snapshots: readonly Snapshot[]): DecisionMakerChange | null {
  const index = snapshots.findIndex((one) => one.decisionMakerChangedOn !== null)
  const { decisionMaker = null, decisionMakerChangedOn = null } = snapshots[index] ?? {}
  if (decisionMakerChangedOn === null) return null
  const meetings = snapshots.slice(0, index + 1).map((one) => one.decisionMakerMetOn)
  const metOn = first(meetings.filter((day) => day !== null && day >= decisionMakerChangedOn))
  return { decisionMaker, changedOn: decisionMakerChangedOn, metOn }
}

/**
 * The latest action that was named, and when it was done; null without any. The latest week first.
 */
export function latestAction(snapshots: readonly Snapshot[]): Action | null {
  const index = snapshots.findIndex((one) => one.action !== null)
  const { action = null, actionOwner = null, actionDueOn = null } = snapshots[index] ?? {}
  if (action === null) return null
  const doneOn = first(snapshots.slice(0, index + 1).map((one) => one.actionDoneOn))
  return { action, owner: actionOwner, dueOn: actionDueOn, doneOn }
}

function first(days: readonly (Day | null)[]): Day | null {
  return days.filter((day) => day !== null).sort()[0] ?? null
}
