import type { Status } from '../report/health.js'
import { snapshotFields } from '../report/snapshot.js'
import type { AskedField, TextField } from '../report/update/form.js'

/** One answer to choose. Empty texts are left out. */
export interface ChoiceView {
  readonly type: 'radio' | 'checkbox'
  readonly id: string
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly points: string
  readonly meaning: string
  readonly tone: Status | ''
  readonly shape: string
  /** Choosing it shows more fields. */
  readonly opens: boolean
}

/** A question with answers to choose from. */
export interface QuestionView {
  readonly name: string
  readonly title: string
  readonly question: string
  readonly hint: string
  readonly fault: string
  readonly describedBy: string
  readonly arranged: 'row' | 'column'
  readonly choices: readonly ChoiceView[]
}

/** A field to type into, or a list to choose from where there are `options`. */
export interface FieldView {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'date'
  readonly plain: boolean
  readonly lines: boolean
  readonly value: string
  readonly hint: string
  readonly fault: string
  readonly describedBy: string
  readonly options:
    | readonly { readonly value: string; readonly meaning: string; readonly selected: boolean }[]
    | null
}

export interface FormQuestion {
  readonly name: string
  readonly title: string
  readonly question: string
  readonly type: ChoiceView['type']
  readonly hint?: string
  readonly arranged?: QuestionView['arranged']
  readonly choices: readonly (Pick<ChoiceView, 'value' | 'meaning'> &
    Partial<Pick<ChoiceView, 'points' | 'tone' | 'shape' | 'opens'>>)[]
}

/** A question as it is answered so far. The first choice carries its name, for links to it. */
export function question(
  { name, title, question: text, type, hint = '', arranged = 'column', choices }: FormQuestion,
  {
    chosen,
    fault = '',
  }: { readonly chosen: readonly string[]; readonly fault: string | undefined },
): QuestionView {
  return {
    name,
    title,
    question: text,
    hint,
    fault,
    describedBy: describedBy(name, hint, fault),
    arranged,
    choices: choices.map((choice, index) => ({
      ...{ points: '', tone: '', shape: '', opens: false },
      ...choice,
      type,
      name,
      id: index === 0 ? name : `${name}-${index + 1}`,
      checked: chosen.includes(choice.value),
    })),
  }
}

export type Field = Pick<FieldView, 'name' | 'label' | 'value'> &
  Partial<Pick<FieldView, 'type' | 'lines' | 'hint' | 'options'>> & {
    readonly fault: string | undefined
  }

export function field({ fault = '', ...given }: Field): FieldView {
  const { name, type = 'text', lines = false, hint = '', options = null } = given
  return {
    ...given,
    type,
    lines,
    hint,
    options,
    fault,
    plain: type === 'text',
    describedBy: describedBy(name, hint, fault),
  }
}

function describedBy(name: string, hint: string, fault: string): string {
  const parts = [hint === '' ? '' : `${name}-hint`, fault === '' ? '' : `${name}-fault`]
  return parts.filter((part) => part !== '').join(' ')
}

/** A field as the list of faults names it: by the form's own words where it has any. */
export function fieldWords(name: TextField): string {
  return name === 'decisionMakerChanged' || name === 'actionDone' || name === 'contract'
    ? ofTheForm[name]
    : (ofTheForm[name] ?? snapshotFields[name].label)
}

const ofTheForm: Readonly<
  Record<Exclude<TextField, AskedField>, string> & Partial<Record<AskedField, string>>
> = {
  pulse: 'Your pulse',
  decisionMaker: 'Who is it now?',
  decisionMakerChanged: 'Decision maker',
  decisionMakerChangedOn: 'Since when?',
  decisionMakerMetOn: 'Met on',
  contract: 'Contract',
  competitor: 'Whom did they ask?',
  action: 'Next action',
  actionOwner: 'Who',
  actionDueOn: 'By when',
  actionDone: 'Done',
}
