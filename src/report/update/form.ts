import {
  type Driver,
  drivers,
  type FieldKind,
  type FieldValues,
  isOfKind,
  partOf,
  pulses,
  type SaidField,
  type Scores,
  saidBy,
  stakeholderGroups,
  valueCategories,
} from '../snapshot.js'
import { parseDay } from '../week.js'
import type { Answers } from './answers.js'
import { type Fields, isAsked, tidy, touchedFields } from './fields.js'
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
  const said = {
    ...saidBy((kind, name) => read[kind](givenIn(fields, name))),
    // Texts stay exactly as they are kept until somebody types another.
    ...partOf(start, (name) => isOfKind(name, 'line', 'text') && !touched.has(name)),
  }
  const { action } = said
  const changed = fields.decisionMakerChanged === 'yes'
  const isDone = fields.actionDone === 'yes' && !touched.has('action')
  return {
    ...said,
    scores,
    statedHealth: scored ? null : start.statedHealth,
    decisionMakerChangedOn: changed ? said.decisionMakerChangedOn : null,
    actionOwner: action === null ? null : said.actionOwner,
    actionDueOn: action === null ? null : said.actionDueOn,
    actionDoneOn: isDone ? (start.actionDoneOn ?? today) : null,
  }
}

/** How what was given is read: one text, or any number of groups. */
const read: { readonly [Kind in FieldKind]: (given: readonly string[]) => FieldValues[Kind] } = {
  score: ([text = '']) => (steps.includes(text) ? Number(text) : null),
  pulse: ([text]) => pulses.find((pulse) => pulse === text) ?? null,
  groups: (given) => stakeholderGroups.filter((group) => given.includes(group)),
  category: ([text]) => valueCategories.find((category) => category === text) ?? null,
  line: ([text = '']) => tidy(text) || null,
  text: ([text = '']) => tidy(text) || null,
  day: ([text = '']) => parseDay(text),
}

function givenIn(fields: Fields, name: SaidField): readonly string[] {
  if (isOfKind(name, 'groups')) return fields[name]
  return isAsked(name) ? [fields[name]] : []
}

function scoresIn(fields: Fields, start: Scores): Scores {
  const score = (driver: Driver) => read.score([fields[driver]]) ?? start[driver]
  return {
    relationship: score('relationship'),
    innovation: score('innovation'),
    service: score('service'),
    commercial: score('commercial'),
  }
}
