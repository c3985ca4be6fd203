import type { AccountMovement } from '../../report/digest/account-movement.js'
import { accountsWorth, type List, listOf } from './list.js'
import { moreMoved } from './more-moved.js'
import { movementRow } from './movement-row.js'
import type { Sheet } from './sheet.js'

/** Where to report back on an account, by account id. */
export type UpdateLinks = ReadonlyMap<string, string>

/**
 * All of a manager's accounts, what was lost and fell first, each with the place to report back.
 */
export function ownAccounts(
  items: readonly AccountMovement[],
  updateLinks: UpdateLinks,
  sheet: Sheet,
): List | null {
  return listOf(
    {
      items: lostFirst(items),
      cap: sheet.caps.own,
      caption: `${accountsWorth(items, sheet)}${order(items)}`,
      row: (one) => ({
        ...movementRow(one, sheet),
        updateLink: one.movement === 'lost' ? '' : (updateLinks.get(one.accountId) ?? ''),
      }),
    },
    (rest) => moreMoved(rest, sheet),
  )
}

/** In the digest they stand by their size among those that didn't move. */
function lostFirst(items: readonly AccountMovement[]): AccountMovement[] {
  return [...items.filter(isLost), ...items.filter((one) => !isLost(one))]
}

function order(items: readonly AccountMovement[]): string {
  if (items.length === 1) return ''
  const [fell, rose] = (['down', 'up'] as const).map((way) =>
    items.some(({ movement }) => movement === way),
  )
  const largest = fell ? 'largest fall' : rose ? 'largest rise' : 'largest'
  return items.some(isLost) ? `, what was lost first, then the ${largest}` : `, ${largest} first`
}

function isLost({ movement }: AccountMovement): boolean {
  return movement === 'lost'
}
