import { stat } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { wrap } from './adoption.js'
import { withFileFaults } from './connection.js'
import type { Database } from './database.js'
import { DatabaseFault } from './database-fault.js'

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
