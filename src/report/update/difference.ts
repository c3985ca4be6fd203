import { capitalised } from '../../characters.js'
import { fieldNames, isOfKind, type SnapshotField, snapshotFields } from '../snapshot.js'
import type { Day } from '../week.js'
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
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  if (answer === null || typeof answer !== 'object') return answer
  return answer.length === 0 ? null : answer.join(', ')
}

/** How figures and days in answers are written. */
export interface AnswerFormat {
  readonly score: (score: number) => string
  readonly fullDay: (day: Day) => string
}

/** An answer that differs, as pages and mails say it. */
export interface DifferenceRow {
  readonly topic: string
  readonly before: string
  readonly after: string
}

/** Differences in words. */
export function differenceRows(
  found: readonly Difference[],
  format: AnswerFormat,
): DifferenceRow[] {
  return found.map(({ topic, before, after }) => ({
    topic: snapshotFields[topic].label,
    before: answerWords(topic, before, format),
    after: answerWords(topic, after, format),
  }))
}

/** Where there is no answer. */
export const noAnswer = '–'

/** An answer as people say it. */
export function answerWords(
  topic: SnapshotField,
  value: Difference['before'],
  format: AnswerFormat,
): string {
  if (value === null || value === '') return noAnswer
  if (typeof value === 'number') return format.score(value)
  if (isOfKind(topic, 'notice') && value === 'no') return 'Withdrawn'
  if (isOfKind(topic, 'day', 'notice')) return format.fullDay(value as Day)
  return isOfKind(topic, 'pulse', 'groups', 'category', 'answer') ? capitalised(value) : value
}
