import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify'
import { keptAnswers } from '../report/update/answers.js'
import type { OwnAccount } from '../store/accounts.js'
import {
  type AccountAnswers,
  readAllSubmitted,
  type Saving,
  saveTogether,
} from '../store/answers.js'
import { readStarts } from './account.js'
import { fingerprintOf, kept, showClosed } from './account-form.js'
import { askedTogether } from './account-views.js'
import { refuse, showPage } from './answer.js'
import { pageFrame, type ReportRequest, reportPage, withCurrentDesk } from './at-account.js'
import { type Body, formOf, hiddenFields, one } from './csrf.js'
import { listHref, recordedHref } from './href.js'
import {
  type FilledOthers,
  isAsShown,
  othersView,
  recordedView,
  type SaidTogether,
  type Tick,
  ticksIn,
  untouched,
} from './others-view.js'
import { alarm } from './page.js'
import type { Web } from './web.js'

/** Where "nothing changed" is said of several accounts in one step. */
export function addOthersPages(
  app: FastifyInstance,
  web: Web,
  limited: RouteShorthandOptions,
): void {
  app.get(
    '/unchanged',
    reportPage(web, (at) => showOthers(at, untouched)),
  )
  app.post('/unchanged', { ...limited, bodyLimit }, reportPage(web, submitOthers))
  app.get('/unchanged/saved', reportPage(web, showRecorded))
}

/** Thousands of accounts, each with an id as long as ids can be. */
const bodyLimit = 1024 * 1024

/** Each account with a tick, and one tick more, which no scanner sets by itself. */
async function showOthers(at: ReportRequest, filled: FilledOthers): Promise<FastifyReply> {
  const { web, reply, visit, desk } = at
  if (desk.closed) return showClosed(at)
  const together = askedTogether(desk, web.policy)
  if (together.length === 0) return reply.redirect(listHref(desk.seat), 303)
  const starts = await readStarts(web.db, desk, together)
  const hidden = hiddenFields(web, visit, 'none')
  const view = othersView(web, desk, starts, { ...filled, hidden })
  return showPage(reply, 'others', { ...pageFrame(at, view.heading), ...view })
}

/** What was sent: which accounts are ticked, and that somebody looked. */
interface SentOthers {
  readonly submissionId: string
  readonly ticks: readonly Tick[]
  readonly confirmed: boolean
}

function sentIn(body: Body): SentOthers | null {
  const [submissionId, ticks] = [one(body, 'submission'), ticksIn(body.get('accounts') ?? [])]
  if (submissionId === '' || submissionId.length > 64 || ticks === null) return null
  return { submissionId, ticks, confirmed: one(body, 'confirmed') === 'yes' }
}

/** Records the last answers of those ticked as this week's, all of them in one step. */
async function submitOthers(at: ReportRequest): Promise<FastifyReply> {
  const { web, request, reply, visit, desk } = at
  const body = formOf(web, request, { visit, names: ['accounts', 'confirmed'] })
  const sent = body === null ? null : sentIn(body)
  if (sent === null) return refuse(web, reply)
  const { submissionId, ticks, confirmed } = sent
  const before = await readRecorded(at, submissionId, ticks)
  if (ticks.length > 0 && before.size === ticks.length) return toRecorded(at, submissionId)
  if (desk.closed) return showClosed(at)
  if (ticks.length === 0 || !confirmed) return showUnfinished(at, sent)
  const savings = await kept(at, () => saveTicked(at, sent))
  if (savings === null) return showUnkept(at, sent)
  if ([...savings.values()].some(({ kind }) => kind === 'closed')) return showClosed(at)
  const isRecorded = ({ accountId }: Tick) =>
    before.has(accountId) || ['saved', 'repeated'].includes(savings.get(accountId)?.kind ?? '')
  if (ticks.every(isRecorded)) return toRecorded(at, submissionId)
  return showLeft(await withCurrentDesk(at), {
    recorded: ticks.filter(isRecorded),
    left: ticks.filter((tick) => !isRecorded(tick)),
  })
}

