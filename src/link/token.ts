import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { parseWeek } from '../report/week.js'
import type { LinkPurpose, LinkScope } from './claim.js'

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
  const [, keyId = '', payload = '', mac = ''] = signedShape.exec(token) ?? []
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
const signedShape = /^v1\.([\w-]{1,32})\.([\w-]{1,1400})\.([\w-]{43})$/

function macOf(text: string, purpose: Purpose, key: LinkKey): Buffer {
  return createHmac('sha256', derivedKey(key, purpose)).update(text).digest()
}

/** A secret that links are signed with. The secret itself is never logged and never shown. */
export interface LinkKey {
  /** Stands in every token that it signed. */
  readonly id: string
  /** At least 32 random bytes, in base64 or base64url. */
  readonly secret: string
}

/** The first signs, all verify. */
export type LinkKeys = readonly [LinkKey, ...LinkKey[]]

/**
 * What a signature is for. Each purpose has a key of its own (HKDF), so that what was signed for
 * one is worth nothing for another, whatever it says.
 */
export const purposes = [
  'update',
  'list',
  'view',
  'unsubscribe',
  'revert',
  'session',
  'form',
  'link id',
  'return path',
] as const
type Purpose = (typeof purposes)[number]

/** The key of one purpose, 32 bytes, worked out once. */
function derivedKey({ id, secret }: LinkKey, purpose: Purpose): Buffer {
  const name = `${id} ${purpose} ${secret}`
  const known = derived.get(name)
  if (known !== undefined) return known
  const key = hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `mmr link ${purpose}`, 32)
  const made = Buffer.from(key)
  derived.set(name, made)
  return made
}

const derived = new Map<string, Buffer>()

/**
 * The id of the link that is `named` so. The same name gives the same id under the same key, so
 * that a message that is made again carries the same links; without the key nobody can guess it.
 */
export function linkIdOf(named: string, keys: LinkKeys): string {
  return macText(named, 'link id', keys).slice(0, linkIdLength)
}

/** 96 bits: no two links ever have the same. */
const linkIdLength = 16

/** What the database knows of a link: who reads it there can't make the link out of it. */
export function linkHash(linkId: string): string {
  return createHash('sha256').update(linkId).digest('hex')
}

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

/** What a token of before 0.2.0 says of its link; today it stands in the link's row alone. */
interface LinkClaim {
  readonly linkId: string
  readonly scope: LinkScope
}

/**
 * What such a token claims, or null where it isn't ours or is for another purpose. They are made no
 * more; those that were mailed hold until their rows say otherwise.
 */
function readEarlierToken(token: string, purpose: LinkPurpose, keys: LinkKeys): LinkClaim | null {
  const text = verified(token, purpose, keys)
  if (text === null) return null
  const [linkId, expiresAt, address, ...about]: unknown[] = JSON.parse(text)
  if (typeof linkId !== 'string' || typeof expiresAt !== 'number') return null
  const scope = typeof address === 'string' ? scopeOf(purpose, address, about) : null
  return scope === null ? null : { linkId, scope }
}

function scopeOf(
  purpose: LinkPurpose,
  address: string,
  [first, accountId, version]: readonly unknown[],
): LinkScope | null {
  if (purpose === 'view' || purpose === 'unsubscribe') {
    return typeof first === 'number' ? { purpose, address, deliveryId: first } : null
  }
  const week = typeof first === 'string' ? parseWeek(first) : null
  if (week === null) return null
  const named = typeof accountId === 'string' ? accountId : null
  if (purpose !== 'revert') return { purpose, address, week, accountId: named }
  if (named === null || typeof version !== 'number') return null
  return { purpose, address, week, accountId: named, version }
}
