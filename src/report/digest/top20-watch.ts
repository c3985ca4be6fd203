import type { AccountFacts } from '../account-facts.js'
import type { Status } from '../health.js'
import { toMoney } from '../money.js'
import { type TopAccount, top20Alarm } from '../top20.js'
import type { Day } from '../week.js'

/** The contractor's largest contracts, as far as the reader's own accounts are among them. */
export interface Top20Watch {
  readonly lost: number
  readonly red: number
  readonly alarm: boolean
  readonly accounts: readonly Top20Row[]
}

export interface Top20Row {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
  readonly revenue: number
  /** Null for an account that was lost. */
  readonly status: Status | null
  readonly lostOn: Day | null
}

/** `facts` gives each account's status; `top` is the reader's part of the 20, largest first. */
export function top20Watch(top: readonly TopAccount[], facts: readonly AccountFacts[]): Top20Watch {
  const standing = new Map(facts.map((one) => [one.account.accountId, one.standing]))
  const accounts = top.map(({ account, lostOn }) => ({
    accountId: account.accountId,
    name: account.name,
    accountManager: account.accountManager.name,
    revenue: toMoney(account.revenue),
    status: standing.get(account.accountId)?.status ?? null,
    lostOn,
  }))
  const lost = accounts.filter(({ lostOn }) => lostOn !== null).length
  const red = accounts.filter(({ status }) => status === 'red').length
  return { lost, red, alarm: lost >= top20Alarm, accounts }
}
