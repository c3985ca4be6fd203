import { capitalised } from '../../characters.js'
import { joined } from '../../format.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import {
  type AccountOrder,
  type AccountOrdering,
  exitOf,
  inAccountOrder,
  isDescendingFirst,
} from '../../report/digest/account-order.js'
import type { DigestBody } from '../../report/digest/digest.js'
import type { Status } from '../../report/health.js'
import { type MailLayout, weekBeside } from './frame.js'
import { actionParts, alertsOf, mailto, statusView } from './list.js'
import { cleanText, sentence, unbroken } from './phrase.js'

/** All accounts of a reader, a row each. */
export interface AccountTable {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly AccountLine[]
}

/** The head of a column. */
interface Column {
  readonly label: string
  /** Sorts the table by it; empty where nothing does. */
  readonly href: string
  /** Which way it is sorted by it now: `ascending`, `descending`, or empty. */
  readonly sorted: string
  /** The same as an arrow. */
  readonly arrow: string
}

interface AccountLine {
  readonly name: string
  /** Leads to all that is known of it. */
  readonly anchor: string
  readonly manager: string
  readonly revenue: string
  readonly status: ToneView
  readonly before: string
  readonly health: string
  readonly change: Change
  readonly change4: Change
  readonly change12: Change
  readonly squares: readonly WeekLetter[]
  readonly exit: string
  readonly exitNote: string
  readonly action: string
  readonly overdue: string
}

/** A status in word, shape and the name of its colour. */
export interface ToneView {
  readonly tone: Status | 'lost'
  readonly shape: string
  readonly word: string
}

interface Change {
  readonly figure: string
  readonly way: 'up' | 'down' | 'none'
}

/** A week as a letter: R, Y or G, filled where it was reported, framed where it was carried. */
export interface WeekLetter {
  readonly letter: string
  readonly look: string
}

/** Where what is said of an account stands on the page, by its id: ids may be any words. */
export function anchorsOf(movements: readonly AccountMovement[]): ReadonlyMap<string, string> {
  return new Map(movements.map(({ accountId }, index) => [accountId, `account-${index + 1}`]))
}

/**
 * In the digest's own order where `order` is null: what fell first. `hrefOf` says where another
 * order is had; null where there is none to be had.
 */
export function accountTable(
  { movements }: Pick<DigestBody, 'movements'>,
  {
    order,
    hrefOf,
    anchors,
  }: {
    readonly order: AccountOrder | null
    readonly hrefOf: ((order: AccountOrder) => string) | null
    readonly anchors: ReadonlyMap<string, string>
  },
  sheet: MailLayout,
): AccountTable | null {
  if (movements.length === 0) return null
  const column = ({ label, by }: (typeof columns)[number]): Column => {
    const isSorted = by !== null && order?.by === by
    const descending = by !== null && (isSorted ? !order.descending : isDescendingFirst(by))
    return {
      label,
      href: by === null || hrefOf === null ? '' : hrefOf({ by, descending }),
      sorted: isSorted ? (order.descending ? 'descending' : 'ascending') : '',
      arrow: isSorted ? (order.descending ? '↓' : '↑') : '',
    }
  }
  const rows = order === null ? movements : inAccountOrder(movements, order)
  return {
    caption: order === null ? 'What fell most first, then what rose, then the largest.' : '',
    columns: columns.map(column),
    rows: rows.map((one) => accountLine(one, anchors, sheet)),
  }
}

const columns: readonly { readonly label: string; readonly by: AccountOrdering | null }[] = [
  { label: 'Account', by: 'name' },
  { label: 'Manager', by: 'manager' },
  { label: 'Revenue', by: 'revenue' },
  { label: 'Status', by: null },
  { label: 'Health', by: 'health' },
  { label: 'Week', by: 'change' },
  { label: '4 weeks', by: null },
  { label: '12 weeks', by: null },
  { label: 'Last 12 weeks', by: null },
  { label: 'Exit', by: 'exit' },
  { label: 'Next action', by: null },
]

