import type { Dirent } from 'node:fs'
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Mails hold links that work for whoever has them: nobody else on this computer may read one. */
export const ownFile = 0o600
const ownFolder = 0o700

/** Makes the folder of an outbox, and a folder in it, for this user alone. */
export async function makeOwnFolder(directory: string, within = ''): Promise<void> {
  // Folders above it are nobody's secret: they are made as the system makes them.
  await mkdir(dirname(directory), { recursive: true })
  await mkdir(directory, { recursive: true, mode: ownFolder })
  if (within !== '') await mkdir(join(directory, within), { recursive: true, mode: ownFolder })
}

/**
 * Takes from other users what an outbox of an earlier version let them read: the folders of its
 * weeks and the files in them. The outbox itself is closed where nothing else lies in it: a folder
 * that somebody shares for other things stays as it is. Tells which paths are still open to others,
 * for instance because another user owns them.
 */
export async function closeToOthers(directory: string): Promise<string[]> {
  // Windows has no such rights: there, whoever may open the folder above may open these.
  if (process.platform === 'win32') return []
  const entries = await entriesOf(directory)
  const weeks = entries.filter((entry) => entry.isDirectory() && /^\d{4}-W\d{2}$/.test(entry.name))
  const open: string[] = []
  for (const { name } of weeks) open.push(...(await closeWeek(join(directory, name))))
  if (weeks.length === entries.length) open.push(...(await close(directory, ownFolder)).open)
  return open
}

/** A folder that was closed already was made by us, and so was what is in it. */
async function closeWeek(folder: string): Promise<string[]> {
  const { wasOpen, open } = await close(folder, ownFolder)
  const files = wasOpen ? await entriesOf(folder) : []
  for (const file of files.filter((entry) => entry.isFile())) {
    open.push(...(await close(join(folder, file.name), ownFile)).open)
  }
  return open
}

async function close(path: string, mode: number): Promise<{ wasOpen: boolean; open: string[] }> {
  if (!(await isOpen(path))) return { wasOpen: false, open: [] }
  // What came of it is seen by looking again: some disks refuse, others say yes and do nothing.
  await chmod(path, mode).catch(() => {})
  return { wasOpen: true, open: (await isOpen(path)) ? [path] : [] }
}

async function isOpen(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && (found.mode & 0o077) !== 0
}

/** Empty where the folder is missing or can't be read: who uses it tells that. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  return await readdir(directory, { withFileTypes: true }).catch(() => [])
}
