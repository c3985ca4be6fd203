import { createHash } from 'node:crypto'
import type { LinkKeys } from './key.js'
import { macText } from './signature.js'

/**
 * The id of the link that is `named` so. The same name gives the same id under the same key, so
 * that a message that is made again carries the same links; without the key nobody can guess it.
 */
export function linkIdOf(named: string, keys: LinkKeys): string {
  return macText(named, 'link id', keys).slice(0, linkIdLength)
}

/** 96 bits: no two links ever have the same. */
export const linkIdLength = 16

/** What the database knows of a link: who reads it there can't make the link out of it. */
export function linkHash(linkId: string): string {
  return createHash('sha256').update(linkId).digest('hex')
}
