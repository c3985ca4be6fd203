import type { AccountMovement } from '../../report/digest/account-movement.js'
import { daysBetween } from '../../report/week.js'
import { actionParts } from './action.js'
import { capitalised, nameOf, noteOf, phrase, sentence } from './phrase.js'
import { reasonAlone } from './reason.js'
import { blankRow, type Row } from './row.js'
import type { Sheet } from './sheet.js'
import { statusView } from './status.js'

/** How one account moved, why, and what is done about it. */
export function movementRow(one: AccountMovement, sheet: Sheet): Row {
  return {
    ...blankRow,
    ...actionParts(one.action, sheet),
    ...figures(one, sheet),
    name: nameOf(one.name),
    status: one.status === null ? null : statusView(one.status),
    statusBefore: statusBefore(one, sheet),
    facts: facts(one, sheet),
    caveat: sentence(capitalised(caveat(one, sheet))),
    reason: isSaidAlready(one) ? '' : sentence(phrase(reasonAlone(one), 200)),
    note: noteOf(one.note),
    ...(isUnattended(one) ? { warning: 'No action yet' } : {}),
  }
}

/** `−12.4` with its arrow where an account moved, else what is known of it. */
function figures(one: AccountMovement, { format }: Sheet): Pick<Row, 'figure' | 'figureNote'> {
  const { health, previousHealth, change, weeksSinceUpdate } = one
  if (one.movement === 'lost') {
    return { figure: format.money(one.revenue), figureNote: 'a year, lost' }
  }
  if (health === null) return silence(weeksSinceUpdate, one, { format })
  if (one.movement === 'stale') {
    return {
      figure: format.points(health),
      figureNote: `${format.counted(weeksSinceUpdate ?? 0, 'week')} old`,
    }
  }
  if (change === null || previousHealth === null) {
    return { figure: format.points(health), figureNote: 'first report' }
  }
  const was = `was ${format.points(previousHealth)}`
  if (one.movement !== 'flat') {
    const arrow = one.movement === 'down' ? '▼' : '▲'
    return {
      figure: `${arrow} ${format.change(change)}`,
      figureNote: `${format.points(health)}, ${was}`,
    }
  }
  return {
    figure: format.points(health),
    figureNote: change === 0 ? 'no change' : `${format.change(change)}, ${was}`,
  }
}

function silence(
  weeks: number | null,
  { movement }: AccountMovement,
  { format }: Pick<Sheet, 'format'>,
): Pick<Row, 'figure' | 'figureNote'> {
  if (weeks === null) return { figure: 'Never', figureNote: 'reported' }
  if (movement === 'unknown' && weeks === 0) return { figure: 'Nothing', figureNote: 'scored' }
  return { figure: format.counted(weeks, 'week'), figureNote: 'without a report' }
}

function statusBefore(one: AccountMovement, { format }: Sheet): string {
  const { status, previousStatus, previousHealth, movement } = one
  if (previousStatus === null || previousStatus === status) return ''
  const lost = movement === 'lost' && previousHealth !== null
  return `was ${previousStatus}${lost ? ` ${format.points(previousHealth)}` : ''}`
}

/** A renewal within so many days is worth a word. */
const soon = 90

function facts(one: AccountMovement, { format, monday }: Sheet): string {
  const { region, earliestExit, renewalDate } = one
  const renews = renewalDate === null ? -1 : daysBetween(monday, renewalDate)
  const parts = [
    one.movement === 'lost' ? '' : `${format.money(one.revenue)} a year`,
    region === null ? '' : phrase(region, 40),
    one.status === 'red' && earliestExit !== null
      ? `can leave from ${format.day(earliestExit, monday)}`
      : '',
    renewalDate !== null && renews >= 0 && renews <= soon
      ? `renews ${format.day(renewalDate, monday)}`
      : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** Names the compared week where it isn't the one before, and the figure it had at the time. */
export function caveat(one: AccountMovement, { format, previousWeek }: Sheet): string {
  const { comparedWeek, restatedFrom } = one
  const parts = [
    comparedWeek === null || comparedWeek === previousWeek
      ? ''
      : `compared with ${format.shortWeek(comparedWeek)}`,
    restatedFrom === null ? '' : `restated, was ${format.points(restatedFrom)}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** The figure of these is their reason. */
function isSaidAlready({ movement, change }: AccountMovement): boolean {
  return ['new', 'stale', 'unknown'].includes(movement) || change === 0
}

function isUnattended({ action, movement, status }: AccountMovement): boolean {
  return action === null && movement !== 'lost' && (status === 'red' || status === 'yellow')
}
