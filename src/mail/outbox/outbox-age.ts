import { readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a message in an outbox. */
export interface OutboxFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
}

/** What the outbox writes, and nobody else: a label, an address or its hash, and its two endings. */
const ours = /^(executive|account-manager|admin|held|skipped|prompt|change|new-link).*\.(eml|html)$/

/**
 * Files of messages that were last written before `before` (milliseconds since the epoch), in the
 * folders of the weeks; none where there is no outbox. Other files are nobody's business.
 */
export async function* oldFiles(directory: string, before: number): AsyncGenerator<OutboxFile> {
  for (const folder of await weeksIn(directory)) {
    for (const name of await namesIn(folder)) {
      const path = join(folder, name)
      const found = ours.test(name) ? await stat(path).catch(() => null) : null
      if (found?.isFile() && found.mtimeMs < before) yield { path, size: found.size }
    }
  }
}

/** Removes a file, and its folder with the last one in it; false where somebody else has. */
export async function removeFile({ path }: OutboxFile): Promise<boolean> {
  const isRemoved = await unlink(path).then(
    () => true,
    () => false,
  )
  // One that holds anything else stays.
  await rmdir(join(path, '..')).catch(() => {})
  return isRemoved
}

async function weeksIn(directory: string): Promise<string[]> {
  const names = await namesIn(directory)
  return names.filter((name) => /^\d{4}-W\d{2}$/.test(name)).map((name) => join(directory, name))
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort()
}
