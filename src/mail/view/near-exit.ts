import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { NearExit } from '../../report/digest/attention.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { movementRow } from './movement-row.js'
import { ownerParts } from './owner.js'
import { unbroken } from './phrase.js'
import { type Row, rowView } from './row.js'
import type { MailLayout } from './sheet.js'

/** Red accounts, in the order in which their customers could leave. */
export function nearExitList(
  items: readonly NearExit[],
  movements: readonly AccountMovement[],
  sheet: MailLayout,
): List | null {
  const byId = new Map(movements.map((one) => [one.accountId, one]))
  const row = (one: NearExit) => nearExitRow(one, byId.get(one.accountId), sheet)
  return listOf(
    { items, cap: sheet.caps.rows, caption: accountsWorth(items, sheet), row },
    (rest) => moreRevenue(rest, sheet),
  )
}

function nearExitRow(one: NearExit, movement: AccountMovement | undefined, sheet: MailLayout): Row {
  const { format, monday } = sheet
  return {
    ...(movement === undefined ? rowView(one, sheet) : rowOf(movement, sheet)),
    figure: format.day(one.earliestExit, monday),
    figureNote: noticeWords(one.noticeDays, sheet),
    facts: unbroken(`${format.money(one.revenue)} a year`),
  }
}

function rowOf(movement: AccountMovement, sheet: MailLayout): Row {
  const { accountManager, accountManagerAddress } = movement
  return {
    ...movementRow(movement, sheet),
    ...ownerParts(accountManager, accountManagerAddress),
  }
}

function noticeWords(days: number, { format }: MailLayout): string {
  return days === 1 ? '1 day’s notice' : `${format.count(days)} days’ notice`
}
