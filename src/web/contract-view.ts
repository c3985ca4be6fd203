import type { Format } from '../format.js'
import { versionOn } from '../report/contract/version.js'
import { answeredIn, contractState, disagreement } from '../report/update/contract.js'
import type { FieldFaults, Fields } from '../report/update/form.js'
import { addDays, type Day } from '../report/week.js'
import type { AccountForm } from './account.js'
import { type FieldView, field, type QuestionView, question } from './form-fields.js'

/** Whether they have given notice, or asked others for offers. */
export interface ContractView {
  readonly question: QuestionView
  /** Whom they asked; shown once they did, or where somebody is named already. */
  readonly offers: FieldView
  readonly offersClass: 'if-tender' | 'shown'
  /** When notice was given, and until when; shown once it was. */
  readonly notice: readonly FieldView[]
}

interface Answered {
  readonly fields: Fields
  readonly faults: FieldFaults
}

export function contractPart(
  form: AccountForm,
  { fields, faults }: Answered,
  format: Format,
): ContractView {
  const { start } = form
  const isNamed = start.competitor !== null && contractState(start) === 'no'
  return {
    question: contractQuestion(otherWord(form, format), { fields, faults }),
    offers: field({
      name: 'competitor',
      label: 'Whom did they ask?',
      hint: 'Other contractors. Empty: not known.',
      value: fields.competitor,
      fault: faults.competitor,
    }),
    offersClass: isNamed ? 'shown' : 'if-tender',
    notice: [
      field({
        name: 'noticeGivenOn',
        label: 'Notice given on',
        type: 'date',
        value: fields.noticeGivenOn,
        fault: faults.noticeGivenOn,
      }),
      field({
        name: 'lastDay',
        label: 'Last day',
        type: 'date',
        hint: `Empty: ${usualLastDay(form, format)}.`,
        value: fields.lastDay,
        fault: faults.lastDay,
      }),
    ],
  }
}

/** The notice period that counted on a day. */
function noticeDaysOn({ account, contract }: AccountForm, day: Day): number {
  return versionOn(contract.versions, day)?.noticeDays ?? account.noticeDays
}

/** What a last day that is left out means. */
function usualLastDay(form: AccountForm, { counted, fullDay }: Format): string {
  const { noticeGivenOn: givenOn } = form.start
  if (givenOn === null || givenOn === 'no') {
    return `${counted(form.account.noticeDays, 'day')} after notice, as agreed`
  }
  const noticeDays = noticeDaysOn(form, givenOn)
  return `${counted(noticeDays, 'day')} after notice, ${fullDay(addDays(givenOn, noticeDays))}`
}

function contractQuestion(hint: string, { fields, faults }: Answered): QuestionView {
  return question(
    {
      name: 'contract',
      title: 'Contract',
      question: 'Have they given notice, or asked others for offers?',
      type: 'radio',
      hint,
      choices: [
        { value: 'no', meaning: 'No' },
        { value: 'tender', meaning: 'They asked others' },
        { value: 'notice', meaning: 'Notice was given' },
      ],
    },
    { chosen: [fields.contract], fault: faults.contract },
  )
}

/** In one line, what the account list or an earlier answer says otherwise; empty where none does. */
function otherWord(form: AccountForm, format: Format): string {
  const known = { ...answeredIn(form.counting), listed: form.listed }
  const other = disagreement(known, (day) => noticeDaysOn(form, day))
  if (other === null) return ''
  switch (other.kind) {
    case 'listed':
      return other.lastDay === null
        ? 'The account list names no last day yet.'
        : `The account list still says otherwise: ${lastDayWords(other.lastDay, format)}.`
    case 'answered':
      return `Reported for ${format.week(other.week)}, before the account list changed: ${lastDayWords(other.lastDay, format)}.`
    case 'listed tender':
      return `The account list still says otherwise: ${tenderWords(other.tender)}.`
    case 'answered tender':
      return `Reported for ${format.week(other.week)}, before the account list changed: ${tenderWords(other.tender)}.`
  }
}

function lastDayWords(day: Day | null, { fullDay }: Format): string {
  return day === null ? 'no last day' : `last day ${fullDay(day)}`
}

function tenderWords(tender: boolean): string {
  return tender ? 'they asked others for offers' : 'no others were asked'
}
