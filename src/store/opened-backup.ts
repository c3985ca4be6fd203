import { stat } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { wrap } from './adoption.js'
import { withFileFaults } from './connection.js'
import type { Database } from './database.js'
import { DatabaseFault } from './database-fault.js'
import { requireKnownSchema } from './schema.js'

/** A whole backup of this program's, open for reading; or what is wrong with it, in words. */
export type OpenedBackup =
  | { readonly kind: 'backup'; readonly db: Database }
  | { readonly kind: 'unusable'; readonly reason: string }

/**
 * Opens a file for reading and proves that it is whole; a file that isn’t is no fault but an
 * answer.
 *
 * @throws DatabaseFault where it is a backup of tables that this version doesn't know.
 */
export async function openBackup(file: string): Promise<OpenedBackup> {
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile()) return unusable(`there is no file ${file}`)
  if (found.size === 0) return unusable(`the file ${file} is empty`)
  try {
    const opened = withFileFaults(file, () => open(file))
    if (typeof opened === 'string') return unusable(opened)
    return { kind: 'backup', db: await ofKnownSchema(opened, file) }
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    if (error.kind === 'newer' || error.kind === 'unknown-schema') throw error
    return unusable(words[error.kind]?.(file) ?? error.message)
  }
}

/** The connection, or what is wrong. */
function open(file: string): Sqlite.Database | string {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true })
  try {
    const fault = faultOf(connection, file)
    if (fault === null) return connection
    connection.close()
    return fault
  } catch (error) {
    connection.close()
    throw error
  }
}

async function ofKnownSchema(connection: Sqlite.Database, file: string): Promise<Database> {
  try {
    await requireKnownSchema(connection, file)
    return await wrap(connection)
  } catch (error) {
    connection.close()
    throw error
  }
}

function faultOf(connection: Sqlite.Database, file: string): string | null {
  if (connection.pragma('quick_check(1)', { simple: true }) !== 'ok') return damaged(file)
  const ours = connection
    .prepare("select count(*) from sqlite_schema where name in ('deliveries', 'kysely_migration')")
    .pluck()
    .get()
  return ours === 2 ? null : `the file ${file} is a database of another program`
}

const words: Partial<Record<DatabaseFault['kind'], (file: string) => string>> = {
  'not-a-database': (file) => `the file ${file} is not an SQLite database`,
  corrupt: damaged,
}

function damaged(file: string): string {
  return `the file ${file} is damaged`
}

function unusable(reason: string): OpenedBackup {
  return { kind: 'unusable', reason }
}
