import { capitalised } from '../../characters.js'
import { valueCategories } from '../../report/snapshot.js'
import type { AccountForm } from '../desk.js'
import { field, question } from './field.js'
import type { Filled, FormSection, FormView } from './form.js'

type ActionPart = Pick<FormView, 'actionQuestion' | 'action' | 'actionDetails' | 'done'>

export function actionPart({ start }: AccountForm, { fields, faults }: Filled): ActionPart {
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
export function formSections(sheet: AccountForm, filled: Filled): readonly FormSection[] {
  return [competitorSection(filled), valueSection(filled), noteSection(sheet, filled)]
}

function competitorSection({ fields, faults }: Filled): FormSection {
  return {
    title: 'Competitor',
    question: 'Is another contractor after this contract?',
    fields: [
      field({
        name: 'competitor',
        label: 'Which company?',
        hint: 'Empty: nobody that we know of.',
        value: fields.competitor,
        fault: faults.competitor,
      }),
    ],
  }
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
