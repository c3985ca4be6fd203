import { hkdfSync } from 'node:crypto'

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
export type Purpose = (typeof purposes)[number]

/** The key of one purpose, 32 bytes, worked out once. */
export function derivedKey({ id, secret }: LinkKey, purpose: Purpose): Buffer {
  const name = `${id} ${purpose} ${secret}`
  const known = derived.get(name)
  if (known !== undefined) return known
  const key = hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `mmr link ${purpose}`, 32)
  const made = Buffer.from(key)
  derived.set(name, made)
  return made
}

const derived = new Map<string, Buffer>()
