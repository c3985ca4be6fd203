import { type Account, managerKey } from '../account.js'
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
  const scope = { role: 'account-manager', recipient, region: null, includes: () => true } as const
  return { ...digestBody(shareOf(facts, managerKey(recipient)), scope), role: 'account-manager' }
}

/** The facts of one manager's accounts alone. */
function shareOf(facts: EditionFacts, manager: string): EditionFacts {
  const known = shares.get(facts) ?? sharesOf(facts)
  shares.set(facts, known)
  return known(manager)
}

/** Split once: hundreds of managers would each go through all accounts to find a few. */
const shares = new WeakMap<EditionFacts, (manager: string) => EditionFacts>()

function sharesOf(facts: EditionFacts): (manager: string) => EditionFacts {
  const accounts = byManager(facts.accounts)
  const formerAccounts = byManager(facts.formerAccounts)
  const top20 = byManager(facts.top20)
  return (manager) => ({
    ...facts,
    accounts: accounts.get(manager) ?? [],
    formerAccounts: formerAccounts.get(manager) ?? [],
    top20: top20.get(manager) ?? [],
  })
}

function byManager<Of extends { readonly account: Account }>(
  all: readonly Of[],
): Map<string, Of[]> {
  const found = new Map<string, Of[]>()
  for (const one of all) {
    const key = managerKey(one.account.accountManager)
    const own = found.get(key)
    if (own === undefined) found.set(key, [one])
    else own.push(one)
  }
  return found
}
