import type { FastifyReply } from 'fastify'
import { refuse, showPage } from './answer.js'
import { type AccountRequest, refreshed, sayNotTheirs } from './at-sheet.js'
import { baseText, fingerprintOf } from './form-body.js'
import { showClosed, showForm, startOf } from './form-page.js'
import { type Body, formOf, hiddenFields, one } from './guard.js'
import { accountHref } from './href.js'
import { pageFrame } from './page-frame.js'
import { recordAnswer, wasRecorded } from './recording.js'
import { alarm } from './view/page.js'
import { unchangedView } from './view/unchanged.js'

/** The second step of "Nothing changed". It asks for a tick, which no scanner sets by itself. */
export function showUnchanged(at: AccountRequest): FastifyReply {
  return isToConfirm(at) ? askToConfirm(at, '') : onward(at)
}

/** Records last week's answers as this week's, once a person has ticked that they looked. */
export async function submitUnchanged(at: AccountRequest): Promise<FastifyReply> {
  const { web, request, reply, visit, sheet } = at
  const body = formOf(web, request, { visit, names: ['confirmed'] })
  if (body === null) return refuse(web, reply)
  const key = { submissionId: one(body, 'submission'), fingerprint: fingerprintOf('unchanged') }
  if (await wasRecorded(at, key)) return onward(at)
  if (at.desk.closed) return showClosed(at)
  if (!isToConfirm(at) || !isOnBase(at, body)) return showMeanwhile(at)
  if (one(body, 'confirmed') !== 'yes') {
    reply.code(422)
    return askToConfirm(at, 'Nothing was saved yet. Tick this once you have looked.')
  }
  const saving = await recordAnswer(at, { ...key, kind: 'unchanged', answers: sheet.start })
  if (saving.kind === 'unkept') {
    return askToConfirm(at, 'Nothing was saved: it can’t be just now. Wait a minute and try again.')
  }
  if (saving.kind === 'closed') return showClosed(at)
  if (saving.kind === 'not-theirs') return sayNotTheirs(at)
  return saving.kind === 'conflict'
    ? showMeanwhile(await refreshed(at))
    : onward(await refreshed(at))
}

/** Something was said in an earlier week, and nothing in this one. */
function isToConfirm({ desk, sheet }: AccountRequest): boolean {
  return sheet.base !== null && sheet.base.week !== desk.week
}

function isOnBase({ sheet }: AccountRequest, body: Body): boolean {
  return one(body, 'submission') !== '' && one(body, 'base') === baseText(sheet.base)
}

function askToConfirm(at: AccountRequest, fault: string): FastifyReply {
  const { web, reply, visit, desk, sheet } = at
  if (desk.closed) return showClosed(at)
  const hidden = hiddenFields(web, visit, baseText(sheet.base))
  const view = unchangedView(at, { hidden, notice: null, fault })
  return showPage(reply, 'unchanged', { ...pageFrame(at, 'Nothing changed?'), ...view })
}

function onward({ reply, desk, sheet }: AccountRequest): FastifyReply {
  const { accountId } = sheet.account
  const reported = sheet.base?.week === desk.week
  return reply.redirect(accountHref(desk.seat, accountId, reported ? '/saved' : ''), 303)
}

function showMeanwhile(at: AccountRequest): FastifyReply {
  at.reply.code(409)
  const heading = 'Something was saved meanwhile'
  const text = 'Nothing was changed. This is what counts now.'
  return showForm(at, { ...startOf(at), notice: alarm(heading, text, []) })
}
