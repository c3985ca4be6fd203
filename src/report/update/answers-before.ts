import type { Snapshot } from '../snapshot.js'
import { latestAction } from './account-history.js'
import { type Answers, answersOf, startingAnswers } from './answers.js'

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
