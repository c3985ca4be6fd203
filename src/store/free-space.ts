import { sql } from 'kysely'
import { type Database, writing } from './database.js'

/** How large a database's file is, and what of it is free. In bytes. */
export interface FileSpace {
  readonly size: number
  readonly free: number
  /** Whether free pages can be given back to the disk, a few at a time. */
  readonly shrinks: boolean
}

export async function readFileSpace(db: Database): Promise<FileSpace> {
  const { rows } = await sql<{ pages: number; free: number; size: number; mode: number }>`
    select page_count as pages, freelist_count as free, page_size as size, auto_vacuum as mode
    from pragma_page_count, pragma_freelist_count, pragma_page_size, pragma_auto_vacuum
  `.execute(db)
  const { pages = 0, free = 0, size = 0, mode = 0 } = rows[0] ?? {}
  return { size: pages * size, free: free * size, shrinks: mode === incremental }
}

/** SQLite's number for it. */
const incremental = 2

/**
 * Gives at most so many free pages at the end of the file back to the disk, in a transaction of
 * their own. False when none is free. Nothing where the file doesn't shrink.
 */
export async function giveBack(db: Database, most: number): Promise<boolean> {
  const { free, shrinks, size } = await readFileSpace(db)
  if (free === 0 || size === 0 || !shrinks) return false
  await writing(db, async (db) => {
    // One page each: asked for more, SQLite expects its answer to be read row by row, and it has none.
    for (let page = 0; page < most; page++) await sql`pragma incremental_vacuum(1)`.execute(db)
  })
  return true
}

/**
 * Writes the whole file anew, once, so that it can shrink from then on: a file of before this
 * program set new ones up so can't. Nobody else can write meanwhile. Takes room for two copies of
 * what is in it, one of them where SQLite keeps temporary files.
 *
 * @throws DatabaseFault where there isn't room: then it is as it was.
 */
export async function rewrite(db: Database): Promise<void> {
  await sql`pragma auto_vacuum = incremental`.execute(db)
  await sql`vacuum`.execute(db)
  // What was written lies in the log until then, which is as large as the file.
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
}
