import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { moreMoved, movedBy } from './more-moved.js'
import { movementRow } from './movement-row.js'
import { annotated } from './phrase.js'
import { type Row, updateButton } from './row.js'
import type { MailLayout } from './sheet.js'

/** Where to report back on an account, by account id. */
export type UpdateLinks = ReadonlyMap<string, string>

/**
 * All of a manager's accounts, what was lost and fell first, each with the place to report back.
 */
export function ownAccounts(
  items: readonly AccountMovement[],
  updateLinks: UpdateLinks,
  sheet: MailLayout,
): List | null {
  return listOf(
    {
      items: lostFirst(items),
      cap: sheet.caps.own,
      caption: `${accountsWorth(items, sheet)}${order(items)}`,
      row: (one) => ownRow(one, updateLinks, sheet),
    },
    (rest) => moreMoved(rest, sheet),
  )
}

/** Those of them with an action that is past its date, the longest overdue first. */
export function ownOverdue(
  { actions, movements }: Pick<DigestBody, 'actions' | 'movements'>,
  updateLinks: UpdateLinks,
  sheet: MailLayout,
): List | null {
  const byId = new Map(movements.map((one) => [one.accountId, one]))
  const items = actions.overdue.flatMap(({ accountId }) => byId.get(accountId) ?? [])
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (one) => ownRow(one, updateLinks, sheet),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function ownRow(one: AccountMovement, updateLinks: UpdateLinks, sheet: MailLayout): Row {
  return {
    ...movementRow(one, sheet),
    brief: annotated(one.name, movedBy(one, sheet)),
    update: isLost(one) ? null : updateButton(one.name, updateLinks.get(one.accountId)),
  }
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
