import { drivers } from '../snapshot.js'
import type { Answers } from './answers.js'

/** What can change from one set of answers to another: a driver, or one of the other questions. */
export const topics = [
  ...drivers,
  'statedHealth',
  'pulse',
  'decisionMaker',
  'decisionMakerChangedOn',
  'decisionMakerMetOn',
  'action',
  'actionOwner',
  'actionDueOn',
  'actionDoneOn',
  'contacts',
  'valueCategory',
  'valueDelivered',
  'note',
] as const
export type Topic = (typeof topics)[number]

/** One answer that differs; lists are joined with commas, nothing said is null. */
export interface Difference {
  readonly topic: Topic
  readonly before: string | number | null
  readonly after: string | number | null
}

/** What differs between two sets of answers, in the order of the form. */
export function differences(before: Answers, after: Answers): Difference[] {
  return topics
    .map((topic) => ({ topic, before: said(before, topic), after: said(after, topic) }))
    .filter((one) => one.before !== one.after)
}

function said(answers: Answers, topic: Topic): string | number | null {
  switch (topic) {
    case 'relationship':
    case 'innovation':
    case 'service':
    case 'commercial':
      return answers.scores[topic]
    case 'contacts':
      return answers.contacts.length === 0 ? null : answers.contacts.join(', ')
    default:
      return answers[topic]
  }
}
