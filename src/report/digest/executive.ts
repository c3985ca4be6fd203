import { matchKey } from '../../characters.js'
import type { EditionFacts } from '../facts.js'
import { type Addressee, type DigestBody, digestBody } from './digest.js'

/** What an executive is told: every account, or those of one region. */
export interface ExecutiveDigest extends DigestBody {
  readonly role: 'executive'
}

/** `region`, ignoring case, limits it to accounts there; null is for all. */
export function executiveDigest(
  facts: EditionFacts,
  recipient: Addressee | null,
  region: string | null,
): ExecutiveDigest {
  const includes = (account: { readonly region: string | null }) =>
    region === null || (account.region !== null && matchKey(account.region) === matchKey(region))
  const body = digestBody(facts, { role: 'executive', recipient, region, includes })
  return { ...body, role: 'executive' }
}
