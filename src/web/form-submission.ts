import type { FastifyReply } from 'fastify'
import { differenceRows, differences } from '../report/update/difference.js'
import {
  type FieldFaults,
  type Fields,
  type FormReading,
  readForm,
  type TextField,
  touchedFields,
} from '../report/update/form.js'
import type { Version } from '../store/answers.js'
import { refuse } from './answer.js'
import { type AccountRequest, refreshed, sayNotTheirs } from './at-sheet.js'
import { fieldsAt } from './desk.js'
import { baseIn, fieldsIn, fingerprintOf, formNames } from './form-body.js'
import { showClosed, showForm } from './form-page.js'
import { formOf, one } from './guard.js'
import { accountHref } from './href.js'
import { recordAnswer, wasRecorded } from './recording.js'
import { fieldWords } from './view/field-words.js'
import { alarm, notice } from './view/page.js'
import { instantWords, todayAt } from './view/words.js'

/** A form as it came in. */
interface Submitted {
  readonly submissionId: string
  readonly fields: Fields
  /** What its page was made from. */
  readonly base: Version | null
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
  const touched = touchedFields(submitted.fields, begun)
  if (touched.length === 0) return showUntouched(at)
  if (!isBase(at, submitted.base)) return showConflict(at, submitted, touched)
  const reading = read(at, submitted.fields)
  if (reading.kind === 'faults') return showFaults(at, submitted.fields, reading.faults)
  const saving = await recordAnswer(at, { ...key, kind: 'changed', answers: reading.answers })
  if (saving.kind === 'unkept') return showUnkept(at, submitted.fields)
  if (saving.kind === 'closed') return showClosed(at, typedIn(at, submitted))
  if (saving.kind === 'not-theirs') return sayNotTheirs(at)
  if (saving.kind === 'conflict') return showConflict(await refreshed(at), submitted, touched)
  return showSaved(at)
}

function submittedIn({ web, request, visit }: AccountRequest): Submitted | null {
  const body = formOf(web, request, { visit, names: formNames })
  if (body === null) return null
  const [submissionId, base] = [one(body, 'submission'), baseIn(one(body, 'base'))]
  if (submissionId === '' || submissionId.length > 64 || base === undefined) return null
  return { submissionId, base, fields: fieldsIn(body) }
}

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
  { fields }: Submitted,
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
