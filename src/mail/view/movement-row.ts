import { capitalised } from '../../characters.js'
import type { Format } from '../../format.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import { daysBetween } from '../../report/week.js'
import { actionParts } from './action.js'
import { movementFigure } from './movement-figure.js'
import { cleanText, nameOf, noteOf, sentence, unbroken } from './phrase.js'
import { reasonAlone } from './reason.js'
import { blankRow, type Row } from './row.js'
import { type MailLayout, weekBeside } from './sheet.js'
import { statusView } from './status.js'

/** How one account moved, why, and what is done about it. */
export function movementRow(one: AccountMovement, sheet: MailLayout): Row {
  return {
    ...blankRow,
    ...actionParts(one.action, sheet),
    ...movementFigure(one, sheet),
    accountId: one.accountId,
    name: nameOf(one.name),
    trend: sheet.pictures.sparkline(one.accountId),
    status: one.status === null ? null : statusView(one.status),
    statusBefore: statusBefore(one, sheet),
    facts: facts(one, sheet),
    caveat: sentence(capitalised(caveat(one, sheet))),
    reason: whyWords(one),
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
  const { region, earliestExit, renewalDate } = one
  const renews = renewalDate === null ? -1 : daysBetween(monday, renewalDate)
  const parts = [
    one.movement === 'lost' ? '' : unbroken(`${format.money(one.revenue)} a year`),
    region === null ? '' : cleanText(region, 40),
    one.status === 'red' && earliestExit !== null
      ? `can leave from ${unbroken(format.day(earliestExit, monday))}`
      : '',
    renewalDate !== null && renews >= 0 && renews <= soon
      ? `renews ${unbroken(format.day(renewalDate, monday))}`
      : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** Names the compared week where it isn't the one before, and the figure it had at the time. */
export function caveat(one: AccountMovement, { format, previousWeek }: MailLayout): string {
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

/** Why it moved; of a red account also what pulls it down most, where that is another driver. */
function whyWords(one: AccountMovement): string {
  const { cause, status } = one
  const reason = isSaidAlready(one) ? '' : sentence(cleanText(reasonAlone(one), 200))
  if (status !== 'red' || cause === null || reason.toLowerCase().startsWith(cause)) return reason
  return `${reason} Pulled down most by ${cause}.`.trim()
}

/** The figure of these is their reason; and where nothing moved, there is none. */
function isSaidAlready({ movement, change, drivers }: AccountMovement): boolean {
  if (['new', 'stale', 'unknown'].includes(movement)) return true
  return change === 0 && drivers.every((driver) => driver.change === null || driver.change === 0)
}

function isUnattended({ action, movement, status }: AccountMovement): boolean {
  return action === null && movement !== 'lost' && (status === 'red' || status === 'yellow')
}
