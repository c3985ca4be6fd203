import { capitalised } from '../../characters.js'
import { type Format, joined } from '../../format.js'
import type { AccountMovement, AccountRow } from '../../report/digest/account-movement.js'
import type { Issue } from '../../report/issue.js'
import { daysBetween } from '../../report/week.js'
import { type MailLayout, weekBeside } from './frame.js'
import { actionParts, blankRow, foldsOne, type Row, statusView } from './list.js'
import { cleanText, nameOf, noteOf, sentence, unbroken } from './phrase.js'

/** How one account moved, why, and what is done about it. */
export function movementRow(one: AccountMovement, sheet: MailLayout): Row {
  return {
    ...blankRow,
    ...actionParts(one.action, sheet),
    ...movementFigure(one, sheet),
    accountId: one.accountId,
    name: nameOf(one.name),
    status: one.status === null ? null : statusView(one.status),
    statusBefore: statusBefore(one, sheet),
    facts: facts(one, sheet),
    caveat: sentence(capitalised(caveat(one, sheet))),
    reason: whyWords(one, sheet.format),
    note: noteOf(one.note),
    ...(isUnattended(one) ? { warning: 'No action yet' } : {}),
  }
}

function statusBefore(one: AccountMovement, { format }: MailLayout): string {
  const { status, previousStatus, previousHealth, movement } = one
  if (previousStatus === null || previousStatus === status) return ''
  const lost = movement === 'lost' && previousHealth !== null
  return `was ${previousStatus}${lost ? ` ${format.points(previousHealth)}` : ''}`
}

/** A renewal within so many days is worth a word. */
const soon = 90

