import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type { AccountMovement } from '../report/digest/account-movement.js'
import type { Administration, DeliveryReport } from '../report/digest/admin.js'
import type { ContractChangeRow } from '../report/digest/contracts.js'
import type { DigestBody } from '../report/digest/digest.js'
import type { RiskSummary } from '../report/digest/summary.js'
import { type Week, weeksBetween } from '../report/week.js'
import { contractLead, reasonAlone } from './contract-lead.js'
import type { Digest } from './message.js'
import { weekBeside } from './view/frame.js'
import { cleanText, nameOf, sentence } from './view/phrase.js'

/** The week in one sentence: for executives of all their accounts, for managers of their own. */
export function headline(digest: DigestBody, format: Format): string {
  const tally = tallyOf(digest)
  const week = tally.quiet ? stillness(digest, format) : moves(digest, tally, format)
  return `${capitalised(week)}; ${risk(digest.revenueAtRisk, format)}.`
}

/** Beside all of the reader's own accounts, those that were lost in the week are some of them. */
function moves(digest: DigestBody, tally: Tally, format: Format): string {
  const { role, movements } = digest
  const own = role === 'account-manager'
  const older = olderFalls(digest, ' of them', format)
  const parts = partsOf(tally, older === '' ? 'fell' : `fell ${older}`)
  if (own && movements.length === 1) return `your account ${parts[0]?.one ?? 'moved'}`
  const told = parts.map(({ count, one, many }, index) => {
    const subject = index === 0 && !own ? format.counted(count, 'account') : format.count(count)
    return `${subject} ${count === 1 ? one : many}`
  })
  const all = format.counted(movements.length, 'account')
  return own ? `of your ${all}, ${joined(told)}` : joined(told)
}

interface Part {
  readonly count: number
  readonly one: string
  readonly many: string
}

/** Beside losses, falls and rises nothing else is worth a headline. */
function partsOf(tally: Tally, fell: string): Part[] {
  const parts = (...all: Part[]) => all.filter(({ count }) => count > 0)
  const moved = parts(
    { count: tally.lost, one: 'was lost', many: 'were lost' },
    { count: tally.noticed, one: 'gave notice', many: 'gave notice' },
    { count: tally.down, one: fell, many: fell },
    { count: tally.up, one: 'rose', many: 'rose' },
  )
  if (moved.length > 0) return moved
  return parts(
    { count: tally.new, one: 'is new', many: 'are new' },
    { count: tally.crossed, one: 'changed status', many: 'changed status' },
    { count: tally.sliding, one: 'is sliding', many: 'are sliding' },
    { count: tally.changed, one: 'has a changed contract', many: 'have changed contracts' },
  )
}

/**
 * Which falls took longer than the week, because nobody reported the week before: `(over 5 weeks)`,
 * `(1 of them over 5 weeks)`, or nothing.
 */
function olderFalls(
  { week, previousWeek, movements }: Pick<DigestBody, 'week' | 'previousWeek' | 'movements'>,
  ofThem: string,
  format: Format,
): string {
  const falls = movements.filter(({ movement }) => movement === 'down')
  const spans = falls.flatMap(({ comparedWeek }) =>
    comparedWeek === null || comparedWeek === previousWeek ? [] : weeksBetween(comparedWeek, week),
  )
  const [span] = spans
  if (span === undefined) return ''
  const same = spans.every((one) => one === span)
  const over = `over ${same ? format.counted(span, 'week') : 'several weeks'}`
  return spans.length === falls.length
    ? `(${over})`
    : `(${format.count(spans.length)}${ofThem} ${over})`
}

/** No movement is good news only as far as anybody reported. */
function stillness({ role, participation }: DigestBody, format: Format): string {
  const { updated, active } = participation
  if (active === 0) return 'no account is active'
  const partly = updated > 0 && updated < active
  const own = role === 'account-manager' && !partly
  const one = `${own ? 'your' : 'the only'} account`
  const many = (count: number) =>
    `none of ${own ? 'your' : 'the'} ${format.counted(count, 'account')}`
  if (updated === 0) {
    return active === 1 ? `${one} was not reported on` : `${many(active)} was reported on`
  }
  const where = partly ? ' reported on' : ''
  const stood = updated === 1 ? `${one}${where} did not move` : `${many(updated)}${where} moved`
  return `a quiet week: ${stood}`
}

function risk({ total, change }: RiskSummary, format: Format): string {
  const is = total === 0 ? 'nothing is at risk' : `${format.money(total)} is at risk`
  if (change === 0) return total === 0 ? is : `${is}, as before`
  return `${is}, ${change > 0 ? 'up' : 'down'} ${format.money(Math.abs(change))}`
}

/** Did everybody get it: in one sentence. */
export function adminHeadline({ thisEdition }: Administration, format: Format): string {
  const { planned, submitted } = thisEdition
  if (planned === 0) return 'No digest was planned for this edition.'
  if (submitted === planned) {
    return planned === 1
      ? 'The only digest was submitted.'
      : `All ${format.counted(planned, 'digest')} were submitted.`
  }
  const of = `${format.count(submitted)} of ${format.counted(planned, 'digest')} submitted`
  return `${of}: ${joined(exceptions(thisEdition, format))}.`
}

