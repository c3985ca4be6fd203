import { chmod, chown, link, open, rename, rm, stat } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { beside, moveLasting, syncFile } from '../disk/lasting-file.js'
import { withFileFaults } from './connection.js'
import { type Database, wrap } from './database.js'
import { codeOf, DatabaseFault, databaseFault, fileFault } from './database-fault.js'
import { requireKnownSchema } from './schema.js'

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
    const opened = withFileFaults(file, () => openOrFault(file))
    if (typeof opened === 'string') return unusable(opened)
    return { kind: 'backup', db: await ofKnownSchema(opened, file) }
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    if (error.kind === 'newer' || error.kind === 'unknown-schema') throw error
    return unusable(words[error.kind]?.(file) ?? error.message)
  }
}

/** The connection, or what is wrong. */
function openOrFault(file: string): Sqlite.Database | string {
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

/** A database that nobody else uses, or why it can't be had. */
export type Exclusive =
  /**
   * Nobody else can open it until this is closed with `destroy()`. All of it is in its one file.
   */
  | { readonly kind: 'alone'; readonly db: Database }
  | { readonly kind: 'in-use' }
  /** No program can use it. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'missing' }

/**
 * Takes the database for this process alone. Leaving the write-ahead log needs a lock that cannot
 * be had while any other process has the file open, however idle. It also makes it safe to put
 * another file in its place: whoever was waiting for the lock has opened the old file, must write
 * to it before all else to have its log back, and is then told by SQLite that the file has moved.
 */
export async function takeOver(file: string): Promise<Exclusive> {
  const found = await stat(file).catch(() => null)
  if (found === null) return { kind: 'missing' }
  try {
    const connection = withFileFaults(file, () => locked(file))
    if (connection === null) return { kind: 'in-use' }
    return { kind: 'alone', db: await wrap(connection) }
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    if (error.kind === 'locked') return { kind: 'in-use' }
    if (error.kind === 'corrupt' || error.kind === 'not-a-database') return { kind: 'damaged' }
    throw error
  }
}

/** The lock is that of a transaction which stays open; null where somebody came in before it. */
function locked(file: string): Sqlite.Database | null {
  const connection = new Sqlite(file, { timeout: 1000, fileMustExist: true })
  try {
    connection.pragma('journal_mode = delete')
    connection.exec('begin exclusive')
    const mode = connection.pragma('journal_mode', { simple: true })
    if (mode === 'delete') return connection
    connection.close()
    return null
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Until when a worker may still be sending by a ledger (UTC, ISO 8601); null where none is. */
export async function readLease(db: Database, now: string): Promise<string | null> {
  const { rows } = await sql<{ leaseUntil: string | null }>`
    select max(lease_until) as "leaseUntil"
    from deliveries
    where state = 'sending' and lease_until > ${now}
  `.execute(db)
  return rows[0]?.leaseUntil ?? null
}

/** Whether it can be asked: a file that was only just made has no tables, a damaged one may lie. */
export async function hasLedger(db: Database): Promise<boolean> {
  try {
    const check = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db)
    const { rows } = await sql`
      select 1 from sqlite_schema where name = 'installation'
    `.execute(db)
    return check.rows[0]?.quick_check === 'ok' && rows.length === 1
  } catch (error) {
    if (error instanceof DatabaseFault && error.kind === 'corrupt') return false
    throw error
  }
}
