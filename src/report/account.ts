import type { Cents } from './money.js'
import { type Day, lastDay, type Week } from './week.js'

/** Who owns an account. People are told apart by address, ignoring case. */
export interface AccountManager {
  readonly name: string
  readonly address: string
}

/** What tells two account managers apart. */
export function managerKey({ address }: { readonly address: string }): string {
  return address.toLowerCase()
}

/** The order of accounts that are equal in everything else: by their id. */
export function byAccountId(a: { accountId: string }, b: { accountId: string }): number {
  return a.accountId < b.accountId ? -1 : 1
}

/** A customer contract, as it stands on the Monday of an edition. */
export interface Account {
  readonly accountId: string
  readonly name: string
  readonly accountManager: AccountManager
  /** Annual revenue in the reporting currency. */
  readonly revenue: Cents
  readonly noticeDays: number
  readonly region: string | null
  readonly segment: string | null
  readonly renewalDate: Day | null
  /** False for an account that the contractor would rather lose: listed apart, in no figure. */
  readonly desired: boolean
  readonly desiredReason: string | null
  readonly startedOn: Day | null
  /** Its last day, whoever said it: one to come while it is leaving. */
  readonly endedOn: Day | null
  readonly endReason: string | null
}

/** Active in `week`: started by its last day and not ended by then (docs/rules.md, "Who is in"). */
export function isActive(account: Pick<Account, 'startedOn' | 'endedOn'>, week: Week): boolean {
  const last = lastDay(week)
  const started = account.startedOn === null || account.startedOn <= last
  return started && (account.endedOn === null || account.endedOn > last)
}
