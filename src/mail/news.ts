import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type { AccountMovement } from '../report/digest/account-movement.js'
import type { ContractChangeRow } from '../report/digest/contracts.js'
import type { DigestBody } from '../report/digest/digest.js'
import { hasCrossedBand, isDeparting } from '../report/digest/ticker.js'
import type { Status } from '../report/health.js'
import { top20Alarm } from '../report/portfolio.js'
import { weekBeside } from './view/frame.js'
import { cleanText, nameOf } from './view/phrase.js'

/** One piece of news: as a clause of the headline, and as short as a subject wants it. */
interface Item {
  readonly clause: string
  /** The ids of the accounts that it names. */
  readonly named: readonly string[]
  /** The same in at most so many characters, as far as that goes. */
  readonly short: (room: number) => string
}

/** How much of a subject a phone shows. */
export const subjectRoom = 35

/** Nothing was told or known before: there is nothing to compare with, and nothing has turned. */
export function isFirstReport({
  contracts,
  movements,
}: Pick<DigestBody, 'contracts' | 'movements'>): boolean {
  const isFresh = ({ movement, weeksSinceUpdate, leaving }: AccountMovement) =>
    leaving === null &&
    (movement === 'new' || (movement === 'unknown' && weeksSinceUpdate === null))
  return (
    contracts.reportBefore === null &&
    contracts.changes.length === 0 &&
    movements.some(({ movement }) => movement === 'new') &&
    movements.every(isFresh)
  )
}

function firstReport({ portfolio }: DigestBody, format: Format): Item {
  const { accounts, byStatus } = portfolio
  const red = byStatus.red.accounts
  const clause = `first report: ${format.counted(accounts, 'account')}, ${red === 0 ? 'none' : format.count(red)} red`
  return { clause, named: [], short: () => clause }
}

/** The week in one sentence with names: the worst two things, or else the best two. */
export function headline(digest: DigestBody, format: Format): string {
  const [first, second] = inHeadline(digest, format)
  if (first === undefined) return `${capitalised(stillness(digest, format))}.`
  const told = second === undefined ? first.clause : `${first.clause}, and ${second.clause}`
  return `${capitalised(told)}.`
}

/** The ids of the accounts that the headline names. */
export function namedInHeadline(digest: DigestBody, format: Format): ReadonlySet<string> {
  return new Set(inHeadline(digest, format).flatMap(({ named }) => named))
}

function inHeadline(digest: DigestBody, format: Format): Item[] {
  return newsOf(digest, format).slice(0, 2)
}

/**
 * What happened, to whom, and the money: `Lost Ironbeck Steel; $2.32M at risk`. The first 35
 * characters hold what matters most, and all of it where names allow.
 */
export function subject(digest: DigestBody, format: Format): string {
  const { region, revenueAtRisk, participation, top20, retention } = digest
  const money = `${format.money(revenueAtRisk.total)} at risk`
  const where = region === null ? '' : ` (${cleanText(region, 40)})`
  const [first] = newsOf(digest, format)
  const alarm = top20.news ? `; alarm: ${alarmShort(top20, format)}` : ''
  if (first !== undefined) {
    const rest = alarm || `; ${money}`
    return `${capitalised(first.short(subjectRoom - rest.length))}${rest}${alarm === '' ? '' : `; ${money}`}${where}`
  }
  const silent = participation.updated === 0 && participation.active > 0
  const { gross } = retention.revenue
  const kept = gross === null || alarm !== '' ? '' : `${format.points(gross)}% kept, `
  return `${silent ? 'Nobody reported' : 'Quiet week'}${alarm}; ${kept}${money}${where}`
}

/** What a mailbox shows beside the subject: the news that it has no room for, then the figures. */
export function preheader(digest: DigestBody, figures: string, format: Format): string {
  const clauses = newsOf(digest, format)
    .slice(1, 4)
    .map(({ clause }) => `${capitalised(clause)}.`)
  return [...clauses, figures].join(' ')
}

