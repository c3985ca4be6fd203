import { palette } from '../../palette.js'
import type { AccountRow, OpenAction } from '../../report/digest/account-movement.js'
import type {
  OpenDecisionMakerChange,
  PulseDisagreement,
  SingleThreadedAccount,
} from '../../report/digest/attention.js'
import type { DigestBody } from '../../report/digest/digest.js'
import type { Status } from '../../report/health.js'
import type { Pulse } from '../../report/snapshot.js'
import { slideText } from '../news.js'
import type { MailLayout } from './frame.js'
import { cleanText, nameOf, sentence, unbroken } from './phrase.js'

/** A row that says how it is laid out. */
export interface ListedRow extends Row {
  /** Whether what follows its status begins a line, or stands behind a dot. */
  readonly broken: boolean
  readonly dotted: boolean
  /** Whether it has more to tell than its first lines, and the pixels below these. */
  readonly detailed: boolean
  readonly bottom: 4 | 14
  /** In text, the line below its name, and the last of what is told of it; empty without one. */
  readonly beneath: string
  readonly last: string
  /** In pixels: wider where a figure of its list is a date. */
  readonly figureWidth: 88 | 128
}

/** A list with its head, and a line for what didn't fit. */
export interface List {
  readonly caption: string
  readonly rows: readonly ListedRow[]
  /** `and 12 more, $3.4M a year`; empty where all are shown. */
  readonly more: string
}

/** What a list is made of; `cap` is how many of its items are shown. */
export interface ListContents<Item> {
  readonly items: readonly Item[]
  readonly cap: number
  readonly caption: string
  readonly row: (item: Item) => Row
}

/** Null where there is nothing to list. */
export function listOf<Item>(
  { items, cap, caption, row }: ListContents<Item>,
  more: (rest: readonly Item[]) => string,
): List | null {
  if (items.length === 0) return null
  const shown = foldsOne(items, cap) ? cap + 1 : cap
  const rest = items.slice(shown)
  return {
    caption,
    rows: laidOut(items.slice(0, shown).map((item) => row(item))),
    more: rest.length === 0 ? '' : `and ${more(rest)}`,
  }
}

/** All of a list; null where there is nothing in it. */
export function wholeList<Item>(
  items: readonly Item[],
  caption: string,
  row: (item: Item) => Row,
): List | null {
  return listOf({ items, cap: items.length, caption, row }, () => '')
}

/** The rows of one list, as wide as the widest of them needs it. */
function laidOut(rows: readonly Row[]): ListedRow[] {
  const figureWidth = rows.some(isWide) ? 128 : 88
  return rows.map((one) => {
    const broken = isParted(one) && isLong(one)
    const dotted = isParted(one) && !broken
    const detailed = isDetailed(one)
    const bottom = detailed ? 4 : 14
    const { beneath, last } = inText(one)
    return { ...one, broken, dotted, detailed, bottom, beneath, last, figureWidth }
  })
}

/** Beneath its name stands its status, and last what places it; without a status, that. */
function inText(row: Row): Pick<ListedRow, 'beneath' | 'last'> {
  const { status, statusBefore, contact, facts } = row
  const now = status === null ? '' : `${status.shape} ${status.word}`
  const standing = both(now, ' ', statusBefore)
  const place = both(contact, ', ', facts)
  return standing === '' ? { beneath: place, last: '' } : { beneath: standing, last: place }
}

function both(one: string, between: string, other: string): string {
  return one === '' || other === '' ? one + other : one + between + other
}

function isParted({ status, statusBefore, owner, facts }: Row): boolean {
  return (status !== null || statusBefore !== '') && (owner !== '' || facts !== '')
}

/** With a status before, the line is full. */
function isLong({ statusBefore }: Row): boolean {
  return statusBefore !== ''
}

function isDetailed({ reason, note, alerts, action, warning, caveat }: Row): boolean {
  const details = [reason, note, ...alerts, action, warning, caveat]
  return details.some((detail) => detail !== '')
}

