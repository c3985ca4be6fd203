import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a whole file or none: a reader sees the old one or the new one, even after a power cut.
 */
export async function writeLasting(path: string, content: string): Promise<void> {
  await beside(path, async (unfinished) => {
    await writeFile(unfinished, content)
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