/** Saves what can be: an account that was saved otherwise meanwhile is left as it is. */
async function saveTicked(
  { web, desk, visit }: ReportRequest,
  { submissionId, ticks }: SentOthers,
): Promise<ReadonlyMap<string, Saving>> {
  const { week } = desk
  const open = new Map(
    askedTogether(desk, web.policy).map((own) => [own.account.accountId, own] as const),
  )
  const own = ticks.flatMap((tick) => {
    const found = open.get(tick.accountId)
    return found !== undefined && isAsShown(found, tick) ? [found] : []
  })
  const starts = await readStarts(web.db, desk, own)
  const answers = own.flatMap(({ account: { accountId }, latest }): AccountAnswers[] => {
    const start = starts.get(accountId)
    if (start === undefined || latest === null) return []
    return [
      {
        submissionId: answerId(submissionId, accountId),
        accountId,
        answers: keptAnswers(start, { start, latest }, week),
        base: { week: latest.week, version: latest.version },
      },
    ]
  })
  const step = {
    fingerprint,
    kind: 'unchanged',
    week,
    linkHash: visit.link.linkHash,
    device: visit.device,
    recordedBy: desk.address,
  } as const
  const savings = await saveTogether(web.db, step, answers, web.now)
  return new Map(answers.flatMap(({ accountId }, index) => pair(accountId, savings[index])))
}

function pair<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]]
}

const fingerprint = fingerprintOf('unchanged')

/** Of one page, each account has a submission of its own. */
function answerId(submissionId: string, accountId: string): string {
  return `${submissionId}/${accountId}`
}

/** The accounts among these whose answers this very page recorded before. */
async function readRecorded(
  { web, desk }: ReportRequest,
  submissionId: string,
  of: readonly { readonly accountId: string }[],
): Promise<ReadonlySet<string>> {
  const keys = of.map(({ accountId }) => ({
    accountId,
    submissionId: answerId(submissionId, accountId),
  }))
  const found = await readAllSubmitted(web.db, { fingerprint, week: desk.week }, keys)
  return new Set(found.keys())
}

function toRecorded({ reply, desk }: ReportRequest, submissionId: string): FastifyReply {
  return reply.redirect(recordedHref(desk.seat, submissionId), 303)
}

/** What one page recorded, of the accounts that are the manager's still. */
async function showRecorded(at: ReportRequest): Promise<FastifyReply> {
  const { desk, request, reply } = at
  const submissionId = new URLSearchParams(request.url.split('?')[1]).get('of') ?? ''
  const own = desk.own.map(({ account }) => account)
  const recorded = await readRecorded(at, submissionId, own)
  const accounts = desk.own.filter(({ account }) => recorded.has(account.accountId))
  if (accounts.length === 0) return reply.redirect(listHref(desk.seat), 303)
  return showSaid(at, { accounts, left: [], gone: 0 })
}

/** Shown at once rather than by an address of its own: sent again, the same comes of it. */
function showLeft(
  at: ReportRequest,
  { recorded, left }: { readonly recorded: readonly Tick[]; readonly left: readonly Tick[] },
): FastifyReply {
  const own = new Map(at.desk.own.map((one) => [one.account.accountId, one] as const))
  const among = (ticks: readonly Tick[]): OwnAccount[] =>
    ticks.flatMap(({ accountId }) => own.get(accountId) ?? [])
  const known = among(left)
  at.reply.code(recorded.length === 0 ? 409 : 200)
  return showSaid(at, { accounts: among(recorded), left: known, gone: left.length - known.length })
}

function showSaid(at: ReportRequest, recorded: SaidTogether): FastifyReply {
  const view = recordedView(at.web, at.desk, recorded)
  return showPage(at.reply, 'recorded', { ...pageFrame(at, view.heading), ...view })
}

function showUnfinished(
  at: ReportRequest,
  { ticks, confirmed }: SentOthers,
): Promise<FastifyReply> {
  at.reply.code(422)
  const ticksFault =
    ticks.length === 0 ? 'No account is ticked: tick those on which nothing changed.' : ''
  const confirmedFault = confirmed ? '' : 'Nothing was saved yet. Tick this once you have looked.'
  const faults = [
    { field: 'account-0', label: 'Accounts', text: ticksFault },
    { field: 'confirmed', label: 'Yes, I have looked', text: confirmedFault },
  ].filter(({ text }) => text !== '')
  return showOthers(at, {
    ticked: tickedIn(ticks),
    confirmed,
    ticksFault,
    confirmedFault,
    notice: alarm('Nothing was saved yet: please look at this again', '', faults),
  })
}

/** What was ticked is ticked still. */
function showUnkept(at: ReportRequest, { ticks, confirmed }: SentOthers): Promise<FastifyReply> {
  const heading = 'Nothing was saved: this can’t be written down just now'
  const text =
    'It is not your fault. What you ticked is still ticked below: wait a minute, and try again.'
  const notice = alarm(heading, text, [])
  return showOthers(at, { ...untouched, ticked: tickedIn(ticks), confirmed, notice })
}

function tickedIn(ticks: readonly Tick[]): ReadonlySet<string> {
  return new Set(ticks.map(({ accountId }) => accountId))
}