/** Longer than the narrow column for figures, which leaves a phone room for addresses. */
function isWide({ figure, figureNote }: Row): boolean {
  return figure.length > 9 || figureNote.length > 11
}

/**
 * Whether the one item beyond `cap` is shown: "and 1 more" takes as much room, unless room is what
 * is missing.
 */
export function foldsOne(items: readonly unknown[], cap: number): boolean {
  return cap > 1 && items.length === cap + 1
}

/** `12 more, $3.4M a year`. */
export function moreRevenue(
  rest: readonly { readonly revenue: number }[],
  sheet: MailLayout,
): string {
  return `${sheet.format.count(rest.length)} more, ${yearly(rest, sheet)}`
}

/** `3 accounts, $1.2M a year`. */
export function accountsWorth(
  items: readonly { readonly revenue: number }[],
  sheet: MailLayout,
): string {
  return `${sheet.format.counted(items.length, 'account')}, ${yearly(items, sheet)}`
}

function yearly(items: readonly { readonly revenue: number }[], { format }: MailLayout): string {
  const sum = items.reduce((total, { revenue }) => total + Math.round(revenue * 100), 0)
  return `${format.money(sum / 100)} a year`
}

/** One account (or person, or file) in a list. What doesn't apply is empty, never missing. */
export interface Row {
  /** Whose row it is; empty where it isn't an account's. */
  readonly accountId: string
  readonly name: string
  readonly status: StatusView | null
  /** Beside the status: `was yellow`. */
  readonly statusBefore: string
  /** What the list is about, at its right edge, and a word on it below. */
  readonly figure: string
  readonly figureNote: string
  readonly owner: string
  /** Where text cannot carry a link: `Name <address>`. */
  readonly contact: string
  readonly ownerLink: string
  /** Size, region, dates: what places it. */
  readonly facts: string
  /** What has to be known to read the figure rightly. */
  readonly caveat: string
  readonly reason: string
  /** In the account manager's own words. */
  readonly note: string
  /** What else must be known of it, a sentence each. */
  readonly alerts: readonly string[]
  readonly action: string
  readonly actionBy: string
  readonly warning: string
}

/** A place to do something, one tap away. */
export interface Button {
  readonly label: string
  /** What it is for, where the label doesn't say it to those who only hear it; else empty. */
  readonly about: string
  readonly url: string
  /** Whether something stands above it, from which it keeps apart. */
  readonly apart: boolean
}

export const blankRow: Row = {
  accountId: '',
  name: '',
  status: null,
  statusBefore: '',
  figure: '',
  figureNote: '',
  owner: '',
  contact: '',
  ownerLink: '',
  facts: '',
  caveat: '',
  reason: '',
  note: '',
  alerts: [],
  action: '',
  actionBy: '',
  warning: '',
}

/** Null where there is nowhere to go. */
export function buttonTo(
  url: string | null | undefined,
  parts: Omit<Button, 'url'>,
): Button | null {
  return url ? { ...parts, url } : null
}

/** The part of a row that every list of accounts has: who it is, where it stands, how big it is. */
export function rowView(account: AccountRow, { format }: MailLayout): Row {
  return {
    ...blankRow,
    accountId: account.accountId,
    name: nameOf(account.name),
    status: account.status === null ? null : statusView(account.status),
    figure: format.money(account.revenue),
    ...ownerNamed(account.accountManager),
  }
}

/** A person to write to, one tap away. */
export function ownerParts(
  name: string,
  address: string,
): Pick<Row, 'owner' | 'contact' | 'ownerLink'> {
  const owner = nameOf(name)
  return { owner, contact: `${owner} <${addressOf(address)}>`, ownerLink: mailto(address) }
}

/** As long as an address can be. */
export function addressOf(address: string): string {
  return cleanText(address, 254)
}

/** A person known by name alone. */
export function ownerNamed(name: string): Pick<Row, 'owner' | 'contact'> {
  const owner = nameOf(name)
  return { owner, contact: owner }
}

/** Where a link leads that writes to somebody. */
export function mailto(address: string): string {
  return `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`
}

