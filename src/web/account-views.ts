import { type AccountFacts, accountFacts } from '../report/account-facts.js'
import { healthOf, type Status, statusOf, weekStatus } from '../report/health.js'
import { type Policy, toPoints } from '../report/policy.js'
import { isOfKind, snapshotFields } from '../report/snapshot.js'
import { answersWith, noAnswers, startingAnswers } from '../report/update/answers.js'
import { unknownContract } from '../report/update/contract.js'
import {
  answerWords,
  type Difference,
  differenceRows,
  differences,
} from '../report/update/difference.js'
import { type AskedAlone, askedAlone } from '../report/update/unchanged.js'
import { periodOf, type Week } from '../report/week.js'
import type { OwnAccount } from '../store/accounts.js'
import type { AccountForm, ManagerAccounts } from './account.js'
import { accountHref, listHref, othersHref } from './href.js'
import {
  type DifferencesView,
  type Hidden,
  instantWords,
  type PageNotice,
  type PageStatus,
  pageStatus,
} from './page.js'
import { isoUtcOf, type Web } from './web.js'

/** All of a manager's accounts, those that are still to do first. */
export interface ListView {
  readonly heading: string
  readonly lead: string
  readonly notice: PageNotice | null
  /** Where "nothing changed" can be said of several at once; null where there aren't two. */
  readonly others: { readonly href: string; readonly text: string } | null
  readonly open: readonly ListItem[]
  readonly done: readonly ListItem[]
}

export interface ListItem {
  readonly name: string
  /** Empty where nothing can be reported any more. */
  readonly href: string
  readonly status: PageStatus
  readonly health: string
  readonly said: string
}

export function listView(desk: ManagerAccounts, web: Web, notice: PageNotice | null): ListView {
  const { own, closed } = desk
  const { count, counted } = web.format
  const done = own.filter((one) => isReported(one, desk))
  const open = openAccounts(desk)
  const until = instantWords(desk.closesAt, web)
  const together = closed ? 0 : askedTogether(desk, web.policy).length
  const which = together === own.length ? 'these' : 'the other'
  const lead = closed
    ? `This week’s report was made on ${until}.`
    : `${count(open.length)} of ${counted(own.length, 'account')} still to do, by ${until}.`
  return {
    heading: open.length === 0 && !closed ? 'All reported, thank you' : 'Your accounts',
    lead: own.length === 0 ? 'No account that is active this week is in your name.' : lead,
    notice,
    others:
      together < 2
        ? null
        : { href: othersHref(desk.seat), text: `Nothing changed on ${which} ${count(together)}` },
    open: open.map((one) => listItem(one, desk, web)),
    done: done.map((one) => listItem(one, { ...desk, closed: false }, web)),
  }
}

/** The accounts of which "nothing changed" can be said in one step, in the order of the list. */
export function askedTogether(desk: ManagerAccounts, policy: Policy): OwnAccount[] {
  return openAccounts(desk).filter((one) => whyAlone(one, desk.week, policy) === null)
}

/** The others that are still to do, with why they want to be looked at by themselves. */
export function askedByThemselves(
  desk: ManagerAccounts,
  policy: Policy,
): { readonly own: OwnAccount; readonly why: AskedAlone }[] {
  return openAccounts(desk).flatMap((own) => {
    const why = whyAlone(own, desk.week, policy)
    return why === null ? [] : [{ own, why }]
  })
}

/** Those without a snapshot in the week. */
function openAccounts(desk: ManagerAccounts): OwnAccount[] {
  return desk.own.filter((one) => !isReported(one, desk)).sort(byUrgency)
}

function whyAlone({ account, latest }: OwnAccount, week: Week, policy: Policy): AskedAlone | null {
  return askedAlone(latest, account.endedOn !== null, week, policy)
}

function isReported({ latest }: OwnAccount, { week }: Pick<ManagerAccounts, 'week'>): boolean {
  return latest?.week === week
}

