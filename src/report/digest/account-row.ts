import { byAccountId } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { Status } from '../health.js'
import { toMoney } from '../money.js'
import { toPoints } from '../policy.js'

/** An account where a list names it: enough to recognise it and to know whose it is. */
export interface AccountRow {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly revenue: number
  readonly status: Status | null
  readonly health: number | null
}

/** Status and health are null for an account that is lost. */
export function accountRow({ account, standing }: AccountFacts): AccountRow {
  const health = standing?.health ?? null
  return {
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    revenue: toMoney(account.revenue),
    status: standing?.status ?? null,
    health: health === null ? null : toPoints(health),
  }
}

/** The larger contract first; between equals, by account id. */
export function byRevenue(a: AccountRow, b: AccountRow): number {
  return b.revenue - a.revenue || byAccountId(a, b)
}
