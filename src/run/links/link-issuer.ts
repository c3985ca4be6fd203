import { randomBytes } from 'node:crypto'
import type { Config } from '../../config/config.js'
import { keyFileOf, linkKeys } from '../../link/key-file.js'
import type { LinkIssuer, Workspace } from '../workspace.js'

/**
 * Opens the keys of the settings, or those beside the database (`databaseFile`, resolved), which
 * are made where there are none. Null where no address is set that links could lead to.
 *
 * @throws KeyFileFault where the file is there and can't be used.
 */
export async function openLinkIssuer(
  { web }: Config,
  databaseFile: string,
): Promise<LinkIssuer | null> {
  if (web.url === null) return null
  const keys = await linkKeys(web.linkKeys, keyFileOf(databaseFile), randomBytes)
  return { keys, origin: web.url }
}

/**
 * The issuer that was opened. Throws rather than letting mail leave without the links it should
 * have.
 */
export function linkIssuer({ config, links = null }: Workspace): LinkIssuer | null {
  if (config.web.url === null || links !== null) return links
  throw new Error('mail should carry links, and their keys were not opened')
}
