import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { checkDkimKey, type DkimCheck, type DkimKey } from '../../mail/dkim.js'
import type { Workspace } from '../workspace.js'

/** The key to sign mail with and its DNS record, or what is wrong with it. */
export type SigningKey = DkimCheck | { readonly kind: 'none' }

/** Reads the key of the settings and sees it sign; `directory` is where a relative path starts. */
export async function readSigningKey({ dkim }: Config, directory: string): Promise<SigningKey> {
  if (dkim === null) return { kind: 'none' }
  const file = resolve(directory, dkim.keyFile)
  try {
    const privateKey = await readFile(file, 'utf8')
    const check = await checkDkimKey({ ...dkim, privateKey })
    if (check.kind === 'sound') return check
    return { kind: 'unsound', fault: `The DKIM key ${file} can't be used. ${check.fault}` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'unsound', fault: `DKIM_KEY_FILE can't be read: ${why}.` }
  }
}

/** The key that was read. Throws rather than letting mail leave unsigned that should be signed. */
export function signingKey({ config, dkim = null }: Workspace): DkimKey | null {
  if (config.dkim === null || dkim !== null) return dkim
  throw new Error('mail should be signed with DKIM, and its key was not read')
}
