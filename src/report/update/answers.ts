import type { Account } from '../account.js'
import { type Action, type DecisionMakerChange, type History, recentWeeks } from '../history.js'
import {
  type FieldValues,
  isDriver,
  partOf,
  type Scored,
  type Snapshot,
  type SnapshotField,
  saidBy,
  snapshotFields,
  stakeholderGroups,
  type Versioned,
} from '../snapshot.js'
import { type Day, shiftWeek, type Week } from '../week.js'

/** What a manager says about one account for one week: a snapshot without who, when and which. */
export type Answers = Omit<Snapshot, 'accountId' | 'week' | 'version' | 'recordedAt' | 'recordedBy'>

const nothing: FieldValues = {
  score: null,
  pulse: null,
  groups: [],
  category: null,
  line: null,
  text: null,
  day: null,
}

export const noAnswers: Answers = {
  scores: { relationship: null, innovation: null, service: null, commercial: null },
  ...saidBy((kind) => nothing[kind]),
}

/** The answer to one question. */
export function answerTo(answers: Answers, name: SnapshotField): FieldValues[keyof FieldValues] {
  return isDriver(name) ? answers.scores[name] : answers[name]
}

/** The part of an account's history that a form is filled in from. */
export interface KnownAnswers {
  readonly latest: Snapshot | null
  readonly action: Action | null
}

/**
 * What the form for `week` begins with. What was said of this week already is there to be
 * corrected. Of an earlier week's answers those are filled in that go on, and the open action. What
 * belongs to its own week is not: confirmed unseen, it would tell the executives the same news
 * twice.
 */
export function startingAnswers(known: KnownAnswers, week: Week): Answers {
  const { latest } = known
  if (latest === null) return { ...noAnswers, ...actionOf(known, week) }
  if (latest.week === week) return { ...answersOf(latest), ...actionOf(known, week) }
  return {
    ...noAnswers,
    scores: latest.scores,
    ...partOf(latest, (name) => snapshotFields[name].lasts === 'on'),
    ...actionOf(known, week),
  }
}

/** What a snapshot says, without what it is of and who recorded it when. */
export function answersOf(snapshot: Snapshot): Answers {
  const { accountId, week, version, recordedAt, recordedBy, ...answers } = snapshot
  return answers
}

type ActionAnswers = Pick<Answers, 'action' | 'actionOwner' | 'actionDueOn' | 'actionDoneOn'>

/** The open action, or the one that this week's snapshot says is done: that may be corrected. */
function actionOf({ latest, action }: KnownAnswers, week: Week): ActionAnswers {
  const doneNow = latest?.week === week && latest.actionDoneOn !== null
  if (action === null || (action.doneOn !== null && !doneNow)) {
    return { action: null, actionOwner: null, actionDueOn: null, actionDoneOn: null }
  }
  return {
    action: action.action,
    actionOwner: action.owner,
    actionDueOn: action.dueOn,
    actionDoneOn: action.doneOn,
  }
}

/**
 * An account's snapshots: those that count, one a week, and every version of the two latest weeks.
 */
export interface Snapshots {
  readonly counting: readonly Snapshot[]
  readonly versions: readonly Snapshot[]
}

/**
 * What an account said before a version of its latest week: the version before it in the same week,
 * or else what an earlier week's answers carry over.
 */
export function answersBefore(
  { counting, versions }: Snapshots,
  { week, version }: Pick<Snapshot, 'week' | 'version'>,
): Answers {
  const before = versions.find((one) => one.week === week && one.version === version - 1)
  if (before !== undefined) return answersOf(before)
  const earlier = counting.filter((one) => one.week < week)
  return startingAnswers({ latest: earlier[0] ?? null, action: latestAction(earlier) }, week)
}

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
function latestAction(snapshots: readonly Snapshot[]): Action | null {
  const index = snapshots.findIndex((one) => one.action !== null)
  const { action = null, actionOwner = null, actionDueOn = null } = snapshots[index] ?? {}
  if (action === null) return null
  const doneOn = first(snapshots.slice(0, index + 1).map((one) => one.actionDoneOn))
  return { action, owner: actionOwner, dueOn: actionDueOn, doneOn }
}

function first(days: readonly (Day | null)[]): Day | null {
  return days.filter((day) => day !== null).sort()[0] ?? null
}
