import type { LinkPurpose } from './claim.js'
import { type LinkClaim, readEarlierToken } from './earlier-token.js'
import type { LinkKeys } from './key.js'
import { linkIdLength } from './link-id.js'
import { macText, sameText } from './signature.js'

/** The link that a token of ours names. */
export interface NamedLink {
  readonly linkId: string
  /** What the token says of it itself; null for one of today's, which says nothing. */
  readonly claim: LinkClaim | null
}

/**
 * What stands in a link's address: its id, and what proves that it was given out for this purpose.
 * 32 characters that are safe in an address as they are, and tell nothing: whose the link is, on
 * what and until when stands in its row.
 */
export function linkToken(linkId: string, purpose: LinkPurpose, keys: LinkKeys): string {
  return `${linkId}${proofOf(linkId, purpose, keys)}`
}

/**
 * The link of a token, or null for one that we didn't make, for this purpose, with one of the keys.
 * It takes as long wherever a proof differs and whichever key made it. Whether the link still holds
 * is for its row to say: nothing of ours expires here.
 */
export function readLinkToken(
  token: string,
  purpose: LinkPurpose,
  keys: LinkKeys,
): NamedLink | null {
  const [, linkId = '', proof = ''] = shape.exec(token) ?? []
  const isOurs = keys.map((key) => sameText(proof, proofOf(linkId, purpose, [key]))).includes(true)
  if (isOurs) return { linkId, claim: null }
  const claim = readEarlierToken(token, purpose, keys)
  return claim === null ? null : { linkId: claim.linkId, claim }
}

/** 96 bits, beside as many of the id that nobody can guess either. */
const proofLength = 16

const shape = new RegExp(`^([\\w-]{${linkIdLength}})([\\w-]{${proofLength}})$`)

/** Under the purpose's own key, and unlike any text that is signed with it for something else. */
function proofOf(linkId: string, purpose: LinkPurpose, keys: LinkKeys): string {
  return macText(`link ${linkId}`, purpose, keys).slice(0, proofLength)
}
