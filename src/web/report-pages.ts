import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify'
import { showPage } from './answer.js'
import {
  type AboutAccount,
  type AccountRequest,
  accountPage,
  type ReportRequest,
  reportPage,
} from './at-sheet.js'
import { showForm, startOf } from './form-page.js'
import { submitForm } from './form-submission.js'
import { accountHref } from './href.js'
import { pageFrame } from './page-frame.js'
import { showUnchanged, submitUnchanged } from './unchanged-page.js'
import { listView } from './view/list.js'
import { savedView } from './view/saved.js'
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
    accountPage(web, (at) => showForm(at, startOf(at))),
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