/** Those that leave first, the soonest before the others; then the longest without a report. */
function byUrgency(one: OwnAccount, other: OwnAccount): number {
  const [a, b] = [one.account.endedOn ?? noEnd, other.account.endedOn ?? noEnd]
  return a === b ? byAge(one, other) : a < b ? -1 : 1
}

/** After every day. */
const noEnd = '9999'

/** The longest without a report first, those never reported before all. */
function byAge(one: OwnAccount, other: OwnAccount): number {
  const [a, b] = [one.latest?.week ?? '', other.latest?.week ?? '']
  return a === b ? 0 : a < b ? -1 : 1
}

/** An account in a list, as it was last reported. */
export function listItem(
  { account, latest }: OwnAccount,
  { week, closed, seat }: Pick<ManagerAccounts, 'week' | 'closed' | 'seat'>,
  web: Web,
): ListItem {
  const { status, weeksSinceUpdate } = weekStatus(latest, week, web.policy)
  const health = latest === null ? null : healthOf(latest, web.policy.weights)
  const scored: Status = status === 'unknown' ? status : statusOf(health, web.policy)
  const known = account.endedOn === null ? scored : 'red'
  return {
    name: account.name,
    href: closed
      ? ''
      : accountHref(seat, account.accountId, weeksSinceUpdate === 0 ? '/saved' : ''),
    status: pageStatus(known),
    health: health === null || status === 'unknown' ? '' : web.format.points(toPoints(health)),
    said: [
      ...(account.endedOn === null ? [] : [`last day ${web.format.fullDay(account.endedOn)}`]),
      said(weeksSinceUpdate, latest?.recordedAt ?? null, web),
    ].join(', '),
  }
}

function said(weeks: number | null, recordedAt: string | null, web: Web): string {
  if (weeks === null || recordedAt === null) return 'never reported'
  if (weeks === 0) return `reported ${instantWords(Date.parse(recordedAt), web)}`
  return `last reported ${web.format.counted(weeks, 'week')} ago`
}

/** What was saved, as the executives will see it, and what to do next. */
export interface SavedView {
  readonly name: string
  readonly lead: string
  readonly verdict: string
  readonly status: PageStatus | null
  readonly explained: string
  readonly reason: string
  readonly change: DifferencesView | null
  readonly next: { readonly href: string; readonly name: string } | null
  /** Empty once the week is closed. */
  readonly correctHref: string
  readonly listHref: string
  readonly others: string
}

/** Null where nothing was reported on the account this week. */
export function savedView(desk: ManagerAccounts, sheet: AccountForm, web: Web): SavedView | null {
  const { account, history } = sheet
  const { latest } = history
  const facts = accountFacts(history, periodOf(desk.week), {
    policy: web.policy,
    format: web.format,
    reportBefore: null,
    weekBegan: isoUtcOf(desk.closesAt),
  })
  if (latest?.week !== desk.week) return null
  const open = openAccounts(desk)
  const [next] = desk.closed ? [] : open
  const until = instantWords(desk.closesAt, web)
  return {
    name: account.name,
    lead: desk.closed
      ? `This counted for ${web.format.week(desk.week)}. The week’s report was made on ${until}.`
      : `This counts for ${web.format.week(desk.week)}. You can correct it until ${until}.`,
    ...(facts?.standing ? verdictOf(facts, web) : goneVerdict(account, web)),
    change: changeOf(sheet, web),
    next: next
      ? { href: accountHref(desk.seat, next.account.accountId), name: next.account.name }
      : null,
    correctHref: desk.closed ? '' : accountHref(desk.seat, account.accountId),
    listHref: listHref(desk.seat),
    others:
      open.length === 0
        ? 'All accounts'
        : `All accounts, ${web.format.count(open.length)} still to do`,
  }
}

type Verdict = Pick<SavedView, 'verdict' | 'status' | 'explained' | 'reason'>

