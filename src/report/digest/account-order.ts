import { byAccountId } from '../account.js'
import type { AccountMovement } from './account-movement.js'

/** What a table of accounts can be sorted by. */
export const accountOrderings = ['name', 'manager', 'revenue', 'health', 'change', 'exit'] as const

export type AccountOrdering = (typeof accountOrderings)[number]

/** How a table of accounts is sorted. */
export interface AccountOrder {
  readonly by: AccountOrdering
  readonly descending: boolean
}

/** Read from what an address says; null where it says nothing, or nothing that is known. */
export function accountOrderOf(by: unknown, direction: unknown): AccountOrder | null {
  const known = accountOrderings.find((one) => one === by)
  if (known === undefined) return null
  const descending = direction === 'desc' || (direction !== 'asc' && isDescendingFirst(known))
  return { by: known, descending }
}

/** Which way a column is sorted when it is asked for first: the largest contract, the worst health. */
export function isDescendingFirst(by: AccountOrdering): boolean {
  return by === 'revenue'
}

/**
 * The accounts in that order. What isn't known stands last, whichever the direction; equals stand
 * by their revenue, the largest first, then by account id. The same accounts give the same order.
 */
export function inAccountOrder(
  accounts: readonly AccountMovement[],
  { by, descending }: AccountOrder,
): AccountMovement[] {
  const sign = descending ? -1 : 1
  return accounts
    .map((account) => ({ account, key: keyOf(account, by) }))
    .sort((one, other) => {
      const [a, b] = [one.key, other.key]
      if (a === null || b === null) {
        if (a !== b) return a === null ? 1 : -1
      } else {
        const way = compared(a, b) * sign
        if (way !== 0) return way
      }
      return other.account.revenue - one.account.revenue || byAccountId(one.account, other.account)
    })
    .map(({ account }) => account)
}

/** The day by which a customer can be gone: its last day where it is leaving. */
export function exitOf({
  leaving,
  earliestExit,
}: AccountMovement): AccountMovement['earliestExit'] {
  return leaving?.lastDay ?? earliestExit
}

function keyOf(account: AccountMovement, by: AccountOrdering): number | string | null {
  switch (by) {
    case 'name':
      return account.name
    case 'manager':
      return account.accountManager
    case 'revenue':
      return account.revenue
    case 'health':
      return account.health
    case 'change':
      return account.change
    case 'exit':
      return exitOf(account)
  }
}

/** English, as every reader's own settings would give another order; made once. */
const collator = new Intl.Collator('en', { numeric: true })

function compared(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}