function accountLine(
  one: AccountMovement,
  anchors: ReadonlyMap<string, string>,
  sheet: MailLayout,
): AccountLine {
  const { format, monday } = sheet
  const exit = exitOf(one)
  const { action, warning } = actionParts(one.action, sheet)
  return {
    name: fullName(one.name),
    anchor: anchors.get(one.accountId) ?? '',
    manager: fullName(one.accountManager),
    revenue: format.money(one.revenue),
    status: toneOf(one),
    before: statusBefore(one),
    health: one.health === null ? '–' : format.points(one.health),
    change: changeView(one.change, sheet),
    change4: changeView(one.change4, sheet),
    change12: changeView(one.change12, sheet),
    squares: weekLetters(one),
    exit: exit === null ? '–' : format.day(exit, monday),
    exitNote: one.leaving === null ? '' : 'leaving',
    action: action === '' ? '–' : action,
    overdue: warning,
  }
}

function toneOf({ movement, status }: AccountMovement): ToneView {
  if (movement === 'lost' || status === null) return { tone: 'lost', shape: '×', word: 'Lost' }
  const { shape, word } = statusView(status)
  return { tone: status, shape, word }
}

function statusBefore({ status, previousStatus }: AccountMovement): string {
  return previousStatus === null || previousStatus === status ? '' : `was ${previousStatus}`
}

function changeView(change: number | null, { format }: MailLayout): Change {
  if (change === null) return { figure: '–', way: 'none' }
  if (change === 0) return { figure: format.points(0), way: 'none' }
  const way = change > 0 ? 'up' : 'down'
  return { figure: `${change > 0 ? '▲' : '▼'}\u00a0${format.change(change)}`, way }
}

/** Letters of the last weeks, in order of time; · for a week in which nothing was known. */
export function weekLetters({
  statusTrend,
  trend,
  leaving,
}: Pick<AccountMovement, 'statusTrend' | 'trend' | 'leaving'>): WeekLetter[] {
  return statusTrend.map((status, index) => {
    if (status === null || status === 'unknown') return { letter: '·', look: 'none' }
    const isSaid = (trend[index] ?? null) !== null || (leaving !== null && status === 'red')
    return { letter: capitalised(status).charAt(0), look: `${status}${isSaid ? '' : ' carried'}` }
  })
}

/** All that is known of one account. */
export interface AccountEntry {
  readonly anchor: string
  readonly name: string
  readonly accountId: string
  readonly status: ToneView
  readonly standing: string
  readonly owner: string
  readonly ownerLink: string
  readonly reason: string
  readonly note: string
  /** What else must be known of it, a sentence each. */
  readonly alerts: readonly string[]
  readonly facts: readonly { readonly label: string; readonly said: string }[]
}

/** In the digest's order, whatever the table's: what else is told of them leads here. */
export function accountEntries(
  digest: DigestBody,
  anchors: ReadonlyMap<string, string>,
  sheet: MailLayout,
): AccountEntry[] {
  const alerts = alertsOf(digest, sheet)
  return digest.movements.map((one) => ({
    anchor: anchors.get(one.accountId) ?? '',
    name: fullName(one.name),
    accountId: cleanText(one.accountId, wholly),
    status: toneOf(one),
    standing: standing(one, sheet),
    owner: fullName(one.accountManager),
    ownerLink: mailto(one.accountManagerAddress),
    reason: sentence(capitalised(cleanText(reasonWithoutNote(one), wholly))),
    note: one.note === null ? '' : `“${cleanText(one.note, wholly)}”`,
    alerts: alerts.get(one.accountId) ?? [],
    facts: factsOf(one, sheet),
  }))
}

/** Nothing is cut here: what the mail has no room for stands on this page. */
const wholly = Number.POSITIVE_INFINITY

function fullName(name: string): string {
  return cleanText(name, wholly) || 'No name'
}

function reasonWithoutNote({ reason, note }: AccountMovement): string {
  return note !== null && reason.endsWith(`. ${note}`) ? reason.slice(0, -note.length - 2) : reason
}

function standing(one: AccountMovement, { format }: MailLayout): string {
  const { health, weeksInStatus, revenue, region } = one
  const parts = [
    weeksInStatus === null ? '' : `for ${format.counted(weeksInStatus, 'week')}`,
    health === null ? '' : `health ${format.points(health)}`,
    `${unbroken(format.exactMoney([revenue])(revenue))} a year`,
    region === null ? '' : cleanText(region, wholly),
  ]
  return parts.filter(Boolean).join(', ')
}

