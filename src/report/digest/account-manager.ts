import { managerKey } from '../account.js'
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
  const own = managerKey(recipient)
  const body = digestBody(facts, {
    role: 'account-manager',
    recipient,
    region: null,
    includes: ({ accountManager }) => managerKey(accountManager) === own,
  })
  return { ...body, role: 'account-manager' }
}
