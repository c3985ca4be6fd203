import {
  drivers,
  type FieldKind,
  isOfKind,
  pulses,
  snapshotFields,
  valueCategories,
} from '../snapshot.js'
import { type Day, parseDay } from '../week.js'
import type { Answers } from './answers.js'
import { askedFields, type Fields, keep, type TextField, tidy } from './fields.js'

/** What is wrong, in words, by the field beside which it is said. */
export type FieldFaults = Readonly<Partial<Record<TextField, string>>>

/** What a form is read against. */
export interface FormBase {
  /** What it was filled in with: whatever is untouched stays exactly that. */
  readonly start: Answers
  readonly startFields: Fields
  /** The day that a decision-maker change still open began on; null without one. */
  readonly openChangeSince: Day | null
  /** Today, where the report is made. */
  readonly today: Day
  /** How a number is written. */
  readonly count: (count: number) => string
}

/** The five scores, as the form sends them. */
export const steps: readonly string[] = ['0', '25', '50', '75', '100']

/** Everything that is wrong with a form, of which `answers` is what could be read. */
export function formFaults(
  fields: Fields,
  base: FormBase,
  { touched, answers }: { readonly touched: Set<string>; readonly answers: Answers },
): FieldFaults {
  return {
    ...choiceFaults(fields),
    ...lengthFaults(fields, base, touched),
    ...dateFaults(fields, base, touched),
    ...ruleFaults(fields, base, answers),
  }
}

/** No browser sends these; whoever does is told so like anybody else. */
function choiceFaults(fields: Fields): FieldFaults {
  const allowed: readonly (readonly [TextField, readonly string[]])[] = [
    ...choicesOf('score', [...steps, keep]),
    ...choicesOf('pulse', ['', ...pulses]),
    ...choicesOf('category', ['', ...valueCategories]),
    ['decisionMakerChanged', ['no', 'yes']],
    ['actionDone', ['', 'yes']],
  ]
  const wrong = allowed.filter(([name, choices]) => !choices.includes(fields[name]))
  return Object.fromEntries(wrong.map(([name]) => [name, 'Choose one of the answers.']))
}

function choicesOf(
  kind: FieldKind,
  choices: readonly string[],
): (readonly [TextField, readonly string[]])[] {
  return askedFields.filter((name) => isOfKind(name, kind)).map((name) => [name, choices])
}

function lengthFaults(fields: Fields, base: FormBase, touched: Set<string>): FieldFaults {
  const faults = askedFields.flatMap((name) => {
    if (!isOfKind(name, 'line', 'text')) return []
    const { longest: most } = snapshotFields[name]
    const length = Array.from(tidy(fields[name])).length
    if (length <= most || !touched.has(name)) return []
    return [[name, `Use at most ${base.count(most)} characters; these are ${base.count(length)}.`]]
  })
  return Object.fromEntries(faults)
}

function dateFaults(fields: Fields, { today }: FormBase, touched: Set<string>): FieldFaults {
  const faults = askedFields.flatMap((name) => {
    const text = tidy(fields[name])
    if (!isOfKind(name, 'day') || text === '' || !touched.has(name)) return []
    const day = parseDay(text)
    if (day === null || day < '1990' || day >= '2100') {
      return [[name, 'Write a day as 2026-11-16: year, month, day.']]
    }
    const ahead = name !== 'actionDueOn' && day > today
    return ahead ? [[name, 'This day is still to come.']] : []
  })
  return Object.fromEntries(faults)
}

/** What holds between fields. */
function ruleFaults(fields: Fields, base: FormBase, answers: Answers): FieldFaults {
  const { decisionMakerChangedOn: changedOn, decisionMakerMetOn: metOn } = fields
  const changed = fields.decisionMakerChanged === 'yes'
  const since = changed ? parseDay(changedOn) : base.openChangeSince
  const nothingScored =
    answers.statedHealth === null && drivers.every((driver) => answers.scores[driver] === null)
  const said = (text: string | null) => text !== null && text !== ''
  return {
    ...(nothingScored && { relationship: 'Answer at least one of the four questions.' }),
    ...(changed && changedOn.trim() === '' && { decisionMakerChangedOn: 'Say on which day.' }),
    ...(!changed &&
      changedOn.trim() !== '' && { decisionMakerChangedOn: 'Choose “Yes”, or clear this day.' }),
    ...(since !== null &&
      parseDay(metOn) !== null &&
      metOn < since && { decisionMakerMetOn: 'That is before the change.' }),
    ...(base.start.action !== null &&
      !said(answers.action) && { action: 'To close this action, leave it here and tick “Done”.' }),
    ...(!said(answers.action) &&
      tidy(fields.actionOwner + fields.actionDueOn) !== '' && {
        action: 'Say what is to be done.',
      }),
    ...(answers.valueCategory !== null &&
      !said(answers.valueDelivered) && { valueDelivered: 'Say in a line what it was.' }),
  }
}
