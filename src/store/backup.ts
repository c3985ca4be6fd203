import { open, rm } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { beside, moveLasting, syncFile } from '../disk/lasting-file.js'
import { withFileFaults } from './connection.js'
import type { Database } from './database.js'
import { DatabaseFault, databaseFault } from './database-fault.js'
import { codeOf, fileFault } from './file-fault.js'

/**
 * Copies one state of the whole database into a new file, whatever others write in the meantime,
 * and checks that the copy is whole. A file that is there is left alone, and `exists` is the
 * answer. Whoever runs this is the only one who may read the copy: it holds names and addresses.
 *
 * @throws DatabaseFault where it cannot be written, and then there is no file.
 */
export async function backUp(db: Database, file: string): Promise<'done' | 'exists'> {
  if (!(await reserve(file))) return 'exists'
  try {
    await beside(file, async (unfinished) => {
      await copyInto(db, unfinished)
      await moveLasting(unfinished, file)
    })
    return 'done'
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/**
 * Copies one state of the whole database into a new file that nobody else knows of, and checks it.
 */
export async function copyInto(db: Database, file: string): Promise<void> {
  await reserve(file)
  try {
    await sql`vacuum into ${file}`.execute(db)
  } catch (error) {
    // What SQLite holds against the copy is blamed on the database by the connection.
    throw error instanceof DatabaseFault ? databaseFault(error.cause, file) : error
  }
  requireWhole(file)
  await syncFile(file)
}

/** Makes an empty file; false where there is one already. */
async function reserve(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw fileFault(error, `The copy ${file}`)
  }
}

function requireWhole(file: string): void {
  const finding = withFileFaults(file, () => {
    const copy = new Sqlite(file, { readonly: true })
    try {
      return copy.pragma('quick_check(1)', { simple: true })
    } finally {
      copy.close()
    }
  })
  if (finding !== 'ok')
    throw new DatabaseFault('corrupt', `The copy ${file} is damaged: ${finding}.`)
}
