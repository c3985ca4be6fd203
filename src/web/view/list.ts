import { healthOf, type Status, statusOf, weekStatus } from '../../report/health.js'
import { toPoints } from '../../report/policy.js'
import type { OwnAccount } from '../../store/accounts.js'
import type { ManagerAccounts } from '../desk.js'
import { accountHref } from '../href.js'
import type { Web } from '../web.js'
import type { PageNotice } from './page.js'
import { instantWords, type PageStatus, pageStatus } from './words.js'

/** All of a manager's accounts, those that are still to do first. */
export interface ListView {
  readonly heading: string
  readonly lead: string
  readonly notice: PageNotice | null
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
  const open = own.filter((one) => !isReported(one, desk)).sort(byAge)
  const until = instantWords(desk.closesAt, web)
  const lead = closed
    ? `This week’s report was made on ${until}.`
    : `${count(open.length)} of ${counted(own.length, 'account')} still to do, by ${until}.`
  return {
    heading: open.length === 0 && !closed ? 'All reported, thank you' : 'Your accounts',
    lead: own.length === 0 ? 'No account that is active this week is in your name.' : lead,
    notice,
    open: open.map((one) => item(one, desk, web)),
    done: done.map((one) => item(one, { ...desk, closed: false }, web)),
  }
}

export function isReported(
  { latest }: OwnAccount,
  { week }: Pick<ManagerAccounts, 'week'>,
): boolean {
  return latest?.week === week
}

/** The longest without a report first, those never reported before all. */
export function byAge(one: OwnAccount, other: OwnAccount): number {
  const [a, b] = [one.latest?.week ?? '', other.latest?.week ?? '']
  return a === b ? 0 : a < b ? -1 : 1
}

function item(
  { account, latest }: OwnAccount,
  { week, closed, seat }: Pick<ManagerAccounts, 'week' | 'closed' | 'seat'>,
  web: Web,
): ListItem {
  const { status, weeksSinceUpdate } = weekStatus(latest, week, web.policy)
  const health = latest === null ? null : healthOf(latest, web.policy.weights)
  const known: Status = status === 'unknown' ? status : statusOf(health, web.policy)
  return {
    name: account.name,
    href: closed
      ? ''
      : accountHref(seat, account.accountId, weeksSinceUpdate === 0 ? '/saved' : ''),
    status: pageStatus(known),
    health: health === null || status === 'unknown' ? '' : web.format.points(toPoints(health)),
    said: said(weeksSinceUpdate, latest?.recordedAt ?? null, web),
  }
}

function said(weeks: number | null, recordedAt: string | null, web: Web): string {
  if (weeks === null || recordedAt === null) return 'never reported'
  if (weeks === 0) return `reported ${instantWords(Date.parse(recordedAt), web)}`
  return `last reported ${web.format.counted(weeks, 'week')} ago`
}
