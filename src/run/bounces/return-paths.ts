import { randomBytes } from 'node:crypto'
import { keyFileOf, linkKeys } from '../../link/key-file.js'
import { type Returning, returnPath, returnTag } from '../../link/return-path.js'
import type { LinkKeys } from '../../link/token.js'
import type { ReturnPath } from '../../mail/transport.js'
import { databaseFile } from '../../store/database.js'
import type { Workspace } from '../workspace.js'

/** What signed return paths are made with and known by. */
export interface Bouncing {
  /** BOUNCE_ADDRESS. */
  readonly base: string
  readonly keys: LinkKeys
}

/**
 * Null without BOUNCE_ADDRESS.
 *
 * @throws KeyFileFault where the keys can't be used.
 */
export async function openBouncing({ config, db }: Workspace): Promise<Bouncing | null> {
  const { address } = config.bounces
  if (address === null) return null
  const file = keyFileOf(await databaseFile(db))
  return { base: address, keys: await linkKeys(config.web.linkKeys, file, randomBytes) }
}

/** Where a delivery's message comes back to, which tells what delivery it was. */
export function returnPathOf({ base, keys }: Bouncing, delivery: Returning): ReturnPath {
  return { address: returnPath(base, delivery, keys), envelopeId: returnTag(delivery, keys) }
}
