import { DateTime } from 'luxon'
import { capitalised } from '../capital.js'
import type { Day } from '../week.js'
import type { Difference, Topic } from './difference.js'

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

/** Differences in words; `locale` is a BCP 47 tag. */
export function differenceRows(found: readonly Difference[], locale: string): DifferenceRow[] {
  return found.map(({ topic, before, after }) => ({
    topic: topicWords[topic],
    before: answerWords(topic, before, locale),
    after: answerWords(topic, after, locale),
  }))
}

/** Where there is no answer. */
export const noAnswer = '–'

/** An answer as people say it. */
export function answerWords(topic: Topic, value: Difference['before'], locale: string): string {
  if (value === null || value === '') return noAnswer
  if (typeof value === 'number') return String(Math.round(value * 10) / 10)
  if (topic.endsWith('On')) return dayWords(value as Day, locale)
  return topic === 'pulse' || topic === 'contacts' || topic === 'valueCategory'
    ? capitalised(value)
    : value
}

/** `Thu 12 Nov 2026`. */
export function dayWords(day: Day, locale: string): string {
  return DateTime.fromISO(day, { zone: 'utc' }).setLocale(locale).toFormat('ccc d LLL yyyy')
}
