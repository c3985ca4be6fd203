import { capitalised } from '../characters.js'
import type { Format } from '../format.js'
import { healthOf, weekStatus } from '../report/health.js'
import { toPoints } from '../report/policy.js'
import { type Driver, drivers, stakeholderGroups, valueCategories } from '../report/snapshot.js'
import { driverQuestions, type FieldFaults, type Fields } from '../report/update/form.js'
import type { AccountForm, ManagerAccounts } from './account.js'
import { type ContractView, contractPart } from './contract-view.js'
import { type FieldView, field, type QuestionView, question } from './form-fields.js'
import { accountHref, listHref } from './href.js'
import {
  type DifferencesView,
  type Hidden,
  type PageNotice,
  type PageStatus,
  pageStatus,
} from './page.js'
import type { Web } from './web.js'

/** The form about one account. */
export interface FormView {
  readonly name: string
  readonly lead: string
  readonly status: PageStatus | null
  readonly health: string
  readonly notice: PageNotice | null
  readonly conflict: DifferencesView | null
  /** Empty where there is nothing to confirm. */
  readonly unchangedHref: string
  readonly href: string
  readonly listHref: string
  readonly hidden: readonly Hidden[]
  readonly drivers: readonly QuestionView[]
  readonly pulse: QuestionView
  readonly decisionMaker: DecisionMakerView
  readonly contract: ContractView
  readonly actionQuestion: string
  readonly action: FieldView
  readonly actionDetails: readonly FieldView[]
  readonly done: Pick<QuestionView, 'choices'> | null
  readonly contacts: QuestionView
  readonly sections: readonly FormSection[]
}

/** A heading and fields to fill in below it. */
interface FormSection {
  readonly title: string
  readonly question: string
  readonly fields: readonly FieldView[]
}

/** What the form shows beyond what is known of the account. */
export interface Filled {
  readonly fields: Fields
  readonly faults: FieldFaults
  readonly notice: PageNotice | null
  readonly conflict: DifferencesView | null
  readonly hidden: readonly Hidden[]
}

export function formView(
  {
    desk,
    sheet,
    web,
  }: { readonly desk: ManagerAccounts; readonly sheet: AccountForm; readonly web: Web },
  filled: Filled,
): FormView {
  const { account, history } = sheet
  const { latest } = history
  const { status, weeksSinceUpdate } = weekStatus(latest, desk.week, web.policy)
  const health = latest === null ? null : healthOf(latest, web.policy.weights)
  const fresh = latest !== null && weeksSinceUpdate !== 0 && filled.conflict === null
  return {
    name: account.name,
    lead: lead(weeksSinceUpdate, web),
    status: account.endedOn !== null ? pageStatus('red') : latest && pageStatus(status),
    health: health === null || status === 'unknown' ? '' : web.format.points(toPoints(health)),
    notice: filled.notice,
    conflict: filled.conflict,
    unchangedHref: fresh ? accountHref(desk.seat, account.accountId, '/unchanged') : '',
    href: accountHref(desk.seat, account.accountId),
    listHref: listHref(desk.seat),
    hidden: filled.hidden,
    drivers: drivers.map((driver) => driverQuestion(driver, sheet, filled, web.format)),
    pulse: pulseQuestion(filled),
    decisionMaker: decisionMakerPart(sheet, filled, web),
    contract: contractPart(sheet, filled, web.format),
    ...actionPart(sheet, filled),
    contacts: contactsQuestion(filled),
    sections: formSections(sheet, filled),
  }
}

function lead(weeks: number | null, { format }: Web): string {
  if (weeks === null) return 'Nothing was ever reported on this account.'
  if (weeks === 0) return 'Reported this week already; you can correct it. Now:'
  return `Last reported ${format.counted(weeks, 'week')} ago:`
}

function driverQuestion(
  driver: Driver,
  { start }: AccountForm,
  filled: Filled,
  format: Format,
): QuestionView {
  const { question: text, steps } = driverQuestions[driver]
  const score = start.scores[driver]
  const kept =
    score === null
      ? { points: '–', meaning: 'Not scored' }
      : { points: format.score(score), meaning: 'As it was imported' }
  const isStep = score !== null && score % 25 === 0
  const choices = [
    ...steps.map((step) => ({
      value: String(step.score),
      points: format.score(step.score),
      meaning: step.meaning,
    })),
    ...(isStep ? [] : [{ value: 'keep', ...kept }]),
  ]
  return question(
    { name: driver, title: capitalised(driver), question: text, type: 'radio', choices },
    { chosen: [filled.fields[driver]], fault: filled.faults[driver] },
  )
}

function pulseQuestion({ fields, faults }: Filled): QuestionView {
  const choices = (['red', 'yellow', 'green'] as const).map((pulse) => {
    const { tone, shape, word } = pageStatus(pulse)
    return { value: pulse, tone, shape, meaning: word }
  })
  return question(
    {
      name: 'pulse',
      title: 'Your pulse',
      question: 'Your own call, apart from the figures.',
      type: 'radio',
      arranged: 'row',
      choices,
    },
    { chosen: [fields.pulse], fault: faults.pulse },
  )
}

function contactsQuestion({ fields }: Filled): QuestionView {
  const choices = stakeholderGroups.map((group) => ({ value: group, meaning: capitalised(group) }))
  return question(
    {
      name: 'contacts',
      title: 'Contacts',
      question: 'Whom did you speak to this week?',
      type: 'checkbox',
      choices,
    },
    { chosen: fields.contacts, fault: undefined },
  )
}

