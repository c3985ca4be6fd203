import { stat } from 'node:fs/promises'
import type { Finding } from './finding.js'

/** Warns of each of these files that every user of this computer may read: secrets are in them. */
export async function openSecretFiles(files: readonly string[]): Promise<Finding[]> {
  const found: Finding[] = []
  for (const file of files) {
    if (!(await isOpenToAll(file))) continue
    found.push({
      kind: 'warning',
      what: `Every user of this computer can read ${file}, which holds secrets.`,
      cure: `Let its owner run chmod o= ${file}, and change what others may have read.`,
    })
  }
  return found
}

/** A group may read a file: that is how a service is given what another user owns. */
async function isOpenToAll(file: string): Promise<boolean> {
  // Windows has no such rights.
  if (process.platform === 'win32') return false
  const found = await stat(file).catch(() => null)
  return found !== null && (found.mode & 0o004) !== 0
}

/** Whether settings hold what must stay between the program and a server, or in the program. */
export function holdSecrets(settings: Readonly<Record<string, string>>): boolean {
  return Object.entries(settings).some(
    ([name, value]) => value !== '' && (secretNames.test(name) || withPassword.test(value)),
  )
}

const secretNames = /(_SECRET|_TOKEN|_HEADER|LINK_KEYS|HEARTBEAT_URL)$/

/** In an address such as `smtp://user:password@host`. */
const withPassword = /:\/\/[^/@\s]*:[^/@\s]+@/