/** The alarm about the largest accounts, in the week in which it is reached or grows; else empty. */
export function alarmNews({ top20 }: Pick<DigestBody, 'top20'>, format: Format): string {
  if (!top20.news) return ''
  if (top20.lost < top20Alarm) return `Alarm: ${alarmShort(top20, format)}.`
  const of = `${format.count(top20.lost)} of the ${format.count(top20.accounts.length)} largest`
  return `Alarm: ${of} lost within a year, ${format.money(top20.lostRevenue)}.`
}

function alarmShort({ lost }: DigestBody['top20'], format: Format): string {
  return lost < top20Alarm ? 'the largest goes' : `${format.count(lost)} of top 20 lost`
}

/** One message asks for it in its subject, headline, preheader and ticker. */
const known = new WeakMap<DigestBody, { readonly format: Format; readonly items: Item[] }>()

/** The worst first. */
function newsOf(digest: DigestBody, format: Format): Item[] {
  const last = known.get(digest)
  if (last?.format === format) return last.items
  const items = allNews(digest, format)
  known.set(digest, { format, items })
  return items
}

function allNews(digest: DigestBody, format: Format): Item[] {
  if (isFirstReport(digest)) return [firstReport(digest, format)]
  const parts = partsOf(digest)
  return [
    ...departures(digest, parts, format),
    ...worse(digest, parts, format),
    ...better(parts, format),
    ...other(parts, format),
  ].filter((item) => item !== null)
}

/** Accounts that are neither lost nor leaving, by what became of them. */
interface Parts {
  readonly staying: readonly AccountMovement[]
  /** Those that crossed a line, by where they stand now. */
  readonly turned: Readonly<Record<Status, readonly AccountMovement[]>>
  /** Out of red, by what somebody reported. */
  readonly recovered: readonly AccountMovement[]
  readonly changed: (...kinds: ContractChangeRow['kind'][]) => ContractChangeRow[]
}

function partsOf({ movements, contracts }: DigestBody): Parts {
  const staying = movements.filter((one) => !isDeparting(one))
  const changed = (...kinds: ContractChangeRow['kind'][]) =>
    contracts.changes.filter(({ kind }) => kinds.includes(kind))
  // Out of red for its notice alone: told as one that stays.
  const kept = new Set(changed('notice-withdrawn', 'back').map(({ accountId }) => accountId))
  const crossed = staying.filter(
    (one) => hasCrossedBand(one) && (one.status === 'red' || !kept.has(one.accountId)),
  )
  const to = (status: Status) => crossed.filter((one) => one.status === status)
  const recovered = [...to('yellow'), ...to('green')].filter(
    ({ statusWeekBefore }) => statusWeekBefore === 'red',
  )
  return {
    staying,
    turned: {
      red: to('red'),
      yellow: to('yellow'),
      green: to('green'),
      unknown: to('unknown'),
    },
    recovered,
    changed,
  }
}

function departures(
  { movements, contracts }: DigestBody,
  { changed }: Parts,
  format: Format,
): (Item | null)[] {
  const lost = movements
    .filter(({ movement }) => movement === 'lost')
    .toSorted((a, b) => b.revenue - a.revenue)
  const told = new Set(changed('notice-given').map(({ accountId }) => accountId))
  const noticed = contracts.leaving.filter(({ accountId }) => told.has(accountId))
  return [
    namedNews(lost, { before: 'we lost ', short: 'Lost ' }, format),
    noticeNews(noticed, format),
  ]
}

function worse(
  digest: DigestBody,
  { staying, turned, changed }: Parts,
  format: Format,
): (Item | null)[] {
  const falls = byWeight(staying, 'down').filter((one) => !turned.red.includes(one))
  return [
    namedNews(turned.red, { after: ' turned red' }, format),
    namedNews(
      changed('no-longer-desired'),
      { after: [' is no longer desired', ' are no longer desired'] },
      format,
    ),
    shrunk(changed('cut'), format),
    fall(falls, digest, format),
    silence(turned.unknown, format),
  ]
}

