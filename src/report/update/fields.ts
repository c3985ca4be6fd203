import {
  type FieldOfKind,
  fieldNames,
  isOfKind,
  type SnapshotField,
  type StakeholderGroup,
  stakeholderGroups,
} from '../snapshot.js'
import { type Answers, answerTo } from './answers.js'
import { isStep } from './driver-step.js'

/** Not asked: what another system said, and when an action was done, which is ticked instead. */
const unasked = ['statedHealth', 'actionDoneOn'] as const satisfies readonly SnapshotField[]

/** The fields of a snapshot that are typed or chosen, one value each. */
export type AskedField = Exclude<SnapshotField, (typeof unasked)[number] | FieldOfKind<'groups'>>
export const askedFields = fieldNames.filter(isAsked)

/** Whether the form asks for a field's one value. */
export function isAsked(name: SnapshotField): name is AskedField {
  return !unasked.some((one) => one === name) && !isOfKind(name, 'groups')
}

/** The fields of the form that hold one value each, as text. */
export type TextField = AskedField | 'decisionMakerChanged' | 'actionDone'
export const textFields: readonly TextField[] = [
  ...askedFields,
  'decisionMakerChanged',
  'actionDone',
]

/** What stands in the form: exactly as typed, so that it can be shown again whatever is wrong. */
export interface Fields extends Readonly<Record<TextField, string>> {
  readonly contacts: readonly StakeholderGroup[]
}

/** The form with what `text` gives for each of its fields. */
export function filledBy(text: (name: TextField) => string, contacts: readonly string[]): Fields {
  const texts = Object.fromEntries(textFields.map((name) => [name, text(name)]))
  return {
    ...(texts as Record<TextField, string>),
    contacts: stakeholderGroups.filter((group) => contacts.includes(group)),
  }
}

/** The choice that leaves a score as it is, where that is none of the five steps. */
export const keep = 'keep'

/** The form as it is filled in before anybody touches it. */
export function fieldsOf(answers: Answers): Fields {
  return filledBy((name) => textOf(answers, name), answers.contacts)
}

function textOf(answers: Answers, name: TextField): string {
  if (name === 'decisionMakerChanged') return answers.decisionMakerChangedOn === null ? 'no' : 'yes'
  if (name === 'actionDone') return answers.actionDoneOn === null ? '' : 'yes'
  const answer = answerTo(answers, name)
  if (!isOfKind(name, 'score')) return String(answer ?? '')
  return typeof answer === 'number' && isStep(answer) ? String(answer) : keep
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
