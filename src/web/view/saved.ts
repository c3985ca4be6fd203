import { type AccountFacts, accountFacts } from '../../report/account-facts.js'
import { toPoints } from '../../report/policy.js'
import { snapshotFields } from '../../report/snapshot.js'
import { answersOf, noAnswers } from '../../report/update/answers.js'
import { type Difference, differenceRows, differences } from '../../report/update/difference.js'
import { periodOf } from '../../report/week.js'
import type { AccountForm, ManagerAccounts } from '../desk.js'
import { accountHref, listHref } from '../href.js'
import type { Web } from '../web.js'
import type { DifferencesView } from './difference.js'
import { byAge, isReported } from './list.js'
import { instantWords, type PageStatus, pageStatus } from './words.js'

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
  const facts = accountFacts(history, periodOf(desk.week), web.policy, web.format)
  if (latest?.week !== desk.week || facts === null) return null
  const open = desk.own.filter((one) => !isReported(one, desk)).sort(byAge)
  const [next] = desk.closed ? [] : open
  const until = instantWords(desk.closesAt, web)
  return {
    name: account.name,
    lead: desk.closed
      ? `This counted for ${web.format.week(desk.week)}. The week’s report was made on ${until}.`
      : `This counts for ${web.format.week(desk.week)}. You can correct it until ${until}.`,
    ...verdictOf(facts, web),
    reason: `${facts.reason}.`,
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

function verdictOf(
  { standing, comparison, movement }: AccountFacts,
  web: Web,
): Pick<SavedView, 'verdict' | 'status' | 'explained'> {
  const status = standing === null ? null : pageStatus(standing.status)
  const health = standing?.health ?? null
  if (health === null) return { verdict: 'Health unknown', status, explained: '' }
  const now = web.format.points(toPoints(health))
  if (comparison === null) return { verdict: now, status, explained: 'the first report.' }
  const change = comparison.change
  const arrow = { up: '▲ ', down: '▼ ' }[movement as string] ?? ''
  const was = `${web.format.points(toPoints(comparison.health))} in ${web.format.week(comparison.week)}`
  return {
    verdict:
      change === 0
        ? `No change, ${now}`
        : `${arrow}${web.format.change(toPoints(change))} to ${now}`,
    status,
    explained: `after ${was}${comparison.status === standing?.status ? '' : `, ${comparison.status}`}.`,
  }
}

/** Against the version before: of this week, or else what an earlier week carried over. */
function changeOf({ versions }: AccountForm, web: Web): DifferencesView | null {
  const [now, before] = versions
  if (now === undefined) return null
  const was = before === undefined ? noAnswers : answersOf(before)
  const sameWeek = before === undefined || before.week === now.week
  const found = differences(was, answersOf(now)).filter((one) => sameWeek || !isOver(one))
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