function better({ staying, recovered, changed }: Parts, format: Format): (Item | null)[] {
  const rises = byWeight(staying, 'up').filter((one) => !recovered.includes(one))
  return [
    namedNews(changed('notice-withdrawn'), { after: [' stays', ' stay'] }, format),
    namedNews(changed('back'), { after: [' is back', ' are back'] }, format),
    namedNews(recovered, { after: [' is out of red', ' are out of red'] }, format),
    namedNews(rises, { after: ' rose' }, format),
  ]
}

/** What is worth a headline where there is nothing else. */
function other({ staying, turned, recovered, changed }: Parts, format: Format): (Item | null)[] {
  const fresh = staying.filter((one) => one.movement === 'new' && !turned.red.includes(one))
  // What rose or fell, or came, is told as that.
  const settled = (those: readonly AccountMovement[]) =>
    those.filter((one) => one.movement === 'flat' && !recovered.includes(one))
  const slides = staying.filter(
    ({ movement, sliding, slidBefore }) => movement !== 'up' && sliding && !slidBefore,
  )
  const amended = changed(
    'grown',
    'desired-again',
    'out-to-tender',
    'tender-closed',
    'handed-over',
    'last-day-moved',
  )
  return [
    namedNews([...fresh, ...changed('new')], { after: [' is new', ' are new'] }, format),
    namedNews(settled(turned.yellow), { after: ' turned yellow' }, format),
    namedNews(settled(turned.green), { after: ' turned green' }, format),
    namedNews(slides, { after: [' is sliding', ' are sliding'] }, format),
    namedNews(amended, { after: [' has a changed contract', ' have changed contracts'] }, format),
  ]
}

/** Money times points, as the ticker weighs them. */
function byWeight(
  staying: readonly AccountMovement[],
  way: AccountMovement['movement'],
): AccountMovement[] {
  const weight = ({ revenue, change }: AccountMovement) => revenue * Math.abs(change ?? 0)
  return staying
    .filter(({ movement }) => movement === way)
    .toSorted((a, b) => weight(b) - weight(a))
}

interface Named {
  readonly accountId: string
  readonly name: string
}

interface Wording {
  readonly before?: string
  /** As a subject has it; else as the headline does. */
  readonly short?: string
  /** One verb, or one each for one account and for several. */
  readonly after?: string | readonly [one: string, many: string]
}

function namedNews(
  those: readonly Named[],
  { before = '', short = before, after = '' }: Wording,
  format: Format,
): Item | null {
  const each = distinct(those)
  if (each.length === 0) return null
  const [one, many] = typeof after === 'string' ? [after, after] : after
  const verb = each.length === 1 ? one : many
  return {
    clause: `${before}${namesOf(each, format)}${verb}`,
    named: (each.length <= namedAtMost ? each : each.slice(0, 1)).map(({ accountId }) => accountId),
    short: (room) =>
      `${short}${shortNames(each, room - short.length - verb.length, format)}${verb}`,
  }
}

/** Of more than so many the first alone is named. */
const namedAtMost = 2

/** An account may have two changes. */
function distinct(those: readonly Named[]): Named[] {
  return those.filter(
    ({ accountId }, index) => those.findIndex((one) => one.accountId === accountId) === index,
  )
}

function namesOf(those: readonly Named[], format: Format): string {
  if (those.length <= namedAtMost) return joined(those.map(({ name }) => nameOf(name)))
  const [first] = those
  const others = format.counted(those.length - 1, 'other', 'others')
  return `${nameOf(first?.name ?? '')} and ${others}`
}

/** Both names where they fit, else the first and how many others. */
function shortNames(those: readonly Named[], room: number, format: Format): string {
  const [first, ...others] = those
  const name = nameOf(first?.name ?? '')
  if (others.length === 0) return shortName(name, room)
  const more = ` and ${format.count(others.length)} more`
  return `${shortName(name, room - more.length)}${more}`
}

