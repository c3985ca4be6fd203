import type { LinkKey, LinkKeys } from '../../src/link/token.js'

/** A key whose secret is made of its id: 32 bytes that no test has to look at. */
export function key(id: string): LinkKey {
  return { id, secret: Buffer.alloc(32, `secret of ${id} `).toString('base64url') }
}

export const keys: LinkKeys = [key('k2'), key('k1')]
