import type { AccountForm } from '../desk.js'
import type { Web } from '../web.js'
import { type FieldView, field, type QuestionView, question } from './field.js'
import type { Filled } from './form.js'

/** Whether the key decision maker changed, and when somebody met the new one. */
export interface DecisionMakerView {
  readonly question: QuestionView
  /** Shown once the answer is yes. */
  readonly fields: readonly FieldView[]
  readonly detailsClass: 'only-if' | 'shown'
  /** Shown whatever the answer is. */
  readonly always: readonly FieldView[]
}

export function decisionMakerPart(
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
