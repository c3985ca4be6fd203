import type { Action } from '../history.js'
import {
  type FieldValues,
  isDriver,
  partOf,
  type Snapshot,
  type SnapshotField,
  saidBy,
  snapshotFields,
} from '../snapshot.js'
import type { Week } from '../week.js'

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
