import { capitalised } from '../capital.js'
import type { Day } from '../week.js'
import type { Difference, Topic } from './difference.js'

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

export const topicWords: Readonly<Record<Topic, string>> = {
  relationship: 'Relationship',
  innovation: 'Innovation',
  service: 'Service',
  commercial: 'Commercial',
  statedHealth: 'Health from another system',
  pulse: 'Pulse',
  decisionMaker: 'Decision maker',
  decisionMakerChangedOn: 'Decision maker changed on',
  decisionMakerMetOn: 'Decision maker met on',
  action: 'Action',
  actionOwner: 'Action owner',
  actionDueOn: 'Action due',
  actionDoneOn: 'Action done on',
  contacts: 'Spoken to',
  valueCategory: 'Kind of value',
  valueDelivered: 'Value delivered',
  note: 'Note',
}

/** Differences in words. */
export function differenceRows(
  found: readonly Difference[],
  format: AnswerFormat,
): DifferenceRow[] {
  return found.map(({ topic, before, after }) => ({
    topic: topicWords[topic],
    before: answerWords(topic, before, format),
    after: answerWords(topic, after, format),
  }))
}

/** Where there is no answer. */
export const noAnswer = '–'

/** An answer as people say it. */
export function answerWords(
  topic: Topic,
  value: Difference['before'],
  format: AnswerFormat,
): string {
  if (value === null || value === '') return noAnswer
  if (typeof value === 'number') return format.score(value)
  if (topic.endsWith('On')) return format.fullDay(value as Day)
  return topic === 'pulse' || topic === 'contacts' || topic === 'valueCategory'
    ? capitalised(value)
    : value
}
