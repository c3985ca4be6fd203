import {
  type Driver,
  drivers,
  type FieldKind,
  type FieldOfKind,
  type FieldValues,
  fieldNames,
  isOfKind,
  partOf,
  pulses,
  type SaidField,
  type Scores,
  type SnapshotField,
  type StakeholderGroup,
  saidBy,
  snapshotFields,
  stakeholderGroups,
  valueCategories,
} from '../snapshot.js'
import { type Day, parseDay } from '../week.js'
import { type Answers, answerTo } from './answers.js'
import {
  answeredContract,
  type ContractAnswers,
  contractState,
  contractStates,
} from './contract.js'

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
    ...contractIn(fields, start, touched),
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

/** The answer to the question about the contract, and what is typed with it. */
function contractIn(fields: Fields, start: Answers, touched: Set<string>): ContractAnswers {
  const { tender, noticeGivenOn, lastDay } = start
  const competitor = touched.has('competitor') ? read.line([fields.competitor]) : start.competitor
  const state = contractStates.find((one) => one === fields.contract)
  if (state === undefined || !contractFields.some((name) => touched.has(name))) {
    return { tender, competitor, noticeGivenOn, lastDay }
  }
  const [givenOn, last] = [fields.noticeGivenOn, fields.lastDay].map((text) => parseDay(tidy(text)))
  const given = { state, noticeGivenOn: givenOn ?? null, lastDay: last ?? null, competitor }
  return answeredContract(start, given)
}

/** The fields of the question about the contract, but for whom they asked. */
export const contractFields = ['contract', 'noticeGivenOn', 'lastDay'] as const

/** How what was given is read: one text, or any number of groups. */
const read: { readonly [Kind in FieldKind]: (given: readonly string[]) => FieldValues[Kind] } = {
  score: ([text = '']) => (steps.includes(text) ? Number(text) : null),
  pulse: ([text]) => pulses.find((pulse) => pulse === text) ?? null,
  groups: (given) => stakeholderGroups.filter((group) => given.includes(group)),
  category: ([text]) => valueCategories.find((category) => category === text) ?? null,
  line: ([text = '']) => tidy(text) || null,
  text: ([text = '']) => tidy(text) || null,
  day: ([text = '']) => parseDay(text),
  notice: ([text = '']) => (text === 'no' ? text : parseDay(text)),
  answer: ([text]) => (text === 'yes' || text === 'no' ? text === 'yes' : null),
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
const steps: readonly string[] = ['0', '25', '50', '75', '100']

/** Everything that is wrong with a form, of which `answers` is what could be read. */
function formFaults(
  fields: Fields,
  base: FormBase,
  { touched, answers }: { readonly touched: Set<string>; readonly answers: Answers },
): FieldFaults {
  return {
    ...choiceFaults(fields),
    ...lengthFaults(fields, base, touched),
    ...contractFaults(fields, base, touched),
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
    ['contract', contractStates],
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
    if (!isOfKind(name, 'day', 'notice') || text === '' || !touched.has(name)) return []
    const day = parseDay(text)
    if (day === null || day < '1990' || day >= '2100') {
      return [[name, 'Write a day as 2026-11-16: year, month, day.']]
    }
    const ahead = !toCome.has(name) && day > today
    return ahead ? [[name, 'This day is still to come.']] : []
  })
  return Object.fromEntries(faults)
}

/** Days that may be still to come. */
const toCome: ReadonlySet<string> = new Set<SnapshotField>(['actionDueOn', 'lastDay'])

/**
 * What holds between the answer about the contract and what is typed with it. Notice that stands by
 * accounts.csv alone has no day, and needs one only where somebody says it anew. A competitor who is
 * named already may be another one, whether others were asked or not.
 */
function contractFaults(fields: Fields, { start }: FormBase, touched: Set<string>): FieldFaults {
  const state = contractStates.find((one) => one === fields.contract)
  const typed = (name: TextField) => touched.has(name) && tidy(fields[name]) !== ''
  if (state !== 'notice') {
    const clear = 'Choose “Notice was given”, or clear this day.'
    return {
      ...(typed('noticeGivenOn') && { noticeGivenOn: clear }),
      ...(typed('lastDay') && { lastDay: clear }),
      ...(state === 'no' &&
        start.competitor === null &&
        typed('competitor') && { competitor: 'Choose “They asked others”, or clear this.' }),
    }
  }
  if (!contractFields.some((name) => touched.has(name))) return {}
  const [givenOn, last] = [parseDay(tidy(fields.noticeGivenOn)), parseDay(tidy(fields.lastDay))]
  return {
    ...(tidy(fields.noticeGivenOn) === '' && { noticeGivenOn: 'Say on which day.' }),
    ...(givenOn !== null &&
      last !== null &&
      last < givenOn && { lastDay: 'That is before notice was given.' }),
  }
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
    ...(!said(answers.action) &&
      tidy(fields.actionOwner + fields.actionDueOn) !== '' && {
        action: 'Say what is to be done.',
      }),
    ...(base.start.action !== null &&
      !said(answers.action) && { action: 'To close this action, leave it here and tick “Done”.' }),
    ...(answers.valueCategory !== null &&
      !said(answers.valueDelivered) && { valueDelivered: 'Say in a line what it was.' }),
  }
}

