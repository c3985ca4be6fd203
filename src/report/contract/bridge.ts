import type { AccountFacts } from '../account-facts.js'
import type { Cents } from '../money.js'
import { type ChangeKind, wasDesired } from './change.js'

/** How the revenue of active desired accounts came about since the report before; to the cent. */
export interface ContractBridge {
  /** What the report before told as active desired revenue. */
  readonly previous: Cents
  readonly new: Cents
  readonly back: Cents
  readonly grown: Cents
  readonly desiredAgain: Cents
  readonly lost: Cents
  readonly cut: Cents
  readonly noLongerDesired: Cents
  /** Signed: what rates alone did to accounts that are active and desired in both. */
  readonly exchange: Cents
  /**
   * previous + new + back + desiredAgain + grown − lost − noLongerDesired − cut + exchange = total.
   */
  readonly total: Cents
}

/** Over the accounts of a scope, desired or not. */
export function contractBridge(accounts: readonly AccountFacts[]): ContractBridge {
  const sum = (amountOf: (facts: AccountFacts) => Cents): Cents =>
    accounts.reduce((total, facts) => total + amountOf(facts), 0)
  const told = (kind: ChangeKind) =>
    sum(({ contract }) =>
      contract.changes.reduce(
        (total, change) =>
          change.kind === kind && change.isCounted ? total + (change.amount ?? 0) : total,
        0,
      ),
    )
  return {
    previous: sum(({ contract: { before } }) => (wasDesired(before) ? before.revenue : 0)),
    new: told('new'),
    back: told('back'),
    grown: told('grown'),
    desiredAgain: told('desired-again'),
    lost: told('lost'),
    cut: told('cut'),
    noLongerDesired: told('no-longer-desired'),
    exchange: sum(exchangeOf),
    total: sum((facts) => (isDesired(facts) ? facts.account.revenue : 0)),
  }
}

function isDesired({ account, standing }: AccountFacts): boolean {
  return account.desired && standing !== null
}

/** Where nothing tells today's rate of an amount of old, all of its change is the rate's. */
function exchangeOf(facts: AccountFacts): Cents {
  const { before } = facts.contract
  if (!wasDesired(before) || !isDesired(facts)) return 0
  return (before.today ?? facts.account.revenue) - before.revenue
}