function facts(one: AccountMovement, { format, monday }: MailLayout): string {
  const { region, earliestExit, renewalDate, issue } = one
  const renews = renewalDate === null ? -1 : daysBetween(monday, renewalDate)
  const parts = [
    one.movement === 'lost' ? '' : unbroken(`${format.money(one.revenue)} a year`),
    region === null ? '' : cleanText(region, 40),
    issue === null ? '' : issueWords[issue],
    spell(one, format),
    one.status === 'red' && earliestExit !== null
      ? `can leave from ${unbroken(format.day(earliestExit, monday))}`
      : '',
    renewalDate !== null && renews >= 0 && renews <= soon
      ? `renews ${unbroken(format.day(renewalDate, monday))}`
      : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** What kind of trouble it is in. */
const issueWords: Readonly<Record<Issue, string>> = {
  relationship: 'relationship issue',
  operational: 'operational issue',
  both: 'issues of both kinds',
}

/** How long it has needed care; a first week is told by what it was before. */
function spell({ status, weeksInStatus }: AccountMovement, { counted }: Format): string {
  if (status !== 'red' && status !== 'yellow') return ''
  if (weeksInStatus === null || weeksInStatus < 2) return ''
  return `${status} for ${counted(weeksInStatus, 'week')}`
}

/** Names the compared week where it isn't the one before, and the figure it had at the time. */
function caveat(one: AccountMovement, { format, previousWeek }: MailLayout): string {
  const { comparedWeek, restatedFrom } = one
  const older = comparedWeek === previousWeek ? null : comparedWeek
  const parts = [
    older === null ? '' : `compared with ${weekBeside(older, previousWeek, format)}`,
    restatedFrom === null ? '' : restated(one, format.points(restatedFrom), format),
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** Which of the row's figures isn't the one that was reported at the time. */
function restated({ previousHealth }: AccountMovement, reported: string, format: Format): string {
  const now = previousHealth === null ? '' : `${format.points(previousHealth)} was `
  return `${now}restated from ${reported}`
}

/** Why it moved; of a red account also what is lowest, where that is another driver. */
function whyWords(one: AccountMovement, { score }: Format): string {
  const { cause, status } = one
  const reason = isSaidAlready(one) ? '' : sentence(cleanText(reasonAlone(one), 200))
  if (status !== 'red' || cause === null || reason.toLowerCase().startsWith(cause)) return reason
  const lowest = one.drivers.find(({ driver }) => driver === cause)?.score ?? null
  const at = lowest === null ? '' : `, at ${score(lowest)}`
  return `${reason} ${capitalised(cause)} is lowest${at}.`.trim()
}

/**
 * The digest's reason ends in the manager's note, which is shown apart, as somebody's own words.
 */
function reasonAlone({ reason, note }: Pick<AccountMovement, 'reason' | 'note'>): string {
  return note === null ? reason : reason.slice(0, -(note.length + '. '.length))
}

/** The figure of these is their reason; and where nothing moved, there is none. */
function isSaidAlready({ movement, change, drivers }: AccountMovement): boolean {
  if (['new', 'stale', 'unknown'].includes(movement)) return true
  return change === 0 && drivers.every((driver) => driver.change === null || driver.change === 0)
}

function isUnattended({ action, movement, status }: AccountMovement): boolean {
  return action === null && movement !== 'lost' && (status === 'red' || status === 'yellow')
}

type Figure = Pick<Row, 'figure' | 'figureNote'>

/** What an account's row is about: how far it moved, else what is known of it. */
function movementFigure(one: AccountMovement, { format }: MailLayout): Figure {
  switch (one.movement) {
    case 'lost':
      return { figure: format.money(one.revenue), figureNote: 'a year, lost' }
    case 'down':
    case 'up':
      return moved(one, format)
    case 'flat':
      return stayed(one, format)
    case 'new':
      return { figure: health(one, format), figureNote: 'first report' }
    case 'stale':
      return { figure: health(one, format), figureNote: `${age(one, format)} old` }
    case 'unknown':
      return silent(one, format)
  }
}

function moved(one: AccountMovement, format: Format): Figure {
  const arrow = one.movement === 'down' ? '▼' : '▲'
  return {
    figure: `${arrow} ${format.change(one.change ?? 0)}`,
    figureNote: `${health(one, format)}, ${was(one, format)}`,
  }
}

function stayed(one: AccountMovement, format: Format): Figure {
  const change = one.change ?? 0
  const figureNote = change === 0 ? 'no change' : `${format.change(change)}, ${was(one, format)}`
  return { figure: health(one, format), figureNote }
}

function silent(one: AccountMovement, format: Format): Figure {
  if (one.weeksSinceUpdate === null) return { figure: 'Never', figureNote: 'reported' }
  if (one.weeksSinceUpdate === 0) return { figure: 'Nothing', figureNote: 'scored' }
  return { figure: age(one, format), figureNote: 'without a report' }
}

function health({ health }: AccountMovement, format: Format): string {
  return health === null ? 'unknown' : format.points(health)
}

function was({ previousHealth }: AccountMovement, format: Format): string {
  return previousHealth === null ? 'was unknown' : `was ${format.points(previousHealth)}`
}

function age({ weeksSinceUpdate }: AccountMovement, format: Format): string {
  return format.counted(weeksSinceUpdate ?? 0, 'week')
}

/** Accounts in one sentence: how many, what is said of them, and which. */
export interface Folded {
  readonly count: string
  /** Empty where the title says it. */
  readonly said: string
  readonly names: string
}

/** Hardly moved, but over the line between two statuses; one that is leaving is told as that. */
export function hasCrossed(one: AccountMovement): boolean {
  const { leaving, movement, previousStatus, status } = one
  return movement === 'flat' && leaving === null && status !== previousStatus
}

/** It slides, and no other list of those that moved has it. */
export function isQuietSlide(one: AccountMovement): boolean {
  return one.sliding && isUnmoved(one)
}

function isUnmoved(one: AccountMovement): boolean {
  return one.movement === 'flat' && one.leaving === null && !hasCrossed(one)
}

/** Accounts the contractor would rather lose, in none of the figures. */
export function notDesired(accounts: readonly AccountRow[], sheet: MailLayout): Folded | null {
  if (accounts.length === 0) return null
  const names = accounts.map(({ name }) => nameOf(name))
  return {
    count: sheet.format.counted(names.length, 'account'),
    said: 'we would rather lose, in none of the figures above:',
    names: namesIn(names, sheet),
  }
}

/** As many as fit into a sentence, and how many more there are. */
export function namesIn(names: readonly string[], { format, caps }: MailLayout): string {
  const shown = names.slice(0, foldsOne(names, caps.names) ? names.length : caps.names)
  const rest = names.length - shown.length
  return `${joined(rest === 0 ? shown : [...shown, `${format.count(rest)} more`])}.`
}
