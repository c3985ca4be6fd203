import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { type Answers, keptAnswers } from '../report/update/answers.js'
import { differenceRows, differences } from '../report/update/difference.js'
import {
  contractFields,
  type FieldFaults,
  type Fields,
  type FormReading,
  filledBy,
  readForm,
  type TextField,
  textFields,
  touchedFields,
} from '../report/update/form.js'
import { parseWeek } from '../report/week.js'
import {
  readSubmitted,
  type Saving,
  type Submission,
  saveAnswers,
  type Version,
} from '../store/answers.js'
import { DatabaseFault } from '../store/database-fault.js'
import { baseText, fieldsAt } from './account.js'
import { refuse, showMessage, showPage } from './answer.js'
import {
  type AccountRequest,
  pageFrame,
  type ReportRequest,
  refreshed,
  sayNotTheirs,
} from './at-account.js'
import { type Body, formOf, hiddenFields, one } from './csrf.js'
import { fieldWords } from './form-fields.js'
import { type Filled, formView } from './form-view.js'
import { accountHref, reportHref } from './href.js'
import { logOutOf } from './log-out.js'
import { alarm, instantWords, notice, todayAt } from './page.js'

/** A form as it came in. */
interface Submitted {
  readonly submissionId: string
  readonly fields: Fields
  /** What its page was made from. */
  readonly base: Version | null
  /** What its page began with about the contract. */
  readonly contractBegun: string
}

/** Saves what a person has changed, once, or shows the form again with all that was typed. */
export async function submitForm(at: AccountRequest): Promise<FastifyReply> {
  const submitted = submittedIn(at)
  if (submitted === null) return refuse(at.web, at.reply)
  const key = { ...submitted, fingerprint: fingerprintOf(submitted.fields) }
  if (await wasRecorded(at, key)) return showSaved(at)
  if (at.desk.closed) return showClosed(at, typedIn(at, submitted))
  const begun = fieldsAt(at.sheet, submitted.base, at.desk.week)
  if (begun === null) return refuse(at.web, at.reply)
  const fields = sinceBegun(submitted, begun)
  const touched = touchedFields(fields, begun)
  if (touched.length === 0) return showUntouched(at)
  if (!isBase(at, submitted.base)) return showConflict(at, fields, touched)
  const reading = read(at, fields)
  if (reading.kind === 'faults') return showFaults(at, fields, reading.faults)
  const saving = await recordAnswer(at, { ...key, kind: 'changed', answers: reading.answers })
  if (saving.kind === 'unkept') return showUnkept(at, fields)
  if (saving.kind === 'closed') return showClosed(at, typedIn(at, submitted))
  if (saving.kind === 'not-theirs') return sayNotTheirs(at)
  if (saving.kind === 'conflict') return showConflict(await refreshed(at), fields, touched)
  return showSaved(at)
}

/**
 * The account list may be imported while a page is open. What its page began with about the contract
 * is nobody's word then: where nobody touched it, it is as it would begin now.
 */
function sinceBegun({ fields, contractBegun }: Submitted, begun: Fields): Fields {
  if (contractText(fields) !== contractBegun) return fields
  return { ...fields, ...Object.fromEntries(contractFields.map((name) => [name, begun[name]])) }
}

/** What is filled in about the contract. */
function contractText(fields: Fields): string {
  return contractFields.map((name) => fields[name]).join(' ')
}

function submittedIn({ web, request, visit }: AccountRequest): Submitted | null {
  const body = formOf(web, request, { visit, names: formNames })
  if (body === null) return null
  const [submissionId, base] = [one(body, 'submission'), baseIn(one(body, 'base'))]
  if (submissionId === '' || submissionId.length > 64 || base === undefined) return null
  return { submissionId, base, fields: fieldsIn(body), contractBegun: one(body, begunName) }
}

const begunName = 'contractBegun'

function typedIn(at: AccountRequest, { fields }: Submitted): string[] {
  const { answers } = read(at, fields)
  const rows = differenceRows(differences(at.sheet.start, answers), at.web.format)
  return rows.map(({ topic, after }) => `${topic}: ${after}`)
}

