import type { AccountMovement } from '../../report/digest/account-movement.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { movementRow } from './movement-row.js'
import type { Sheet } from './sheet.js'

/** Where to report back on an account, by account id. */
export type UpdateLinks = ReadonlyMap<string, string>

/** All of a manager's accounts, the largest fall first, each with the place to report back. */
export function ownAccounts(
  items: readonly AccountMovement[],
  updateLinks: UpdateLinks,
  sheet: Sheet,
): List | null {
  return listOf(
    {
      items,
      cap: sheet.caps.own,
      caption: `${accountsWorth(items, sheet)}, largest fall first`,
      row: (one) => ({
        ...movementRow(one, sheet),
        updateLink: one.movement === 'lost' ? '' : (updateLinks.get(one.accountId) ?? ''),
      }),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}
