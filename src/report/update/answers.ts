import type { Account } from '../account.js'
import {
  type Action,
  contactWeeks,
  type DecisionMakerChange,
  type SnapshotHistory,
} from '../history.js'
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
import { type Day, recentWeeks, shiftWeek, type Week } from '../week.js'
import {
  answeredIn,
  type ContractAnswers,
  type KnownContract,
  keptContract,
  standingContract,
} from './contract.js'

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
  notice: null,
  answer: null,
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
  readonly contract: KnownContract
}

/**
 * What the form for `week` begins with. What was said of this week already is there to be
 * corrected. Of an earlier week's answers those are filled in that go on, the open action, and what
 * stands of the contract, whoever said it. What belongs to its own week is not: confirmed unseen, it
 * would tell the executives the same news twice.
 */
export function startingAnswers(known: KnownAnswers, week: Week): Answers {
  const { latest } = known
  return {
    ...carriedAnswers(latest, week),
    ...actionOf(known, week),
    ...standingContract(known.contract, latest?.competitor ?? null),
  }
}

function carriedAnswers(latest: Snapshot | null, week: Week): Answers {
  if (latest === null) return noAnswers
  if (latest.week === week) return answersOf(latest)
  const on = partOf(latest, (name) => snapshotFields[name].lasts === 'on')
  return { ...noAnswers, scores: latest.scores, ...on }
}

/**
 * What a snapshot of `week` is to hold where answers were given to a form that began with `start`:
 * all of them, and of the contract only what is said anew. `latest` is the account's latest snapshot.
 */
export function keptAnswers(
  answers: Answers,
  { start, latest }: { readonly start: Answers; readonly latest: Snapshot | null },
  week: Week,
): Answers {
  const own = latest?.week === week ? latest : null
  return { ...answers, ...keptContract(answers, start, own) }
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
 * An account's snapshots: those that count, one a week, and every version of the two latest weeks,
 * the latest first; and what accounts.csv says of its contract.
 */
export interface Snapshots {
  readonly counting: readonly Snapshot[]
  readonly versions: readonly Snapshot[]
  readonly listed: KnownContract['listed']
}

/**
 * What an account said before a version of its latest week: the version before it in the same week,
 * or else what an earlier week's answers carry over.
 */
export function answersBefore(
  snapshots: Snapshots,
  { week, version }: Pick<Snapshot, 'week' | 'version'>,
): Answers {
  const { counting, versions, listed } = snapshots
  const before = versions.find((one) => one.week === week && one.version < version)
  if (before !== undefined) return answersWith(snapshots, before)
  const earlier = counting.filter((one) => one.week < week)
  const contract = { ...answeredIn(earlier), listed }
  const known = { latest: earlier[0] ?? null, action: latestAction(earlier), contract }
  return startingAnswers(known, week)
}

/**
 * What an account said with one of its versions: all that this snapshot holds, and of the contract
 * what stood then, by the answers of this week and of those before it.
 */
export function answersWith(
  { counting, listed }: Omit<Snapshots, 'versions'>,
  snapshot: Snapshot,
): Answers {
  const upTo = [snapshot, ...counting.filter((one) => one.week < snapshot.week)]
  const stood: ContractAnswers = standingContract(
    { ...answeredIn(upTo), listed },
    snapshot.competitor,
  )
  return { ...answersOf(snapshot), ...stood }
}

/**
 * The history of one account out of its own snapshots: those that count, one a week, of `week` and
 * before, the latest first. It is what the store reads for all accounts at once, except that
 * nothing is marked as restated, and not told for how many weeks it had its status before the recent
 * ones.
 */
export function accountHistory(
  account: Account,
  snapshots: readonly Snapshot[],
  week: Week,
): SnapshotHistory {
  const since = shiftWeek(week, 1 - recentWeeks)
  const contactsSince = shiftWeek(week, 1 - contactWeeks)
  return {
    account,
    latest: snapshots[0] ?? null,
    earlier: snapshots.filter((one) => one.week < week).map(versionedOf)[0] ?? null,
    recent: snapshots
      .filter((one) => one.week >= since)
      .map(scoredOf)
      .toReversed(),
    beforeRecent: snapshots.filter((one) => one.week < since).map(scoredOf)[0] ?? null,
    weeksBeforeRecent: null,
    leavingSince: null,
    contacts: inTouch(snapshots, contactsSince),
    lastValueIn: snapshots.find((one) => one.valueDelivered !== null)?.week ?? null,
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

function inTouch(snapshots: readonly Snapshot[], since: Week): SnapshotHistory['contacts'] {
  if (snapshots.every(({ contacts }) => contacts.length === 0)) return null
  return stakeholderGroups.filter((group) =>
    snapshots.some(({ week, contacts }) => week >= since && contacts.includes(group)),
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
