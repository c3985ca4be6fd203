import { joined } from '../../format.js'
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
import { slideText } from '../headline.js'
import type { Picture } from '../picture.js'
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
  /** In pixels: wider where a figure of its list is a date, or a picture stands below one. */
  readonly figureWidth: 88 | 128
}

/** A list with its head, and a line for what didn't fit. */
export interface List {
  readonly caption: string
  /** Those that stand above already, in a sentence; empty where there are none. */
  readonly above: string
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
    above: '',
    rows: laidOut(items.slice(0, shown).map((item) => row(item))),
    more: rest.length === 0 ? '' : `and ${more(rest)}`,
  }
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

/** With a picture beside it, or a status before, the line is full. */
function isLong({ trend, statusBefore }: Row): boolean {
  return trend !== null || statusBefore !== ''
}

function isDetailed({ reason, note, alerts, action, warning, caveat, update }: Row): boolean {
  const details = [reason, note, ...alerts, action, warning, caveat]
  return update !== null || details.some((detail) => detail !== '')
}

/** Longer than the narrow column for figures, which leaves a phone room for addresses. */
function isWide({ trend, figure, figureNote }: Row): boolean {
  return trend !== null || figure.length > 9 || figureNote.length > 11
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
  /** Itself in a sentence, for where it is told of above; empty where it keeps a row there. */
  readonly brief: string
  readonly name: string
  readonly status: StatusView | null
  /** Beside the status: `was yellow`. */
  readonly statusBefore: string
  /** What the list is about, at its right edge, and a word on it below. */
  readonly figure: string
  readonly figureNote: string
  /** Its last 12 weeks; null where the list is about something else. */
  readonly trend: Picture | null
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
  /** Where its manager reports back; null where nobody is asked to. */
  readonly update: Button | null
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
  brief: '',
  name: '',
  status: null,
  statusBefore: '',
  figure: '',
  figureNote: '',
  trend: null,
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
  update: null,
}

/** Null where there is nowhere to go. */
export function buttonTo(
  url: string | null | undefined,
  parts: Omit<Button, 'url'>,
): Button | null {
  return url ? { ...parts, url } : null
}

/** Leads to where an account is reported back on. */
export function updateButton(name: string, url: string | undefined): Button | null {
  return buttonTo(url, { label: 'Update', about: nameOf(name), apart: true })
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

export type TellOnce = (list: List | null) => List | null

/**
 * Handed the lists of a message one after the other, tells all there is to tell of an account in
 * the first of them that has a row for it. Later ones only name it, or keep its first lines.
 */
export function dedupeAccounts(alerts: Alerts): TellOnce {
  const told = new Set<string>()
  return (list) => {
    if (list === null) return null
    const named = list.rows.filter(({ accountId, brief }) => told.has(accountId) && brief !== '')
    const kept = list.rows.filter((row) => !named.includes(row))
    const rows = kept.map((row) =>
      told.has(row.accountId)
        ? shortened(row)
        : { ...row, alerts: alerts.get(row.accountId) ?? [] },
    )
    for (const { accountId } of rows) told.add(accountId)
    const above = joined(named.map(({ brief }) => brief))
    return { ...list, rows: laidOut(rows), above: above === '' ? '' : `See above: ${above}.` }
  }
}

/** What the list is about, without what stands above. */
function shortened(row: Row): Row {
  const { trend, statusBefore, reason, note, action, actionBy, warning, caveat } = blankRow
  return { ...row, trend, statusBefore, reason, note, action, actionBy, warning, caveat }
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

function mailto(address: string): string {
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

/** Which of a manager's accounts slide; the rest is told them otherwise. */
export function slideAlerts(movements: DigestBody['movements'], sheet: MailLayout): Alerts {
  return byAccount(slides(movements, sheet))
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

/** What a pulse disagrees with: of an account that is leaving, no figure need be red. */
export function againstPulse({ leaving, status }: PulseDisagreement): string {
  return leaving === null ? `figures ${statusWords(status ?? 'unknown')}` : 'notice given'
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
