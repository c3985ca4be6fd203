import { type Account, managerKey } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { EditionFacts } from '../facts.js'
import { type Addressee, type DigestBody, digestBody } from './digest.js'

/** What an account manager is told: the same figures as the executives, for their own accounts. */
export interface AccountManagerDigest extends DigestBody {
  readonly role: 'account-manager'
}

/** Digests of all owners partition the executive's: no account in two of them, none missing. */
export function accountManagerDigest(
  facts: EditionFacts,
  recipient: Addressee,
): AccountManagerDigest {
  const manager = managerKey(recipient)
  const { share, left } = shareOf(facts, manager)
  const body = digestBody(share, {
    role: 'account-manager',
    recipient,
    region: null,
    includes: ({ accountManager }) => managerKey(accountManager) === manager,
    left,
  })
  return { ...body, role: 'account-manager' }
}

/** The facts of one manager's accounts alone, and those that were theirs by the report before. */
interface Share {
  readonly share: EditionFacts
  readonly left: readonly AccountFacts[]
}

function shareOf(facts: EditionFacts, manager: string): Share {
  const known = shares.get(facts) ?? sharesOf(facts)
  shares.set(facts, known)
  return known(manager)
}

/** Split once: hundreds of managers would each go through all accounts to find a few. */
const shares = new WeakMap<EditionFacts, (manager: string) => Share>()

function sharesOf(facts: EditionFacts): (manager: string) => Share {
  const owner = ({ account }: { readonly account: Account }) => managerKey(account.accountManager)
  const accounts = grouped(facts.accounts, owner)
  const formerAccounts = grouped(facts.formerAccounts, owner)
  const top20 = grouped(facts.top20, owner)
  const retained = grouped(facts.retention.shares, (share) => managerKey(share.accountManager))
  const left = grouped(facts.accounts.filter(isHandedOver), ({ contract, account }) =>
    managerKey(contract.before?.accountManager ?? account.accountManager),
  )
  return (manager) => ({
    share: {
      ...facts,
      accounts: accounts.get(manager) ?? [],
      formerAccounts: formerAccounts.get(manager) ?? [],
      top20: top20.get(manager) ?? [],
      retention: { ...facts.retention, shares: retained.get(manager) ?? [] },
    },
    left: left.get(manager) ?? [],
  })
}

function isHandedOver({ account, contract: { before } }: AccountFacts): boolean {
  return (
    before?.kind === 'active' &&
    managerKey(before.accountManager) !== managerKey(account.accountManager)
  )
}

function grouped<Of>(all: readonly Of[], keyOf: (one: Of) => string): Map<string, Of[]> {
  const found = new Map<string, Of[]>()
  for (const one of all) {
    const key = keyOf(one)
    const own = found.get(key)
    if (own === undefined) found.set(key, [one])
    else own.push(one)
  }
  return found
}
