import { type LinkKeys, macText, sameText } from './token.js'

/**
 * What a return path vouches for: this delivery of this database, and no other's of that number.
 */
export interface Returning {
  readonly deliveryId: number
  readonly kind: string
  readonly week: string
  readonly role: string
  readonly address: string
}

/** A delivery as a return path names it: nothing is proved until `isSigned` has said so. */
export interface NamedReturn {
  readonly deliveryId: number
  readonly signature: string
}

/** How many characters before the @ are left for the address itself: 64 less the longest tag. */
export const longestReturnLocal = 27

/**
 * `DELIVERY.SIGNATURE`, at most 36 characters: the first 96 bits of an HMAC-SHA256, in hexadecimal,
 * because servers on the way may change an address's case. Unguessable, and of no use for another
 * delivery.
 */
export function returnTag(returning: Returning, keys: LinkKeys): string {
  return `${returning.deliveryId}.${signatureOf(returning, keys)}`
}

/** `bounces@example.com` for this delivery: `bounces+DELIVERY.SIGNATURE@example.com`. */
export function returnPath(base: string, returning: Returning, keys: LinkKeys): string {
  const at = base.lastIndexOf('@')
  return `${base.slice(0, at)}+${returnTag(returning, keys)}${base.slice(at)}`
}

/**
 * What the return paths in a header field name, in any case, a few at most. Other systems may write
 * one as they like: in quotation marks, behind a tag of theirs (`prvs=…=bounces+…`), or as a part of
 * an address of their own (`SRS0=…=example.com=bounces+…`). The signature alone proves what it is.
 */
export function readReturnPaths(field: string): NamedReturn[] {
  const found = field.replaceAll('\\', '').toLowerCase().matchAll(pathShape)
  return Array.from(found, ([, delivery, signature]) => ({
    deliveryId: Number(delivery),
    signature: String(signature),
  })).slice(0, mostPaths)
}

/** What a tag names, in any case; null where it isn't one. */
export function readReturnTag(text: string): NamedReturn | null {
  const [, delivery = '', signature = ''] = shape.exec(text.toLowerCase()) ?? []
  return signature === '' ? null : { deliveryId: Number(delivery), signature }
}

/** Whether one of the keys signed it for this delivery; it takes as long wherever it differs. */
export function isSigned(signature: string, returning: Returning, keys: LinkKeys): boolean {
  return keys.map((key) => sameText(signature, signatureOf(returning, [key]))).includes(true)
}

const shape = /^([1-9]\d{0,10})\.([0-9a-f]{24})$/

/** The plus may be encoded: as in a RFC 3461 address (`+2B`), a link, or quoted-printable. */
const pathShape = /(?:\+2b|\+|%2b|=2b)([1-9]\d{0,10})\.([0-9a-f]{24})(?![0-9a-f])/g

const mostPaths = 20

function signatureOf({ deliveryId, kind, week, role, address }: Returning, keys: LinkKeys): string {
  const named = JSON.stringify([deliveryId, kind, week, role, address.toLowerCase()])
  return Buffer.from(macText(named, 'return path', keys), 'base64url')
    .toString('hex')
    .slice(0, 24)
}
