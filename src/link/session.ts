import type { LinkPurpose } from './claim.js'
import {
  type LinkKeys,
  macText,
  purposes,
  sameText,
  signed,
  type Token,
  verified,
} from './token.js'

/**
 * What a browser holds in a cookie after it has opened a link: which link, and which browser it is.
 */
export interface Session {
  readonly linkId: string
  readonly purpose: LinkPurpose
  /** Random; tells one browser of one person from another, and is kept from link to link. */
  readonly device: string
  /** When the browser last asked for a page by it, to within minutes: milliseconds since the epoch. */
  readonly usedAt: number
}

/** A cookie’s value, signed. */
export function sessionToken({ linkId, purpose, device, usedAt }: Session, keys: LinkKeys): Token {
  return signed(JSON.stringify([linkId, purpose, device, usedAt]), 'session', keys)
}

/** The session of a cookie, or null where we didn't give it out. */
export function readSession(cookie: string, keys: LinkKeys): Session | null {
  const text = verified(cookie, 'session', keys)
  if (text === null) return null
  const [linkId, purpose, device, usedAt]: unknown[] = JSON.parse(text)
  const known = purposes.find((one): one is LinkPurpose => one === purpose && isOfLink(one))
  if (typeof linkId !== 'string' || typeof device !== 'string' || !known) return null
  return typeof usedAt === 'number' ? { linkId, purpose: known, device, usedAt } : null
}

function isOfLink(purpose: (typeof purposes)[number]): purpose is LinkPurpose {
  return !['session', 'form', 'link id', 'return path'].includes(purpose)
}

/** The hidden value of a form: worth nothing to any visitor but the one that it was made for. */
export function formToken(visitor: string, keys: LinkKeys): string {
  return macText(visitor, 'form', keys)
}

/** Whether the hidden value was made for this visitor, under any of the keys. */
export function isFormToken(given: string, visitor: string, keys: LinkKeys): boolean {
  return keys.map((key) => sameText(given, formToken(visitor, [key]))).includes(true)
}
