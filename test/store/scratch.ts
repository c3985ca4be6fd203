import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../../src/store/database.js'

/** A directory of the running test's own. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mmr-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A file with this content, in a directory of its own. */
export function scratchFile(name: string, content: string | Uint8Array): string {
  const file = join(scratchDirectory(), name)
  writeFileSync(file, content)
  return file
}

/** A database of the running test's own, closed when it ends. */
export async function scratchDatabase(
  file = join(scratchDirectory(), 'mmr.sqlite'),
  options: DatabaseOptions = {},
): Promise<Database> {
  const db = await openDatabase(file, options)
  onTestFinished(() => db.destroy())
  return db
}