/** What will be done, by whom and by when, and what is wrong with it. */
export function actionParts(
  action: OpenAction | null,
  { format, monday }: MailLayout,
): Pick<Row, 'action' | 'actionBy' | 'warning'> {
  if (action === null) return { action: '', actionBy: '', warning: '' }
  const { owner, dueOn, daysOverdue } = action
  const by = [
    owner === null ? 'Nobody named' : nameOf(owner),
    dueOn === null ? 'no date' : unbroken(`due ${format.day(dueOn, monday)}`),
  ]
  return {
    action: sentence(cleanText(action.action, 200)),
    actionBy: sentence(by.join(', ')),
    warning: daysOverdue === 0 ? '' : `${format.counted(daysOverdue, 'day')} overdue`,
  }
}

/** Status as word, shape and colour. Arrows are for movement alone. */
export interface StatusView {
  readonly word: string
  readonly shape: string
  /** The class that gives it its colour on a dark page. */
  readonly tone: 'r' | 'y' | 'g' | 'm'
  /** On a white page, as `#rrggbb`. */
  readonly colour: string
}

const { red, yellow, green, muted } = palette.light

const views: Readonly<Record<Status, StatusView>> = {
  red: { word: 'Red', shape: '■', tone: 'r', colour: red },
  yellow: { word: 'Yellow', shape: '◆', tone: 'y', colour: yellow },
  green: { word: 'Green', shape: '●', tone: 'g', colour: green },
  unknown: { word: 'Unknown', shape: '○', tone: 'm', colour: muted },
}

export function statusView(status: Status): StatusView {
  return views[status]
}

/** `■ Red`, in running text, on one line. */
export function statusWords(status: Status): string {
  const { shape, word } = views[status]
  return `${shape}\u00a0${word}`
}

/** What has to be known of an account beside how it moved, a sentence each, by its id. */
type Alerts = ReadonlyMap<string, readonly string[]>

type Alerting = Pick<
  DigestBody,
  'movements' | 'decisionMakerChanges' | 'pulseDisagreements' | 'singleThreaded'
>

export function alertsOf(digest: Alerting, sheet: MailLayout): Alerts {
  return byAccount([
    ...slides(digest.movements, sheet),
    ...digest.decisionMakerChanges.map((one) => alert(one, newcomer(one, sheet))),
    ...digest.pulseDisagreements.map((one) => alert(one, disagreement(one))),
    ...digest.singleThreaded.map((one) => alert(one, singleThread(one))),
  ])
}

function slides(movements: DigestBody['movements'], { format }: MailLayout): Alert[] {
  return movements
    .filter(({ sliding }) => sliding)
    .map((one) => alert(one, `Sliding: ${slideText(one, format)}.`))
}

function byAccount(all: readonly Alert[]): Alerts {
  const alerts = new Map<string, string[]>()
  for (const { accountId, said } of all) {
    alerts.set(accountId, [...(alerts.get(accountId) ?? []), said])
  }
  return alerts
}

interface Alert {
  readonly accountId: string
  readonly said: string
}

function alert({ accountId }: { readonly accountId: string }, said: string): Alert {
  return { accountId, said }
}

function newcomer(
  { decisionMaker, changedOn }: OpenDecisionMakerChange,
  sheet: MailLayout,
): string {
  const since = `since ${unbroken(sheet.format.day(changedOn, sheet.monday))}`
  const who = decisionMaker === null ? ` ${since}` : `: ${nameOf(decisionMaker)}, ${since}`
  return `New decision maker${who}; nobody has met them yet.`
}

function disagreement({ leaving, pulse, status }: PulseDisagreement): string {
  const against = leaving === null ? 'the figures' : 'the notice'
  return `The manager says ${statusWords(pulse)}, ${mood(pulse, status)} than ${against}.`
}

function mood(pulse: Pulse, status: Status | null): string {
  const order: readonly (Status | null)[] = ['red', 'yellow', 'green']
  return order.indexOf(pulse) > order.indexOf(status) ? 'more hopeful' : 'more worried'
}

function singleThread({ group }: SingleThreadedAccount): string {
  return `In touch with ${group} alone.`
}
