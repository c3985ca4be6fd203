import { drivers, type StakeholderGroup, stakeholderGroups } from '../snapshot.js'
import type { Answers } from './answers.js'
import { isStep } from './driver-step.js'

/** The fields of the form that hold one value each, as text. */
export const textFields = [
  ...drivers,
  'pulse',
  'decisionMaker',
  'decisionMakerChanged',
  'decisionMakerChangedOn',
  'decisionMakerMetOn',
  'action',
  'actionOwner',
  'actionDueOn',
  'actionDone',
  'valueCategory',
  'valueDelivered',
  'note',
] as const
export type TextField = (typeof textFields)[number]

/** What stands in the form: exactly as typed, so that it can be shown again whatever is wrong. */
export interface Fields extends Readonly<Record<TextField, string>> {
  readonly contacts: readonly StakeholderGroup[]
}

/** The choice that leaves a score as it is, where that is none of the five steps. */
export const keep = 'keep'

/** The form as it is filled in before anybody touches it. */
export function fieldsOf(answers: Answers): Fields {
  const score = (value: number | null) => (value !== null && isStep(value) ? String(value) : keep)
  const { scores } = answers
  return {
    relationship: score(scores.relationship),
    innovation: score(scores.innovation),
    service: score(scores.service),
    commercial: score(scores.commercial),
    pulse: answers.pulse ?? '',
    decisionMaker: answers.decisionMaker ?? '',
    decisionMakerChanged: answers.decisionMakerChangedOn === null ? 'no' : 'yes',
    decisionMakerChangedOn: answers.decisionMakerChangedOn ?? '',
    decisionMakerMetOn: answers.decisionMakerMetOn ?? '',
    action: answers.action ?? '',
    actionOwner: answers.actionOwner ?? '',
    actionDueOn: answers.actionDueOn ?? '',
    actionDone: answers.actionDoneOn === null ? '' : 'yes',
    valueCategory: answers.valueCategory ?? '',
    valueDelivered: answers.valueDelivered ?? '',
    note: answers.note ?? '',
    contacts: stakeholderGroups.filter((group) => answers.contacts.includes(group)),
  }
}

/** Control characters but the line break; nobody types them, and nothing good comes of them. */
const controls = /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}]/gu

/** Marks that turn the direction of all that follows. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Typed text as it is kept: browsers send CRLF for a line break, wherever it came from. */
export function tidy(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(directionMarks, '').replace(controls, ' ')
  return lines.trim()
}

/** The names of the fields whose content differs, contacts included. */
export function touchedFields(one: Fields, other: Fields): (TextField | 'contacts')[] {
  const texts = textFields.filter((name) => tidy(one[name]) !== tidy(other[name]))
  const contacts = one.contacts.join() === other.contacts.join()
  return contacts ? texts : [...texts, 'contacts']
}
