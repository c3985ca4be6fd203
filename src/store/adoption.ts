import type Sqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { dialectOf } from './connection.js'

/**
 * A connection that was opened in a way of its own; `destroy()` closes it. `patience` is for
 * connections that don't wait by themselves: see `dialectOf`.
 */
export async function wrap(connection: Sqlite.Database, patience = 0): Promise<Kysely<never>> {
  const db = new Kysely<never>({ dialect: dialectOf(connection, patience) })
  // Kysely closes only what it has used: without this, the file would stay open, and locked.
  await sql`select 1`.execute(db)
  return db
}