/**
 * As many of the first words of a name as there is room for, and at least one: `Quillmark` of
 * `Quillmark Insurance Group`. None that only joins it to a next one stands last.
 */
export function shortName(name: string, room: number): string {
  if (name.length <= room) return name
  const words = name.split(' ')
  const starts = words
    .map((_, index) =>
      words
        .slice(0, index + 1)
        .join(' ')
        .replace(/[\s,;:–—-]+$/, ''),
    )
    .filter((start) => start !== '' && !joining.test(start))
  const start = starts.findLast(({ length }) => length <= room) ?? starts[0] ?? name
  return cleanText(start, name.length)
}

const joining = /(^|\s)(and|the|of|for|to|at|in|on|de|la|le|der|die|das|von|van|st\.?|&|\+|a|an)$/i

function noticeNews(
  those: readonly (Named & { readonly daysLeft: number })[],
  format: Format,
): Item | null {
  const [first, ...others] = those
  if (first === undefined) return null
  const plain = namedNews(those, { after: ' gave notice' }, format)
  if (plain === null || others.length > 0) return plain
  const days = `: ${format.counted(first.daysLeft, 'day')}`
  return { ...plain, short: (room) => `${plain.short(room - days.length)}${days}` }
}

function shrunk(those: readonly ContractChangeRow[], format: Format): Item | null {
  const [first, ...others] = those
  if (first === undefined) return null
  if (others.length > 0) return namedNews(those, { after: ' were cut' }, format)
  return namedNews(those, { after: ` was cut by ${format.money(first.amount ?? 0)}` }, format)
}

function fall(those: readonly AccountMovement[], digest: DigestBody, format: Format): Item | null {
  const [first, ...others] = those
  if (first === undefined) return null
  if (others.length > 0) return namedNews(those, { after: ' fell' }, format)
  const since = sinceWhen(first, digest, format)
  return namedNews(
    those,
    { after: ` fell ${format.points(Math.abs(first.change ?? 0))}${since}` },
    format,
  )
}

/** Less at risk is no good news as far as nobody looked. */
function silence(those: readonly AccountMovement[], format: Format): Item | null {
  const gone = those.filter(({ statusWeekBefore }) => statusWeekBefore === 'red')
  return namedNews(
    gone,
    { after: [' was red and is unknown now', ' were red and are unknown now'] },
    format,
  )
}

/** ` since Oct 5–11`, where what is compared isn't the week before. */
export function sinceWhen(
  { comparedWeek }: Pick<AccountMovement, 'comparedWeek'>,
  { previousWeek }: Pick<DigestBody, 'previousWeek'>,
  format: Format,
): string {
  if (comparedWeek === null || comparedWeek === previousWeek) return ''
  return ` since ${weekBeside(comparedWeek, previousWeek, format)}`
}

/** How far it has fallen over 4 and 12 weeks: `−4.2 in 4 weeks`, `−4.2 in 4 weeks, −9.0 in 12`. */
export function slideText({ change4, change12 }: AccountMovement, { change }: Format): string {
  const over4 = change4 !== null && change4 < 0 ? `${change(change4)} in 4 weeks` : ''
  if (change12 === null || change12 >= 0) return over4
  return over4 === '' ? `${change(change12)} in 12 weeks` : `${over4}, ${change(change12)} in 12`
}

/** No movement is good news only as far as anybody reported. */
function stillness({ participation }: DigestBody, format: Format): string {
  const { updated, active } = participation
  if (active === 0) return 'no account is active'
  const accounts = format.counted(active, 'account')
  if (updated === 0)
    return active === 1
      ? 'nobody reported on the only account'
      : `nobody reported on any of the ${accounts}`
  if (updated < active)
    return updated === 1
      ? 'a quiet week: the only account reported on did not move'
      : `a quiet week: none of the ${format.count(updated)} accounts reported on moved`
  return active === 1
    ? 'a quiet week: the only account did not move'
    : `a quiet week: none of the ${accounts} moved`
}
