import { capitalised } from '../../characters.js'
import type { Format } from '../../format.js'
import { healthOf, weekStatus } from '../../report/health.js'
import { toPoints } from '../../report/policy.js'
import { type Driver, drivers, stakeholderGroups } from '../../report/snapshot.js'
import { driverQuestions, type FieldFaults, type Fields } from '../../report/update/form.js'
import type { AccountForm, ManagerAccounts } from '../desk.js'
import { accountHref, listHref } from '../href.js'
import type { Web } from '../web.js'
import { type DecisionMakerView, decisionMakerPart } from './decision-maker.js'
import type { DifferencesView } from './difference.js'
import { type FieldView, type QuestionView, question } from './field.js'
import { actionPart, formSections } from './form-part.js'
import type { Hidden, PageNotice } from './page.js'
import { type PageStatus, pageStatus } from './words.js'

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
  readonly actionQuestion: string
  readonly action: FieldView
  readonly actionDetails: readonly FieldView[]
  readonly done: Pick<QuestionView, 'choices'> | null
  readonly contacts: QuestionView
  readonly sections: readonly FormSection[]
}

/** A heading and fields to fill in below it. */
export interface FormSection {
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
    status: latest === null ? null : pageStatus(status),
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
