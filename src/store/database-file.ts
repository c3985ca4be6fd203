import { sql } from 'kysely'
import type { Database } from './database.js'

/** The absolute path of the file that is open, links resolved. */
export async function databaseFile(db: Database): Promise<string> {
  const { rows } = await sql<{ file: string }>`
    select file from pragma_database_list where name = 'main'
  `.execute(db)
  const [main] = rows
  if (main === undefined) throw new Error('the database has no file')
  return main.file
}