function exceptions(report: DeliveryReport, format: Format): string[] {
  const { failed, uncertain, skipped, open } = report
  return [
    { count: failed, word: 'failed' },
    { count: uncertain, word: 'uncertain' },
    { count: skipped, word: 'skipped' },
    { count: open, word: 'still open' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${format.count(count)} ${word}`)
}

/** What else needs care, counted. */
export function adminLead(care: Administration, format: Format): string {
  const parts = [
    { count: care.bounced.length, noun: 'message', told: ['came back', 'came back'] },
    {
      count: care.replied.length,
      noun: 'message',
      told: ['was replied to', 'were replied to'],
    },
    {
      count: care.bounceMailbox === null ? 0 : 1,
      noun: 'mailbox',
      told: ['can’t be read', 'can’t be read'],
    },
    { count: care.importProblems.length, noun: 'import', told: ['was refused', 'were refused'] },
    {
      count: care.ownersNotInSettings.length,
      noun: 'account manager',
      told: ['is not in the settings', 'are not in the settings'],
    },
    { count: care.stale.length, noun: 'account', told: ['is stale', 'are stale'] },
    { count: care.unknown.length, noun: 'account', told: ['is unknown', 'are unknown'] },
    { count: care.restated.length, noun: 'account', told: ['was restated', 'were restated'] },
  ].filter(({ count }) => count > 0)
  if (parts.length === 0) return 'Nothing else needs care.'
  const told = parts.map(
    ({ count, noun, told: [one, many] }) =>
      `${format.counted(count, noun)} ${count === 1 ? one : many}`,
  )
  return `${capitalised(joined(told))}.`
}

/**
 * What was worst, and why; what was best where nothing was bad; and what left the revenue at risk
 * only because nobody reported on it. Empty in a quiet week.
 */
export function intro(digest: DigestBody, format: Format): string {
  const { movements, revenueAtRisk, previousWeek } = digest
  const moved = (those: readonly AccountMovement[], verb: string) =>
    move(those, verb, previousWeek, format)
  const of = (sought: AccountMovement['movement']) =>
    movements.filter(({ movement }) => movement === sought)
  const [falls, rises] = [of('down'), of('up')]
  const { bad, good } = contractLead(digest, format)
  const isBad = bad.some((one) => one !== '') || falls.length > 0
  const told = [
    lateness(digest, format),
    tallyOf(digest).quiet ? '' : silence(digest),
    ...bad,
    moved(falls, 'fell'),
    ...(isBad ? [] : good),
    isBad ? '' : slide(movements.filter(isNewSlide), format),
    isBad ? '' : moved(rises, 'rose'),
    revenueAtRisk.change < 0 ? outOfSight(movements, format) : '',
  ]
  return told.filter((one) => one !== '').join(' ')
}

/** A week of which contracts alone are told; a quiet week's headline says so itself. */
function silence({ participation: { active, updated } }: DigestBody): string {
  return updated === 0 && active > 0 ? 'Nobody reported on any account this week.' : ''
}

/** Otherwise its readers would take it for the latest. */
function lateness({ laterReport }: DigestBody, format: Format): string {
  if (laterReport === null) return ''
  return `This report is late: the one about ${format.shortWeek(laterReport)} was made before it.`
}

function move(
  [first, ...others]: readonly AccountMovement[],
  verb: string,
  previousWeek: Week,
  format: Format,
): string {
  if (first === undefined || first.health === null || first.change === null) return ''
  const most = others.length === 0 ? verb : `${verb} most,`
  const by = `${format.points(Math.abs(first.change))} points${since(first, previousWeek, format)}`
  const standing = `${format.points(first.health)} (${first.status})`
  return `${nameOf(first.name)} ${most} by ${by} to ${standing}. ${why(first)}`
}

/** ` since Oct 5–11`, where what is compared isn't the week before. */
export function since(
  { comparedWeek }: AccountMovement,
  previousWeek: Week,
  format: Format,
): string {
  if (comparedWeek === null || comparedWeek === previousWeek) return ''
  return ` since ${weekBeside(comparedWeek, previousWeek, format)}`
}

/** Slides that began this week, the one that lost most first. */
function slide(those: readonly AccountMovement[], format: Format): string {
  const [first, ...others] = those.toSorted((a, b) => furthest(a) - furthest(b))
  if (first === undefined) return ''
  const more =
    others.length === 0
      ? ''
      : `, and so ${others.length === 1 ? 'is' : 'are'} ${format.counted(others.length, 'other', 'others')}`
  return `${nameOf(first.name)} is sliding${more}: ${slideText(first, format)}.`
}

function furthest({ change4, change12 }: AccountMovement): number {
  return Math.min(change4 ?? 0, change12 ?? 0)
}

/** How far it has fallen over 4 and 12 weeks: `−4.2 in 4 weeks`, `−4.2 in 4 weeks, −9.0 in 12`. */
export function slideText({ change4, change12 }: AccountMovement, { change }: Format): string {
  const over4 = change4 !== null && change4 < 0 ? `${change(change4)} in 4 weeks` : ''
  if (change12 === null || change12 >= 0) return over4
  return over4 === '' ? `${change(change12)} in 12 weeks` : `${over4}, ${change(change12)} in 12`
}

/** Less at risk is no good news as far as nobody looked. */
function outOfSight(movements: readonly AccountMovement[], format: Format): string {
  const gone = movements.filter(
    ({ movement, statusWeekBefore, weeksSinceUpdate }) =>
      movement === 'unknown' && statusWeekBefore === 'red' && weeksSinceUpdate !== 0,
  )
  const [first] = gone
  if (first === undefined) return ''
  const revenue = gone.reduce((sum, one) => sum + Math.round(one.revenue * 100), 0) / 100
  const which = gone.length === 1 ? nameOf(first.name) : format.counted(gone.length, 'account')
  return `${format.money(revenue)} was red and is unknown now: nobody reported on ${which}.`
}

function why(one: AccountMovement): string {
  return sentence(cleanText(reasonAlone(one), 160))
}

/**
 * The headline and the week, on one line: `Monday Morning Report, Nov 16-22: 3 down, 1 up, $1.2M at
 * risk`.
 */
export function subject(digest: Digest, format: Format): string {
  const week = format.shortWeek(digest.week).replaceAll(/[–—]/g, '-')
  return `${title(digest, format)}, ${week}: ${told(digest, format)}`
}

function title(digest: Digest, format: Format): string {
  if (digest.role !== 'account-manager') return 'Monday Morning Report'
  const { length } = digest.movements
  if (length === 1) return 'Your account'
  return length === 0 ? 'Your accounts' : `Your ${format.counted(length, 'account')}`
}

function told(digest: Digest, format: Format): string {
  if (digest.role === 'admin') return deliveries(digest.administration.thisEdition, format)
  const { region, revenueAtRisk, participation } = digest
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  const silent = participation.updated === 0 && participation.active > 0
  const moves = movesInFigures(tallyOf(digest), olderFalls(digest, '', format), format)
  const week = moves || (silent ? 'nothing reported' : 'no movement')
  return `${week}, ${format.money(revenueAtRisk.total)} at risk${where}`
}

/** Beside losses, falls and rises there is no room for anything else. */
function movesInFigures(tally: Tally, older: string, format: Format): string {
  const words = (...parts: (readonly [count: number, word: string])[]) =>
    parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${format.count(count)} ${word}`)
      .join(', ')
  return (
    words(
      [tally.lost, 'lost'],
      [tally.noticed, 'gave notice'],
      [tally.down, `down ${older}`.trim()],
      [tally.up, 'up'],
    ) ||
    words(
      [tally.new, 'new'],
      [tally.crossed, 'changed status'],
      [tally.sliding, 'sliding'],
      [tally.changed, tally.changed === 1 ? 'contract changed' : 'contracts changed'],
    )
  )
}

interface Deliveries {
  readonly planned: number
  readonly submitted: number
  readonly failed: number
}

function deliveries({ planned, submitted, failed }: Deliveries, format: Format): string {
  const of = `${format.count(submitted)} of ${format.count(planned)} submitted`
  return failed === 0 ? of : `${of}, ${format.count(failed)} failed`
}

/** How many accounts moved, and which way. */
interface Tally {
  readonly lost: number
  readonly down: number
  readonly up: number
  readonly new: number
  /** Flat, and yet in another status than before. */
  readonly crossed: number
  /** Sliding, and not a week ago; it may be up as well. */
  readonly sliding: number
  /** Whose notice is told for the first time. */
  readonly noticed: number
  /** Contracts of which anything else is told. */
  readonly changed: number
  /** Nothing of the above. */
  readonly quiet: boolean
}

export function tallyOf({
  movements,
  contracts: { changes },
}: Pick<DigestBody, 'movements' | 'contracts'>): Tally {
  const count = (counts: (one: AccountMovement) => boolean) => movements.filter(counts).length
  const changed = (counts: (kind: ContractChangeRow['kind']) => boolean) =>
    new Set(changes.filter(({ kind }) => counts(kind)).map(({ accountId }) => accountId)).size
  const moved = {
    lost: count(({ movement }) => movement === 'lost'),
    down: count(({ movement }) => movement === 'down'),
    up: count(({ movement }) => movement === 'up'),
    new: count(({ movement }) => movement === 'new'),
    crossed: count(hasCrossed),
    sliding: count(isNewSlide),
    noticed: changed((kind) => kind === 'notice-given'),
    changed: changed((kind) => kind !== 'notice-given' && kind !== 'lost'),
  }
  return { ...moved, quiet: Object.values(moved).every((number) => number === 0) }
}

function isNewSlide({ sliding, slidBefore }: AccountMovement): boolean {
  return sliding && !slidBefore
}

/** Hardly moved, but over the line between two statuses; one that is leaving is told as that. */
export function hasCrossed(one: AccountMovement): boolean {
  const { leaving, movement, previousStatus, status } = one
  return movement === 'flat' && leaving === null && status !== previousStatus
}