/** Of an account whose last day has passed by the end of the week. */
function goneVerdict({ endedOn }: AccountForm['account'], { format }: Web): Verdict {
  return {
    verdict: endedOn === null ? 'Ended' : `Last day: ${format.fullDay(endedOn)}`,
    status: null,
    explained: '',
    reason: 'It is no longer among your active accounts.',
  }
}

function verdictOf(
  { standing, comparison, movement, reason: why }: AccountFacts,
  web: Web,
): Verdict {
  const reason = `${why}.`
  const status = standing === null ? null : pageStatus(standing.status)
  const health = standing?.health ?? null
  if (health === null) return { verdict: 'Health unknown', status, explained: '', reason }
  const now = web.format.points(toPoints(health))
  if (comparison === null) return { verdict: now, status, explained: 'the first report.', reason }
  const change = comparison.change
  const arrow = { up: '▲ ', down: '▼ ' }[movement as string] ?? ''
  const was = `${web.format.points(toPoints(comparison.health))} in ${web.format.week(comparison.week)}`
  return {
    verdict:
      change === 0
        ? `No change, ${now}`
        : `${arrow}${web.format.change(toPoints(change))} to ${now}`,
    status,
    reason,
    explained: `after ${was}${comparison.status === standing?.status ? '' : `, ${comparison.status}`}.`,
  }
}

/** Against the version before: of this week, or else what an earlier week carried over. */
function changeOf(form: AccountForm, web: Web): DifferencesView | null {
  const [now, before] = form.versions
  if (now === undefined) return null
  const unsaid = {
    latest: null,
    action: null,
    contract: { ...unknownContract, listed: form.listed },
  }
  const was = before === undefined ? startingAnswers(unsaid, now.week) : answersWith(form, before)
  const sameWeek = before === undefined || before.week === now.week
  const told = differences(was, answersWith(form, now))
  const found = told.filter((one) => sameWeek || !isOver(one))
  const rows = differenceRows(found, web.format)
  if (rows.length === 0) return null
  const title = sameWeek ? 'Before' : web.format.week(before.week)
  const by = `${web.format.counted(rows.length, 'answer')} changed by ${now.recordedBy}, ${instantWords(Date.parse(now.recordedAt), web)}`
  return { caption: by, beforeTitle: title, afterTitle: 'Now', rows }
}

/** Was said of the week before alone: not to say it again takes nothing back. */
function isOver({ topic, after }: Difference): boolean {
  return (after === null || after === '') && snapshotFields[topic].lasts === 'its week'
}

/** The second step of "Nothing changed": what is confirmed, and a tick. */
export interface UnchangedView {
  readonly name: string
  readonly week: string
  readonly notice: PageNotice | null
  readonly caption: string
  readonly rows: readonly { readonly topic: string; readonly said: string }[]
  readonly href: string
  readonly formHref: string
  readonly hidden: readonly Hidden[]
  readonly fault: string
}

export function unchangedView(
  {
    desk,
    sheet,
    web,
  }: { readonly desk: ManagerAccounts; readonly sheet: AccountForm; readonly web: Web },
  { hidden, notice, fault }: Pick<UnchangedView, 'hidden' | 'notice' | 'fault'>,
): UnchangedView {
  const { week } = desk
  const { account, start, history } = sheet
  const since = history.latest === null ? '' : web.format.week(history.latest.week)
  return {
    name: account.name,
    week: web.format.week(week),
    notice,
    caption: `As reported for ${since}. Contacts, value delivered and notes belong to their own week and are not repeated.`,
    rows: differences(noAnswers, start)
      .filter(({ topic, after }) => !(isOfKind(topic, 'notice', 'answer') && after === 'no'))
      .map(({ topic, after }) => ({
        topic: snapshotFields[topic].label,
        said: answerWords(topic, after, web.format),
      })),
    href: accountHref(desk.seat, account.accountId, '/unchanged'),
    formHref: accountHref(desk.seat, account.accountId),
    hidden,
    fault,
  }
}
