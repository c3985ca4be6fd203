import { mkdtemp, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a whole file or none: a reader sees the old one or the new one, even after a power cut.
 * `mode` says who may read it; as the system has it unless told.
 */
export async function writeLasting(
  path: string,
  content: string | Buffer,
  mode = 0o666,
): Promise<void> {
  await beside(path, async (unfinished) => {
    await writeFile(unfinished, content, { mode })
    await syncFile(unfinished)
    await moveLasting(unfinished, path)
  })
}

/**
 * Does `work` on a file that is to come to `path`, in a folder of its own on the same disk.
 * Whatever is left there is removed; other processes that are about the same have folders of their
 * own.
 */
export async function beside<T>(
  path: string,
  work: (unfinished: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(`${path}.`)
  try {
    return await work(join(folder, basename(path)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Removes what processes that were killed while they wrote this file have left beside it. What is
 * younger than an hour may still be in use, and stays; so does a folder that holds anything else.
 * Its age is told by the disk's own clock.
 */
export async function clearUnfinished(path: string): Promise<void> {
  await beside(path, async (unfinished) => {
    const { mtimeMs: now } = await stat(dirname(unfinished))
    for (const folder of await foldersBeside(path)) {
      // Another process may be clearing the same ones.
      await clearFolder(folder, { of: basename(path), until: now - hour }).catch(() => {})
    }
  })
}

const hour = 3_600_000

async function clearFolder(
  folder: string,
  { of, until }: { readonly of: string; readonly until: number },
): Promise<void> {
  const { mtimeMs } = await stat(folder)
  const files = await readdir(folder)
  if (mtimeMs > until || files.some((file) => !file.startsWith(of))) return
  for (const file of files) await rm(join(folder, file), { force: true })
  await rmdir(folder)
}

/** By their names, those that `beside` has made. */
async function foldersBeside(path: string): Promise<string[]> {
  const [directory, prefix] = [dirname(path), `${basename(path)}.`]
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
    .filter(({ name }) => /^[A-Za-z0-9]{6}$/.test(name.slice(prefix.length)))
    .map(({ name }) => join(directory, name))
}

/** Puts a file in the place of another, which may be there or not, and makes that last. */
export async function moveLasting(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncDirectory(dirname(to))
}

/** Sees to it that what was written to a file is on the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Windows opens no folders, and its file system looks after renames itself. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null)
  if (directory === null) return
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
