import { chmod, chown, link, rename, stat } from 'node:fs/promises'
import { moveLasting } from '../disk/lasting-file.js'
import { codeOf, fileFault } from './file-fault.js'

/** What SQLite keeps beside a database: without it, or beside another one, it does harm. */
const companions = ['-wal', '-shm', '-journal']

/**
 * Puts one database file in the place of another, which stays under the name `aside` with all that
 * belongs to it. At no moment is there none. The new one gets the old one's permissions and owner.
 * Nobody may be using either of them.
 *
 * @throws DatabaseFault where a file can't be moved.
 */
export async function replaceDatabase(
  file: string,
  { by, aside }: { readonly by: string; readonly aside: string },
): Promise<void> {
  try {
    await resemble(by, file)
    await absentIsFine(link(file, aside))
    for (const suffix of companions) {
      await absentIsFine(rename(`${file}${suffix}`, `${aside}${suffix}`))
    }
    await moveLasting(by, file)
  } catch (error) {
    throw fileFault(error, `The database ${file}`)
  }
}

/** Without this, a restore by root would lock the worker out. Only root may give a file away. */
async function resemble(file: string, model: string): Promise<void> {
  const found = await stat(model).catch(() => null)
  if (found === null) return
  await chmod(file, found.mode)
  await chown(file, found.uid, found.gid).catch(() => {})
}

async function absentIsFine(move: Promise<void>): Promise<void> {
  await move.catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}
