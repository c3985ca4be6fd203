import { link, open, readFile, rm } from 'node:fs/promises'
import type { LinkKey, LinkKeys } from './token.js'

/**
 * Beside the database: a backup of the folder keeps links valid, one of the database alone doesn't.
 */
export function keyFileOf(databaseFile: string): string {
  return `${databaseFile}.link-keys`
}

/** The key file is there and can't be used. The message is for people. */
export class KeyFileFault extends Error {
  override readonly name = 'KeyFileFault'
}

/**
 * The keys of the settings, or else those of the file, which is made where there is none, readable
 * by its owner alone. Programs that start at once get the same key. `random` gives that many bytes.
 */
export async function linkKeys(
  settings: readonly LinkKey[],
  file: string,
  random: (bytes: number) => Buffer,
): Promise<LinkKeys> {
  const [first, ...others] = settings
  if (first !== undefined) return [first, ...others]
  const found = await readKeyFile(file)
  if (found !== null) return found
  await writeNew(file, `${random(3).toString('hex')}:${random(32).toString('base64url')}\n`, random)
  return keysIn(await readFile(file, 'utf8'), file)
}

/**
 * The keys of the file, or null where there is none.
 *
 * @throws KeyFileFault
 */
export async function readKeyFile(file: string): Promise<LinkKeys | null> {
  const found = await readFile(file, 'utf8').catch(absent)
  return found === null ? null : keysIn(found, file)
}

/** Whole or not at all: another program's file, if it came first, stays. */
async function writeNew(
  path: string,
  content: string,
  random: (bytes: number) => Buffer,
): Promise<void> {
  const unfinished = `${path}.${random(6).toString('hex')}.tmp`
  try {
    const file = await open(unfinished, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(unfinished, path).catch(present)
  } finally {
    await rm(unfinished, { force: true })
  }
}

function keysIn(text: string, file: string): LinkKeys {
  const keys = text
    .split(/[\s,]+/)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [id = '', secret = ''] = pair.split(':')
      return { id, secret }
    })
  const [first, ...others] = keys
  const whole = keys.every(({ secret }) => Buffer.from(secret, 'base64').length >= 32)
  if (first === undefined || !whole) {
    throw new KeyFileFault(
      `${file} holds no key to sign links with. Restore it from a backup; or remove it, and all ` +
        'links that were mailed end.',
    )
  }
  return [first, ...others]
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

function present(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