/**
 * Not asked: what another system said; when an action was done, which is ticked instead; and a
 * tender, which is one answer of the question about the contract.
 */
const unasked = [
  'statedHealth',
  'actionDoneOn',
  'tender',
] as const satisfies readonly SnapshotField[]

/** The fields of a snapshot that are typed or chosen, one value each. */
export type AskedField = Exclude<SnapshotField, (typeof unasked)[number] | FieldOfKind<'groups'>>
export const askedFields = fieldNames.filter(isAsked)

/** Whether the form asks for a field's one value. */
function isAsked(name: SnapshotField): name is AskedField {
  return !unasked.some((one) => one === name) && !isOfKind(name, 'groups')
}

/** The fields of the form that hold one value each, as text. */
export type TextField = AskedField | 'decisionMakerChanged' | 'actionDone' | 'contract'
export const textFields: readonly TextField[] = [
  ...askedFields,
  'decisionMakerChanged',
  'actionDone',
  'contract',
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
const keep = 'keep'

/** The form as it is filled in before anybody touches it. */
export function fieldsOf(answers: Answers): Fields {
  return filledBy((name) => textOf(answers, name), answers.contacts)
}

function textOf(answers: Answers, name: TextField): string {
  if (name === 'decisionMakerChanged') return answers.decisionMakerChangedOn === null ? 'no' : 'yes'
  if (name === 'actionDone') return answers.actionDoneOn === null ? '' : 'yes'
  if (name === 'contract') return contractState(answers)
  if (name === 'noticeGivenOn' && answers.noticeGivenOn === 'no') return ''
  const answer = answerTo(answers, name)
  if (!isOfKind(name, 'score')) return String(answer ?? '')
  return typeof answer === 'number' && isStep(answer) ? String(answer) : keep
}

/** Control characters but the line break; nobody types them, and nothing good comes of them. */
const controls = /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}]/gu

/** Marks that turn the direction of all that follows. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Typed text as it is kept: browsers send CRLF for a line break, wherever it came from. */
function tidy(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(directionMarks, '').replace(controls, ' ')
  return lines.trim()
}

/** The names of the fields whose content differs, contacts included. */
export function touchedFields(one: Fields, other: Fields): (TextField | 'contacts')[] {
  const texts = textFields.filter((name) => tidy(one[name]) !== tidy(other[name]))
  const contacts = one.contacts.join() === other.contacts.join()
  return contacts ? texts : [...texts, 'contacts']
}

/** One of the five scores that a person chooses from, and what it means. */
export interface DriverStep {
  readonly score: number
  readonly meaning: string
}

/** What a driver asks of an account manager. */
export interface DriverQuestion {
  readonly question: string
  /** From worst to best. */
  readonly steps: readonly DriverStep[]
}

export const driverQuestions: Readonly<Record<Driver, DriverQuestion>> = {
  relationship: question('How do you stand with the key decision maker?', [
    'They want us gone, or don’t talk to us',
    'They avoid us, or are hard on us',
    'Polite, but distant',
    'They take our calls and tell us things',
    'They speak up for us',
  ]),
  innovation: question('Do we bring them something new?', [
    'Nothing, and they have said so',
    'Only when they ask',
    'An idea now and then',
    'Regular ideas, some taken up',
    'They come to us for ideas',
  ]),
  service: question('How well do we do the work?', [
    'Failing: formal complaints or penalties',
    'Often below what was agreed',
    'Mixed: good days and bad days',
    'As agreed, slips put right at once',
    'Better than agreed',
  ]),
  commercial: question('Are contract and price in order?', [
    'In dispute, or out to tender',
    'They press for less, or pay late',
    'Open questions on price or scope',
    'Settled, hardly a question',
    'They see good value and would extend',
  ]),
}

function question(text: string, meanings: readonly string[]): DriverQuestion {
  return {
    question: text,
    steps: meanings.map((meaning, index) => ({ score: index * 25, meaning })),
  }
}

/** Whether a score is one of the five; a finer one stays as it is until a person chooses. */
function isStep(score: number): boolean {
  return score % 25 === 0
}
