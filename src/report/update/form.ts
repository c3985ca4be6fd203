import {
  type Driver,
  drivers,
  pulses,
  type Scores,
  stakeholderGroups,
  valueCategories,
} from '../snapshot.js'
import { parseDay } from '../week.js'
import type { Answers } from './answers.js'
import { type Fields, tidy, touchedFields } from './fields.js'
import { type FieldFaults, type FormBase, formFaults, steps } from './form-fault.js'

export type FormReading =
  | { readonly kind: 'answers'; readonly answers: Answers }
  /** `answers` is what could be read all the same. */
  | { readonly kind: 'faults'; readonly faults: FieldFaults; readonly answers: Answers }

/** Makes answers of a form, or says everything that is wrong with it at once. */
export function readForm(fields: Fields, base: FormBase): FormReading {
  const touched = new Set<string>(touchedFields(fields, base.startFields))
  const answers = answersIn(fields, base, touched)
  const faults = formFaults(fields, base, { touched, answers })
  return Object.keys(faults).length === 0
    ? { kind: 'answers', answers }
    : { kind: 'faults', faults, answers }
}

function answersIn(fields: Fields, { start, today }: FormBase, touched: Set<string>): Answers {
  const scores = scoresIn(fields, start.scores)
  const scored = drivers.some((driver) => scores[driver] !== start.scores[driver])
  const text = <
    Name extends 'decisionMaker' | 'action' | 'actionOwner' | 'valueDelivered' | 'note',
  >(
    name: Name,
  ) => (touched.has(name) ? tidy(fields[name]) || null : start[name])
  const changed = fields.decisionMakerChanged === 'yes'
  const action = text('action')
  const isDone = fields.actionDone === 'yes' && !touched.has('action')
  return {
    scores,
    statedHealth: scored ? null : start.statedHealth,
    pulse: pulses.find((pulse) => pulse === fields.pulse) ?? null,
    note: text('note'),
    contacts: stakeholderGroups.filter((group) => fields.contacts.includes(group)),
    decisionMaker: text('decisionMaker'),
    decisionMakerChangedOn: changed ? parseDay(fields.decisionMakerChangedOn) : null,
    decisionMakerMetOn: parseDay(fields.decisionMakerMetOn),
    action,
    actionOwner: action === null ? null : text('actionOwner'),
    actionDueOn: action === null ? null : parseDay(fields.actionDueOn),
    actionDoneOn: isDone ? (start.actionDoneOn ?? today) : null,
    valueCategory: valueCategories.find((category) => category === fields.valueCategory) ?? null,
    valueDelivered: text('valueDelivered'),
  }
}

function scoresIn(fields: Fields, start: Scores): Scores {
  const score = (driver: Driver) =>
    steps.includes(fields[driver]) ? Number(fields[driver]) : start[driver]
  return {
    relationship: score('relationship'),
    innovation: score('innovation'),
    service: score('service'),
    commercial: score('commercial'),
  }
}
