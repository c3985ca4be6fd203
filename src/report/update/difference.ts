import { fieldNames, type SnapshotField } from '../snapshot.js'
import { type Answers, answerTo } from './answers.js'

/** One answer that differs; lists are joined with commas, nothing said is null. */
export interface Difference {
  readonly topic: SnapshotField
  readonly before: string | number | null
  readonly after: string | number | null
}

/** What differs between two sets of answers, in the order of the form. */
export function differences(before: Answers, after: Answers): Difference[] {
  return fieldNames
    .map((topic) => ({ topic, before: said(before, topic), after: said(after, topic) }))
    .filter((one) => one.before !== one.after)
}

function said(answers: Answers, topic: SnapshotField): string | number | null {
  const answer = answerTo(answers, topic)
  if (answer === null || typeof answer !== 'object') return answer
  return answer.length === 0 ? null : answer.join(', ')
}
