import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import { list } from './comparison.js'
import type { Database } from './database.js'

/** A table that rows are imported into. */
export interface Target {
  readonly table: string
  /** What tells one row of a file from another. */
  readonly key: readonly string[]
  /** The columns that a file may fill, with their types. */
  readonly columns: Readonly<Record<string, 'text' | 'integer' | 'real'>>
}

/**
 * A file's rows in a temporary table, to be compared with the database as a whole. It lies in the
 * order of the key, and beyond the memory at hand on the disk for temporary files.
 */
export interface Staging {
  readonly table: RawBuilder<unknown>
  readonly key: readonly string[]
  /** The columns that the file fills; the line stands before them. */
  readonly columns: readonly string[]
  readonly insertInto: string
}

/**
 * Makes the temporary table for a file that fills `columns`. It belongs to one connection, so `db`
 * is a pinned one (`db.connection()`) for as long as it is used.
 */
export async function openStaging(
  db: Database,
  target: Target,
  columns: readonly string[],
): Promise<Staging> {
  const name = `staged_${target.table}`
  const table = sql.ref(name)
  const typed = columns.map((column) => {
    const type = target.columns[column]
    if (type === undefined)
      throw new Error(`${target.table} has no column ${column} to import into`)
    return sql`${sql.ref(column)} ${sql.raw(type)}`
  })
  await sql`drop table if exists ${table}`.execute(db)
  await sql`
    create temporary table ${table} (
      line integer not null,
      known_version integer,
      unchanged integer,
      ${sql.join(typed)},
      primary key (${list(target.key)}, line)
    ) strict, without rowid
  `.execute(db)
  await sql`pragma cache_size = -${sql.raw(String(importCacheKib))}`.execute(db)
  const insertInto = `insert into ${name} (line, ${columns.join(', ')}) values `
  return { table, key: target.key, columns, insertInto }
}

/**
 * Tells states of the database apart: another text once anything was written since, by this program
 * or another. Both are asked for on the connection `db`, in transactions.
 */
export async function readState(db: Database): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select data_version || ' ' || total_changes() as state from pragma_data_version
  `.execute(db)
  return rows[0]?.state ?? ''
}

/** Drops the table, whatever became of the import. */
export async function closeStaging(db: Database, { table }: Staging): Promise<void> {
  await sql`drop table ${table}`.execute(db)
  await sql`pragma cache_size = -${sql.raw(String(usualCacheKib))}`.execute(db)
}

/** SQLite's own, which is plenty for everything else. */
const usualCacheKib = 2000

/**
 * Indices are filled out of their order. In a small cache the same pages of a long import are
 * written to the log and read back again and again; pages are taken only as they are needed.
 */
const importCacheKib = 64_000

/** Adds rows: one list, each row its line and then its cells, in the order of the columns. */
export async function stageRows(
  db: Database,
  staging: Staging,
  cells: readonly (string | number | null)[],
): Promise<void> {
  const width = staging.columns.length + 1
  const row = `(${Array(width).fill('?').join(', ')})`
  const size = width * rowsAtOnce
  for (let start = 0; start < cells.length; start += size) {
    const batch = cells.slice(start, start + size)
    const rows = Array(batch.length / width)
      .fill(row)
      .join(', ')
    await db.executeQuery(CompiledQuery.raw(staging.insertInto + rows, batch))
  }
}

/** As many as fit into one statement, which takes 32,766 values. */
const rowsAtOnce = 1000
