import type { Answers } from '../report/update/answers.js'
import type { AskedAlone } from '../report/update/unchanged.js'
import type { OwnAccount } from '../store/accounts.js'
import { baseText, type ManagerAccounts } from './account.js'
import { askedByThemselves, askedTogether, type ListItem, listItem } from './account-views.js'
import { listHref, othersHref } from './href.js'
import { type Hidden, instantWords, type PageNotice, todayAt } from './page.js'
import type { Web } from './web.js'

/** "Nothing changed" for all accounts of which that can be said in one step, each with a tick. */
export interface OthersView {
  readonly heading: string
  readonly week: string
  readonly notice: PageNotice | null
  readonly href: string
  readonly hidden: readonly Hidden[]
  /** Where the list is long: a way past it, for those who go by the keyboard. */
  readonly skips: boolean
  readonly ticksFault: string
  readonly accounts: readonly TickedItem[]
  readonly confirmed: boolean
  readonly confirmedFault: string
  /** Those that want to be looked at by themselves, and why. */
  readonly alone: readonly ListItem[]
  readonly listHref: string
}

interface TickedItem extends ListItem {
  readonly id: string
  /** What is ticked: the account, and the answers that are confirmed with it. */
  readonly value: string
  readonly checked: boolean
  /** What is open there, a line each. */
  readonly stands: readonly string[]
}

/** What somebody has filled in, and what is wrong with it. */
export interface FilledOthers {
  /** The ids of accounts; null before anybody touches them: all. */
  readonly ticked: ReadonlySet<string> | null
  readonly confirmed: boolean
  readonly ticksFault: string
  readonly confirmedFault: string
  readonly notice: PageNotice | null
}

export const untouched: FilledOthers = {
  ticked: null,
  confirmed: false,
  ticksFault: '',
  confirmedFault: '',
  notice: null,
}

/** `starts` is what is confirmed, by account. */
export function othersView(
  web: Web,
  desk: ManagerAccounts,
  starts: ReadonlyMap<string, Answers>,
  { ticked, hidden, ...filled }: FilledOthers & { readonly hidden: readonly Hidden[] },
): OthersView {
  const together = askedTogether(desk, web.policy)
  return {
    ...filled,
    heading: `Nothing changed on ${these(together.length, web)}?`,
    week: web.format.week(desk.week),
    href: othersHref(desk.seat),
    hidden,
    skips: together.length > manyAccounts,
    accounts: together.map((own, index) => ({
      ...listItem(own, desk, web),
      id: `account-${index}`,
      value: tickValue(own),
      checked: ticked?.has(own.account.accountId) ?? true,
      stands: openMatters(starts.get(own.account.accountId), web),
    })),
    alone: askedByThemselves(desk, web.policy).map(({ own, why }) => whyItem(own, why, desk, web)),
    listHref: listHref(desk.seat),
  }
}

/** More than a phone shows at once. */
const manyAccounts = 8

function these(count: number, { format }: Web): string {
  return count === 1 ? 'this account' : `these ${format.counted(count, 'account')}`
}

/** `2026-W46.1.A-1`: the last answers, and whose. */
function tickValue({ account, latest }: OwnAccount): string {
  return `${baseText(latest)}.${account.accountId}`
}

/** An account that was ticked. */
export interface Tick {
  readonly accountId: string
  /** What its page showed of it, as `baseText`. */
  readonly base: string
}

/** What `tickValue` wrote, each account once; null for anything else. */
export function ticksIn(values: readonly string[]): Tick[] | null {
  const ticks = new Map<string, Tick>()
  for (const value of values) {
    const [, base, accountId] = /^(\d{4}-W\d\d\.\d{1,9})\.(.+)$/s.exec(value) ?? []
    if (base === undefined || accountId === undefined) return null
    ticks.set(accountId, { accountId, base })
  }
  return [...ticks.values()]
}

/** Whether the last answers of an account are still those that were shown. */
export function isAsShown({ latest }: OwnAccount, { base }: Tick): boolean {
  return baseText(latest) === base
}

function openMatters(start: Answers | undefined, web: Web): string[] {
  if (start === undefined) return []
  const { action, tender, competitor } = start
  return [
    ...(tender === true
      ? [`They asked others${competitor === null ? '' : `: ${competitor}`}`]
      : []),
    ...(action === null ? [] : [`Next action: ${action}${actionDetails(start, web)}`]),
  ]
}

function actionDetails({ actionOwner, actionDueOn }: Answers, web: Web): string {
  const isOver = actionDueOn !== null && actionDueOn < todayAt(web.now(), web)
  const due = actionDueOn === null ? [] : [web.format.fullDay(actionDueOn)]
  const details = [
    actionOwner ?? [],
    due.map((day) => `${isOver ? 'was due' : 'due'} ${day}`),
  ].flat()
  return details.length === 0 ? '' : ` (${details.join(', ')})`
}

function whyItem(own: OwnAccount, why: AskedAlone, desk: ManagerAccounts, web: Web): ListItem {
  const item = listItem(own, desk, web)
  return {
    ...item,
    said: why === 'leaving' || why === 'never reported' ? item.said : whyWords(why, item),
  }
}

function whyWords(why: 'lapsed' | 'without a score', { said }: ListItem): string {
  return why === 'lapsed' ? `${said}: too long to count` : `${said}, without a score`
}

/** What was said of several accounts in one step. */
export interface RecordedView {
  readonly heading: string
  readonly lead: string
  readonly accounts: readonly ListItem[]
  /** Those that were left as they are. */
  readonly left: readonly ListItem[]
  /** That accounts are in somebody else's name by now; empty where none is. */
  readonly gone: string
  readonly listHref: string
  readonly others: string
}

export interface SaidTogether {
  readonly accounts: readonly OwnAccount[]
  /** Ticked as well, and not saved. */
  readonly left: readonly OwnAccount[]
  /** How many were ticked that aren't the manager's any more. */
  readonly gone: number
}

/** `desk` as it is since. */
export function recordedView(
  web: Web,
  desk: ManagerAccounts,
  { accounts, left, gone }: SaidTogether,
): RecordedView {
  const { count, counted, week } = web.format
  const until = instantWords(desk.closesAt, web)
  const open = desk.own.filter(({ latest }) => latest?.week !== desk.week)
  const toCorrect = desk.closed
    ? `The week’s report was made on ${until}.`
    : `You can correct each of them until ${until}.`
  const items = (own: readonly OwnAccount[]) =>
    own.map((one) => listItem(one, { ...desk, closed: false }, web))
  return {
    heading:
      accounts.length === 0
        ? 'Nothing was saved'
        : `${counted(accounts.length, 'account')}: nothing changed`,
    lead:
      accounts.length === 0
        ? 'Something was saved meanwhile on each of them.'
        : `This is recorded for ${week(desk.week)}, in your name. ${toCorrect}`,
    accounts: items(accounts),
    left: left.map((own) => leftItem(own, desk, web)),
    gone:
      gone === 0
        ? ''
        : `${counted(gone, 'account')} of those ticked ${gone === 1 ? 'isn’t' : 'aren’t'} in your name any more.`,
    listHref: listHref(desk.seat),
    others: open.length === 0 ? 'All accounts' : `All accounts, ${count(open.length)} still to do`,
  }
}

function leftItem(own: OwnAccount, desk: ManagerAccounts, web: Web): ListItem {
  const item = listItem(own, { ...desk, closed: false }, web)
  const { latest } = own
  if (latest?.week !== desk.week) return item
  const by = latest.recordedBy === desk.address ? 'in your name' : `by ${latest.recordedBy}`
  return { ...item, said: `${item.said} ${by}` }
}
