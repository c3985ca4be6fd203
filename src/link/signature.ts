import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivedKey, type LinkKey, type LinkKeys, type Purpose } from './key.js'

/**
 * `v1.<key id>.<payload>.<HMAC-SHA256>`, the last two in base64url; safe in an address as it is.
 */
export type Token = `v1.${string}`

/** Signs a text with the first key. */
export function signed(text: string, purpose: Purpose, [key]: LinkKeys): Token {
  const payload = Buffer.from(text, 'utf8').toString('base64url')
  const body = `v1.${key.id}.${payload}` as const
  return `${body}.${macOf(body, purpose, key).toString('base64url')}`
}

/**
 * The text that a token holds, or null for one that we didn't sign for this purpose. It takes as
 * long for a token of an unknown key as for one of ours, and as long wherever a signature differs.
 * A token has one spelling: the same bytes in another are refused.
 */
export function verified(token: string, purpose: Purpose, keys: LinkKeys): string | null {
  const [, keyId = '', payload = '', mac = ''] = shape.exec(token) ?? []
  const key = keys.find(({ id }) => id === keyId)
  const expected = macOf(`v1.${keyId}.${payload}`, purpose, key ?? keys[0]).toString('base64url')
  const same = sameText(mac, expected)
  return same && key !== undefined ? Buffer.from(payload, 'base64url').toString('utf8') : null
}

/** The signature alone, in base64url: for a text that the other side has already. */
export function macText(text: string, purpose: Purpose, [key]: LinkKeys): string {
  return macOf(text, purpose, key).toString('base64url')
}

/** Compares in a time that tells nothing of where the two differ. */
export function sameText(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  const alike = one.length === other.length ? one : Buffer.alloc(other.length)
  return timingSafeEqual(alike, other) && one.length === other.length
}

/** Longer ones than any of ours are not looked at. */
const shape = /^v1\.([\w-]{1,32})\.([\w-]{1,1400})\.([\w-]{43})$/

function macOf(text: string, purpose: Purpose, key: LinkKey): Buffer {
  return createHmac('sha256', derivedKey(key, purpose)).update(text).digest()
}
