import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type AccountForm,
  type ManagerAccounts,
  readAccountForm,
  readManagerAccounts,
} from './account.js'
import { pageHead, refuse, showMessage } from './answer.js'
import { reportHref } from './href.js'
import { logOutOf } from './log-out.js'
import type { PageFrame } from './page.js'
import { scopeOf } from './session.js'
import { typedIn } from './typed.js'
import { type AtVisit, visited } from './visited.js'
import type { Web } from './web.js'

/** Everything that a request to a page of account managers is about. */
export interface ReportRequest extends AtVisit {
  readonly desk: ManagerAccounts
}

/** The same for a page about one account. */
export interface AccountRequest extends ReportRequest {
  readonly sheet: AccountForm
}

export interface AboutAccount {
  readonly Params: { readonly accountId: string }
}

type Answer = FastifyReply | Promise<FastifyReply>

/** A page for whoever came by a link that holds. */
export function reportPage(web: Web, show: (at: ReportRequest) => Answer) {
  return visited(web, 'report', (at) => reportRequest(at, show))
}

/** A page about one of their own accounts: those that are in their name as the request comes. */
export function accountPage(web: Web, show: (at: AccountRequest) => Answer) {
  return visited<FastifyRequest<AboutAccount>>(web, 'report', (visiting) =>
    reportRequest(visiting, async (at) => {
      const sheet = await readAccountForm(web.db, at.desk, visiting.request.params.accountId)
      return sheet === null ? sayNotTheirs(at) : await show({ ...at, sheet })
    }),
  )
}

/** What counts now: somebody may have saved since the request came. */
export async function refreshed(at: AccountRequest): Promise<AccountRequest> {
  const { accountId } = at.sheet.account
  const sheet = await readAccountForm(at.web.db, at.desk, accountId)
  if (sheet === null) throw new Error(`account ${accountId} is gone`)
  return { ...at, sheet }
}

/** The same for several accounts: somebody may have saved since the request came. */
export async function withCurrentDesk(at: ReportRequest): Promise<ReportRequest> {
  return { ...at, desk: await readManagerAccounts(at.web, at.desk) }
}

async function reportRequest(
  at: AtVisit,
  show: (at: ReportRequest) => Answer,
): Promise<FastifyReply> {
  const scope = scopeOf(at.visit)
  if (scope === null) return refuse(at.web, at.reply)
  return await show({ ...at, desk: await readManagerAccounts(at.web, scope) })
}

/**
 * For an account that was handed over, as for one that was never theirs: the page is the same for one
 * that there isn't, so that nobody learns from it which accounts there are.
 */
export function sayNotTheirs({ web, request, reply, visit, desk }: ReportRequest): FastifyReply {
  return showMessage(web, reply.code(403), {
    heading: 'This account isn’t in your name',
    paragraphs: [
      `It isn’t among the accounts that ${desk.address} manages now, so you can neither see nor change it here. Nothing was changed.`,
      'If it was handed over by mistake, tell whoever runs the report.',
      ...typedIn(web, request),
    ],
    links: [{ href: reportHref(visit), text: 'Your accounts' }],
    logOut: logOutOf(visit),
  })
}

/** What stands around a page of account managers: which week is reported on, and for whom. */
export function pageFrame(
  { web, desk, visit }: Pick<ReportRequest, 'web' | 'desk' | 'visit'>,
  title: string,
): PageFrame {
  const period = `Reporting on ${web.format.week(desk.week)}`
  const foot = `You report as ${desk.address}.`
  return pageHead(web, title, { period, foot, logOut: logOutOf(visit) })
}
