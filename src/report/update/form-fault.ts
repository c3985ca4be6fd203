import { drivers, pulses, valueCategories } from '../snapshot.js'
import { type Day, parseDay } from '../week.js'
import type { Answers } from './answers.js'
import { type Fields, keep, type TextField, textFields, tidy } from './fields.js'

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

/** Characters that each text may have: more than anyone needs, less than a mail can bear. */
export const longest = {
  decisionMaker: 100,
  action: 200,
  actionOwner: 100,
  valueDelivered: 300,
  note: 1000,
} as const

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
  const allowed: readonly [TextField, readonly string[]][] = [
    ...drivers.map((driver): [TextField, readonly string[]] => [driver, [...steps, keep]]),
    ['pulse', ['', ...pulses]],
    ['valueCategory', ['', ...valueCategories]],
    ['decisionMakerChanged', ['no', 'yes']],
    ['actionDone', ['', 'yes']],
  ]
  const wrong = allowed.filter(([name, choices]) => !choices.includes(fields[name]))
  return Object.fromEntries(wrong.map(([name]) => [name, 'Choose one of the answers.']))
}

function lengthFaults(fields: Fields, base: FormBase, touched: Set<string>): FieldFaults {
  const faults = Object.entries(longest).flatMap(([name, most]) => {
    const field = textFields.find((one) => one === name)
    const length = field === undefined ? 0 : Array.from(tidy(fields[field])).length
    if (length <= most || !touched.has(name)) return []
    return [[name, `Use at most ${base.count(most)} characters; these are ${base.count(length)}.`]]
  })
  return Object.fromEntries(faults)
}

const dateFields = ['decisionMakerChangedOn', 'decisionMakerMetOn', 'actionDueOn'] as const

function dateFaults(fields: Fields, { today }: FormBase, touched: Set<string>): FieldFaults {
  const faults = dateFields.flatMap((name) => {
    const text = tidy(fields[name])
    if (text === '' || !touched.has(name)) return []
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
