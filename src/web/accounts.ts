import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify'
import { baseText } from './account.js'
import {
  fingerprintOf,
  recordAnswer,
  showClosed,
  showForm,
  startFieldsOf,
  submitForm,
  wasRecorded,
} from './account-form.js'
import { listView, savedView, unchangedView } from './account-views.js'
import { refuse, showPage } from './answer.js'
import {
  type AboutAccount,
  type AccountRequest,
  accountPage,
  pageFrame,
  type ReportRequest,
  refreshed,
  reportPage,
  sayNotTheirs,
} from './at-account.js'
import { type Body, formOf, hiddenFields, one } from './csrf.js'
import { accountHref } from './href.js'
import { alarm } from './page.js'
import type { Web } from './web.js'

/**
 * The pages where account managers report back. Each asks anew whether the visitor's link holds.
 */
export function addReportPages(
  app: FastifyInstance,
  web: Web,
  limited: RouteShorthandOptions,
): void {
  const form = '/accounts/:accountId'
  app.get('/accounts', reportPage(web, showList))
  app.get<AboutAccount>(
    form,
    accountPage(web, (at) => showForm(at, startFieldsOf(at))),
  )
  app.post<AboutAccount>(form, limited, accountPage(web, submitForm))
  app.get<AboutAccount>(`${form}/unchanged`, accountPage(web, showUnchanged))
  app.post<AboutAccount>(`${form}/unchanged`, limited, accountPage(web, submitUnchanged))
  app.get<AboutAccount>(`${form}/saved`, accountPage(web, showSaved))
}

function showList(at: ReportRequest): FastifyReply {
  const view = listView(at.desk, at.web, null)
  return showPage(at.reply, 'list', { ...pageFrame(at, view.heading), ...view })
}

function showSaved(at: AccountRequest): FastifyReply {
  const { web, reply, desk, sheet } = at
  const view = savedView(desk, sheet, web)
  if (view === null) return reply.redirect(accountHref(desk.seat, sheet.account.accountId), 303)
  return showPage(reply, 'saved', { ...pageFrame(at, `Saved: ${view.name}`), ...view })
}

/** The second step of "Nothing changed". It asks for a tick, which no scanner sets by itself. */
function showUnchanged(at: AccountRequest): FastifyReply {
  return isToConfirm(at) ? askToConfirm(at, '') : onward(at)
}

/** Records last week's answers as this week's, once a person has ticked that they looked. */
async function submitUnchanged(at: AccountRequest): Promise<FastifyReply> {
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
  return showForm(at, { ...startFieldsOf(at), notice: alarm(heading, text, []) })
}