function factsOf(one: AccountMovement, sheet: MailLayout): AccountEntry['facts'] {
  const { format, monday } = sheet
  const { action, actionBy, warning } = actionInFull(one, sheet)
  const day = (value: AccountMovement['earliestExit']) =>
    value === null ? '' : unbroken(format.day(value, monday))
  const facts = [
    { label: 'Against the week compared', said: comparedWords(one, sheet) },
    { label: 'Over 4 and 12 weeks', said: longer(one, sheet) },
    { label: 'Health, the last 12 weeks', said: healthWeeks(one, sheet) },
    { label: 'Drivers', said: driverWords(one, sheet) },
    { label: 'Kind of issue', said: one.issue ?? '' },
    { label: 'Manager’s own call', said: one.pulse ?? '' },
    { label: 'Last report', said: weeksAgo(one.weeksSinceUpdate, sheet) ?? 'never' },
    { label: 'Last done for them', said: weeksAgo(one.weeksSinceValue, sheet) ?? '' },
    { label: 'In touch with', said: one.coverage === null ? '' : joined(one.coverage) || 'nobody' },
    { label: 'Leaving', said: leavingWords(one, sheet) },
    { label: 'Tender', said: one.inTender ? 'out to tender' : '' },
    { label: 'Earliest exit', said: day(one.earliestExit) },
    { label: 'Renewal', said: day(one.renewalDate) },
    { label: 'Next action', said: [action, actionBy, sentence(warning)].filter(Boolean).join(' ') },
  ]
  return facts.filter(({ said }) => said !== '').map(({ label, said }) => ({ label, said }))
}

function actionInFull({ action }: AccountMovement, sheet: MailLayout) {
  const parts = actionParts(action, sheet)
  return action === null ? parts : { ...parts, action: sentence(cleanText(action.action, wholly)) }
}

function comparedWords(one: AccountMovement, { format, previousWeek }: MailLayout): string {
  const { change, previousHealth, previousStatus, comparedWeek, restatedFrom, statusWeekBefore } =
    one
  const parts = [
    change === null ? '' : format.change(change),
    previousHealth === null ? '' : `from ${format.points(previousHealth)}`,
    previousStatus === null ? '' : previousStatus,
    comparedWeek === null ? '' : `in ${weekBeside(comparedWeek, previousWeek, format)}`,
  ].filter(Boolean)
  const restated = restatedFrom === null ? '' : `restated from ${format.points(restatedFrom)}`
  const before =
    statusWeekBefore === null || statusWeekBefore === previousStatus
      ? ''
      : `${statusWeekBefore} the week before`
  return [parts.join(' '), restated, before].filter(Boolean).join('; ')
}

function longer(
  { change4, change12, sliding, slidBefore }: AccountMovement,
  { format }: MailLayout,
) {
  const said = (change: number | null) => (change === null ? 'not known' : format.change(change))
  if (change4 === null && change12 === null) return ''
  const slides = sliding ? `; sliding${slidBefore ? ', as a week ago' : ', since this week'}` : ''
  return `${said(change4)} and ${said(change12)}${slides}`
}

function healthWeeks({ trend }: AccountMovement, { format }: MailLayout): string {
  if (trend.every((health) => health === null)) return ''
  return trend.map((health) => (health === null ? '·' : format.points(health))).join(' ')
}

function driverWords({ drivers, cause }: AccountMovement, { format }: MailLayout): string {
  const known = drivers.filter(({ score, change }) => score !== null || change !== null)
  return known
    .map(({ driver, score, change }) => {
      const moved = change === null ? '' : ` (${format.change(change)})`
      const lowest = driver === cause ? ', the weakest' : ''
      return `${driver} ${score === null ? 'not scored' : format.score(score)}${moved}${lowest}`
    })
    .join('; ')
}

function weeksAgo(weeks: number | null, { format }: MailLayout): string | null {
  if (weeks === null) return null
  return weeks === 0 ? 'this week' : `${format.counted(weeks, 'week')} ago`
}

function leavingWords({ leaving }: AccountMovement, { format, monday }: MailLayout): string {
  if (leaving === null) return ''
  const { noticeGivenOn, lastDay, daysLeft } = leaving
  const given = noticeGivenOn === null ? '' : `, notice given ${format.day(noticeGivenOn, monday)}`
  return `last day ${unbroken(format.day(lastDay, monday))}, ${format.counted(daysLeft, 'day')} left${given}`
}
