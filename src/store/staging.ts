import { CompiledQuery, type RawBuilder, sql } from 'kysely'
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
      known_import integer,
      unchanged integer,
      carried integer,
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

/** Column names, with commas between them. */
export function list(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)))
}

/** Whether two rows have the same key. */
export function same(key: readonly string[], one: string, other: string): RawBuilder<unknown> {
  const pairs = key.map(
    (column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`,
  )
  return sql.join(pairs, sql` and `)
}

/** Whether two rows differ in any of the columns; nothing is the same as nothing. */
export function differ(
  columns: readonly string[],
  one: string,
  other: string,
): RawBuilder<unknown> {
  const pairs = columns.map(
    (column) =>
      sql`${sql.ref(`${one}.${column}`)} is distinct from ${sql.ref(`${other}.${column}`)}`,
  )
  return sql`(${sql.join(pairs, sql` or `)})`
}

/**
 * A row of a file that can't be imported, since an earlier one with the same key says otherwise.
 */
export interface Conflict {
  readonly line: number
  readonly firstLine: number
}

export interface RepeatedRows<T> {
  /** The first ones, in the order of the file. */
  readonly first: readonly T[]
  readonly count: number
}

/**
 * Rows that say otherwise than the first one with their key. Those that say the same are folded
 * into it.
 */
export async function foldRepeats(
  db: Database,
  staging: Staging,
  limit: number,
): Promise<RepeatedRows<Conflict>> {
  const { table, key, columns } = staging
  const repeated = sql`
    select ${list(key)}, min(line) as first_line
    from ${table}
    group by ${list(key)}
    having count(*) > 1`
  const some = await sql`${repeated} limit 1`.execute(db)
  if (some.rows.length === 0) return { first: [], count: 0 }

  const { rows } = await sql<Conflict & { count: number }>`
    select later.line, earliest.line as "firstLine", count(*) over () as count
    from (${repeated}) as repeated
    join ${table} as earliest on ${same(key, 'earliest', 'repeated')} and earliest.line = first_line
    join ${table} as later on ${same(key, 'later', 'repeated')} and later.line > first_line
    where ${differ(columns, 'earliest', 'later')}
    order by later.line
    limit ${limit}
  `.execute(db)
  await sql`
    delete from ${table} as later
    where exists (
      select 1 from ${table} as earlier
      where ${same(key, 'earlier', 'later')} and earlier.line < later.line)
  `.execute(db)
  const first = rows.map(({ line, firstLine }) => ({ line, firstLine }))
  return { first, count: rows[0]?.count ?? 0 }
}