function isBase({ sheet }: AccountRequest, base: Version | null): boolean {
  return sheet.base?.week === base?.week && sheet.base?.version === base?.version
}

function read({ web, sheet }: AccountRequest, fields: Fields): FormReading {
  const change = sheet.history.decisionMakerChange
  return readForm(fields, {
    start: sheet.start,
    startFields: sheet.fields,
    openChangeSince: change?.changedOn ?? null,
    today: todayAt(web.now(), web),
    count: web.format.count,
  })
}

function showSaved({ reply, desk, sheet }: AccountRequest): FastifyReply {
  return reply.redirect(accountHref(desk.seat, sheet.account.accountId, '/saved'), 303)
}

/** A form that nobody touched says nothing, whoever pressed its button. */
function showUntouched(at: AccountRequest): FastifyReply {
  at.reply.code(422)
  return showForm(at, {
    fields: at.sheet.fields,
    faults: {},
    notice: notice(
      'Nothing was saved, because nothing was changed',
      at.sheet.history.latest === null || at.sheet.base?.week === at.desk.week
        ? 'Change an answer and save again.'
        : 'If it all still holds, press “Nothing changed”.',
    ),
    conflict: null,
  })
}

function showFaults(at: AccountRequest, fields: Fields, faults: FieldFaults): FastifyReply {
  at.reply.code(422)
  const found = Object.entries(faults).map(([field, text]) => ({
    field,
    label: fieldWords(field as TextField),
    text,
  }))
  const heading = 'Nothing was saved yet: please look at this again'
  return showForm(at, { fields, faults, notice: alarm(heading, '', found), conflict: null })
}

/** Nothing is lost of what was typed: it stands in the form, to be saved again. */
function showUnkept(at: AccountRequest, fields: Fields): FastifyReply {
  const heading = 'Nothing was saved: this can’t be written down just now'
  const text =
    'It is not your fault. What you typed is still filled in below: wait a minute, and save again.'
  return showForm(at, { fields, faults: {}, notice: alarm(heading, text, []), conflict: null })
}

/** Someone with another link of this person’s saves in their name, too. */
function savedBy({ web, desk, sheet }: AccountRequest): string {
  const { recordedBy, recordedAt } = sheet.history.latest ?? { recordedBy: '', recordedAt: '' }
  const when = instantWords(Date.parse(recordedAt), web)
  return recordedBy === desk.address
    ? `It was saved in your name, on ${when}.`
    : `${recordedBy} saved on ${when}.`
}

/**
 * Somebody has saved since the page was made. What this person touched stays as they typed it, over
 * what counts now; both are shown side by side, and nothing is saved before they have said so
 * again.
 */
function showConflict(
  at: AccountRequest,
  fields: Fields,
  touched: readonly (keyof Fields)[],
): FastifyReply {
  const { web, sheet } = at
  const merged = Object.fromEntries(touched.map((name) => [name, fields[name]]))
  const both: Fields = { ...sheet.fields, ...merged }
  const { answers } = read(at, both)
  at.reply.code(409)
  return showForm(at, {
    fields: both,
    faults: {},
    notice: alarm(
      'Something was saved meanwhile',
      `${savedBy(at)} What you changed is still filled in below; the rest is as it was saved. Look at both and save again, or leave it as it is.`,
      [],
    ),
    conflict: {
      caption: 'Where the two differ',
      beforeTitle: 'Saved now',
      afterTitle: 'Yours',
      rows: differenceRows(differences(sheet.start, answers), web.format),
    },
  })
}

/** What the form shows beyond what is known of the account, apart from the hidden fields. */
export type Shown = Omit<Filled, 'hidden'>

/** The form as it is before anybody touches it. */
export function startFieldsOf({ sheet }: AccountRequest): Shown {
  return { fields: sheet.fields, faults: {}, notice: null, conflict: null }
}

