import type { Difference, Topic } from '../../report/update/difference.js'
import type { Day } from '../../report/week.js'
import { capitalised, dayWords, type Place } from './words.js'

/** Two sets of answers side by side, where they differ. */
export interface DifferencesView {
  readonly caption: string
  readonly beforeTitle: string
  readonly afterTitle: string
  readonly rows: readonly {
    readonly topic: string
    readonly before: string
    readonly after: string
  }[]
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

export function differenceRows(
  found: readonly Difference[],
  place: Place,
): DifferencesView['rows'] {
  return found.map(({ topic, before, after }) => ({
    topic: topicWords[topic],
    before: answerWords(topic, before, place),
    after: answerWords(topic, after, place),
  }))
}

/** An answer as people say it; `–` where there is none. */
export function answerWords(topic: Topic, value: Difference['before'], place: Place): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'number') return String(Math.round(value * 10) / 10)
  if (topic.endsWith('On')) return dayWords(value as Day, place)
  return topic === 'pulse' || topic === 'contacts' || topic === 'valueCategory'
    ? capitalised(value)
    : value
}