type ActionPart = Pick<FormView, 'actionQuestion' | 'action' | 'actionDetails' | 'done'>

function actionPart({ start }: AccountForm, { fields, faults }: Filled): ActionPart {
  const { choices } = question(
    {
      name: 'actionDone',
      title: '',
      question: '',
      type: 'checkbox',
      choices: [{ value: 'yes', meaning: 'Done' }],
    },
    { chosen: [fields.actionDone], fault: faults.actionDone },
  )
  return {
    actionQuestion: start.action === null ? 'What will be done about it?' : 'Still to be done:',
    action: field({
      name: 'action',
      label: 'What',
      hint: start.action === null ? '' : 'Tick “Done” below, or write the next one over it.',
      value: fields.action,
      fault: faults.action,
    }),
    actionDetails: [
      field({
        name: 'actionOwner',
        label: 'Who',
        value: fields.actionOwner,
        fault: faults.actionOwner,
      }),
      field({
        name: 'actionDueOn',
        label: 'By when',
        type: 'date',
        value: fields.actionDueOn,
        fault: faults.actionDueOn,
      }),
    ],
    done: start.action === null ? null : { choices },
  }
}

/** What is asked in plain fields after the other questions, in order. */
function formSections(sheet: AccountForm, filled: Filled): readonly FormSection[] {
  return [valueSection(filled), noteSection(sheet, filled)]
}

function valueSection({ fields, faults }: Filled): FormSection {
  const options = ['', ...valueCategories].map((category) => ({
    value: category,
    meaning: category === '' ? 'Nothing, or another kind' : capitalised(category),
    selected: fields.valueCategory === category,
  }))
  return {
    title: 'Value delivered',
    question: 'What did we do for the customer this week?',
    fields: [
      field({
        name: 'valueCategory',
        label: 'Kind',
        value: '',
        options,
        fault: faults.valueCategory,
      }),
      field({
        name: 'valueDelivered',
        label: 'In a line',
        value: fields.valueDelivered,
        fault: faults.valueDelivered,
      }),
    ],
  }
}

function noteSection({ history, start }: AccountForm, { fields, faults }: Filled): FormSection {
  const { latest } = history
  const before = latest !== null && start.note === null ? latest.note : null
  return {
    title: 'Note',
    question: 'What else should executives know?',
    fields: [
      field({
        name: 'note',
        label: 'In your words',
        lines: true,
        hint: before === null ? '' : `Last time: “${before}”`,
        value: fields.note,
        fault: faults.note,
      }),
    ],
  }
}

/** Whether the key decision maker changed, and when somebody met the new one. */
interface DecisionMakerView {
  readonly question: QuestionView
  /** Shown once the answer is yes. */
  readonly fields: readonly FieldView[]
  readonly detailsClass: 'only-if' | 'shown'
  /** Shown whatever the answer is. */
  readonly always: readonly FieldView[]
}

function decisionMakerPart(
  { history, start }: AccountForm,
  { fields, faults }: Filled,
  web: Web,
): DecisionMakerView {
  const { decisionMakerChange: change } = history
  const who = change?.decisionMaker ?? 'Somebody new'
  const isOpen = change !== null && (change.metOn === null || isMetNow(start))
  const met = field({
    name: 'decisionMakerMetOn',
    label: 'Met on',
    type: 'date',
    hint: isOpen ? `When somebody met ${who}; empty: not yet.` : 'Empty: not yet.',
    value: fields.decisionMakerMetOn,
    fault: faults.decisionMakerMetOn,
  })
  const since = change === null ? '' : `${who}, since ${web.format.fullDay(change.changedOn)}`
  return {
    question: changedQuestion(isOpen ? ' again' : '', since, { fields, faults }),
    detailsClass: fields.decisionMakerChanged === 'yes' ? 'shown' : 'only-if',
    fields: [...newDecisionMaker({ fields, faults }), ...(isOpen ? [] : [met])],
    always: isOpen ? [met] : [],
  }
}

/** Said this week of a change of an earlier one: it may be corrected. */
function isMetNow({ decisionMakerMetOn, decisionMakerChangedOn }: AccountForm['start']): boolean {
  return decisionMakerMetOn !== null && decisionMakerChangedOn === null
}

type Answered = Pick<Filled, 'fields' | 'faults'>

function changedQuestion(again: string, hint: string, { fields, faults }: Answered): QuestionView {
  return question(
    {
      name: 'decisionMakerChanged',
      title: 'Decision maker',
      question: `Did the key decision maker change${again}?`,
      type: 'radio',
      arranged: 'row',
      hint,
      choices: [
        { value: 'no', meaning: 'No' },
        { value: 'yes', meaning: 'Yes', opens: true },
      ],
    },
    { chosen: [fields.decisionMakerChanged], fault: faults.decisionMakerChanged },
  )
}

function newDecisionMaker({ fields, faults }: Answered): FieldView[] {
  return [
    field({
      name: 'decisionMaker',
      label: 'Who is it now?',
      value: fields.decisionMaker,
      fault: faults.decisionMaker,
    }),
    field({
      name: 'decisionMakerChangedOn',
      label: 'Since when?',
      type: 'date',
      value: fields.decisionMakerChangedOn,
      fault: faults.decisionMakerChangedOn,
    }),
  ]
}