/** Shows the form, filled in as told, ready to be submitted on top of what counts now. */
export function showForm(at: AccountRequest, shown: Shown): FastifyReply {
  const { web, reply, visit, desk, sheet } = at
  if (desk.closed) return showClosed(at)
  const hidden = [
    ...hiddenFields(web, visit, baseText(sheet.base)),
    { name: begunName, value: contractText(sheet.fields) },
  ]
  const view = formView(at, { ...shown, hidden })
  return showPage(reply, 'form', { ...pageFrame(at, view.name), ...view })
}

/**
 * The report of the week is made: what is said now belongs to the next one. `typed` is what
 * somebody wanted to say, so that it isn't lost.
 */
export function showClosed(
  { web, reply, desk, visit }: ReportRequest,
  typed: readonly string[] = [],
): FastifyReply {
  const week = web.format.week(desk.week)
  return showMessage(web, reply.code(409), {
    heading: 'This week is closed',
    paragraphs: [
      `The report about ${week} was made on ${instantWords(desk.closesAt, web)}. Nothing was changed.`,
      'The links in your latest Monday Morning Report are for the week that has begun since.',
      ...(typed.length === 0 ? [] : ['What you wanted to say, to be copied from here:', ...typed]),
    ],
    links: [{ href: reportHref(visit), text: 'What was reported' }],
    logOut: logOutOf(visit),
  })
}

/** The fields that the form has. */
const formNames: readonly string[] = [...textFields, 'contacts', begunName]

/** What was typed and chosen. A group of choices of which none is chosen isn't sent at all. */
function fieldsIn(body: Body): Fields {
  return filledBy((name) => one(body, name), body.get('contacts') ?? [])
}

/** The same for the same content: tells a second click from a page that was changed meanwhile. */
export function fingerprintOf(fields: Fields | 'unchanged' | 'reverted'): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
}

/** What `baseText` wrote, or undefined for anything else. */
function baseIn(text: string): Version | null | undefined {
  if (text === 'none') return null
  const [, weekText = '', digits = ''] = /^([^.]+)\.(\d{1,9})$/.exec(text) ?? []
  const week = parseWeek(weekText)
  return week === null ? undefined : { week, version: Number(digits) }
}

type Key = Pick<Submission, 'submissionId' | 'fingerprint'>

/**
 * Whether this very submission was saved before: a second click, or a page that was loaded again.
 */
export async function wasRecorded(at: AccountRequest, key: Key): Promise<boolean> {
  const { web, desk, sheet } = at
  const { accountId } = sheet.account
  const { submissionId, fingerprint } = key
  const found = { submissionId, fingerprint, accountId, week: desk.week }
  return (await readSubmitted(web.db, found)) !== null
}

/** What became of answers; they are `unkept` where the database could not be written to. */
export type Recorded = Saving | { readonly kind: 'unkept' }

/**
 * Saves answers on top of what the sheet says, in the manager's name. Where they can't be kept, the
 * log says why, and the answer is 503.
 */
export async function recordAnswer(
  { web, reply, desk, sheet, visit }: AccountRequest,
  {
    submissionId,
    fingerprint,
    kind,
    answers,
  }: Key & Pick<Submission, 'kind'> & { readonly answers: Answers },
): Promise<Recorded> {
  const submission = {
    submissionId,
    fingerprint,
    kind,
    answers: keptAnswers(answers, { start: sheet.start, latest: sheet.history.latest }, desk.week),
    accountId: sheet.account.accountId,
    week: desk.week,
    base: sheet.base,
    linkHash: visit.link.linkHash,
    device: visit.device,
    recordedBy: desk.address,
  }
  const saving = await kept({ web, reply }, () => saveAnswers(web.db, submission, web.now))
  return saving ?? { kind: 'unkept' }
}

/**
 * What came of saving; null where the database could not be written to. Then the log says why, and
 * the answer is 503.
 */
export async function kept<Saved>(
  { web, reply }: Pick<ReportRequest, 'web' | 'reply'>,
  save: () => Promise<Saved>,
): Promise<Saved | null> {
  try {
    return await save()
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    web.log(`nothing was saved: ${error.message}`)
    reply.code(503)
    return null
  }
}
