import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type { AccountMovement } from '../report/digest/account-movement.js'
import type { Administration, DeliveryReport } from '../report/digest/admin.js'
import type { DigestBody } from '../report/digest/digest.js'
import type { RiskSummary } from '../report/digest/summary.js'
import type { Digest } from './message.js'
import { cleanText, nameOf, sentence } from './view/phrase.js'

/** The week in one sentence: for executives of all their accounts, for managers of their own. */
export function headline(digest: DigestBody, format: Format): string {
  const tally = tallyOf(digest.movements)
  const week = tally.quiet ? stillness(digest, format) : moves(digest, tally, format)
  return `${capitalised(week)}; ${risk(digest.revenueAtRisk, format)}.`
}

/** Beside all of the reader's own accounts, those that were lost in the week are some of them. */
function moves({ role, movements }: DigestBody, tally: Tally, format: Format): string {
  const own = role === 'account-manager'
  const parts = partsOf(tally)
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
function partsOf(tally: Tally): Part[] {
  const parts = (...all: Part[]) => all.filter(({ count }) => count > 0)
  const moved = parts(
    { count: tally.lost, one: 'was lost', many: 'were lost' },
    { count: tally.down, one: 'fell', many: 'fell' },
    { count: tally.up, one: 'rose', many: 'rose' },
  )
  if (moved.length > 0) return moved
  return parts(
    { count: tally.new, one: 'is new', many: 'are new' },
    { count: tally.crossed, one: 'changed status', many: 'changed status' },
  )
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
export function intro({ movements, revenueAtRisk }: DigestBody, format: Format): string {
  const of = (sought: AccountMovement['movement']) =>
    movements.filter(({ movement }) => movement === sought)
  const [[lost], falls, rises] = [of('lost'), of('down'), of('up')]
  const told = [
    lost === undefined ? '' : loss(lost, format),
    moved(falls, 'fell', format),
    lost === undefined && falls.length === 0 ? moved(rises, 'rose', format) : '',
    revenueAtRisk.change < 0 ? outOfSight(movements, format) : '',
  ]
  return told.filter((one) => one !== '').join(' ')
}

function loss(lost: AccountMovement, format: Format): string {
  return `${nameOf(lost.name)} was lost, ${format.money(lost.revenue)} a year. ${why(lost)}`
}

function moved(those: readonly AccountMovement[], verb: string, format: Format): string {
  const [first, ...others] = those
  if (first === undefined || first.health === null || first.change === null) return ''
  const most = others.length === 0 ? verb : `${verb} most,`
  const by = format.points(Math.abs(first.change))
  const standing = `${format.points(first.health)} (${first.status})`
  return `${nameOf(first.name)} ${most} by ${by} points to ${standing}. ${why(first)}`
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
  const { region, revenueAtRisk, movements, participation } = digest
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  const silent = participation.updated === 0 && participation.active > 0
  const moves = movesInFigures(tallyOf(movements), format)
  const week = moves || (silent ? 'nothing reported' : 'no movement')
  return `${week}, ${format.money(revenueAtRisk.total)} at risk${where}`
}

/** Beside losses, falls and rises there is no room for anything else. */
function movesInFigures(tally: Tally, format: Format): string {
  const words = (...parts: (readonly [count: number, word: string])[]) =>
    parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${format.count(count)} ${word}`)
      .join(', ')
  return (
    words([tally.lost, 'lost'], [tally.down, 'down'], [tally.up, 'up']) ||
    words([tally.new, 'new'], [tally.crossed, 'changed status'])
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
  /** Nothing of the above. */
  readonly quiet: boolean
}

export function tallyOf(movements: readonly AccountMovement[]): Tally {
  const count = (counts: (one: AccountMovement) => boolean) => movements.filter(counts).length
  const moved = {
    lost: count(({ movement }) => movement === 'lost'),
    down: count(({ movement }) => movement === 'down'),
    up: count(({ movement }) => movement === 'up'),
    new: count(({ movement }) => movement === 'new'),
    crossed: count(hasCrossed),
  }
  return { ...moved, quiet: Object.values(moved).every((number) => number === 0) }
}

/** Hardly moved, but over the line between two statuses. */
export function hasCrossed({ movement, status, previousStatus }: AccountMovement): boolean {
  return movement === 'flat' && status !== previousStatus
}

/**
 * The digest's reason ends in the manager's note, which is shown apart, as somebody's own words.
 */
export function reasonAlone({ reason, note }: Pick<AccountMovement, 'reason' | 'note'>): string {
  return note === null ? reason : reason.slice(0, -(note.length + '. '.length))
}
