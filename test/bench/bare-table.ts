import Sqlite from 'better-sqlite3'

/** A table with the same columns and indices as one of ours. */
export interface Table {
  readonly name: string
  /** SQL that makes it. */
  readonly definition: string
}

/**
 * One of our tables as the sqlite3 shell can fill it from a file with these columns: with nothing
 * but them, and without the rules that ours has for its cells, because the shell makes an empty
 * text of an empty cell, and indices of some rows leave out those instead.
 */
export function bareTable(file: string, name: string, columns: readonly string[]): Table {
  const connection = new Sqlite(file, { readonly: true })
  const found = connection
    .prepare<[string], Column>(
      'select name, type, pk from pragma_table_info(?) where pk >= 0 order by pk, cid',
    )
    .all(name)
    .filter(({ name }) => columns.includes(name))
  const indices = connection
    .prepare<[string], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null",
    )
    .all(name)
    .map((index) => ({ ...index, cells: cellsOf(connection, index.name) }))
  connection.close()
  const typed = columns.map(
    (column) => `${column} ${found.find((one) => one.name === column)?.type}`,
  )
  const key = found.filter(({ pk }) => pk > 0).map((column) => column.name)
  const keyed = `primary key (${key.join(', ')})`
  const statements = [
    `create table ${name} (${[...typed, keyed].join(', ')}) without rowid`,
    ...indices.flatMap((index) => bareIndex(index, name, columns)),
  ]
  return { name, definition: statements.map((sql) => `${sql};`).join('\n') }
}

interface Column {
  readonly name: string
  readonly type: string
  /** Its place in the key, from 1; 0 outside of it. */
  readonly pk: number
}

interface Index {
  readonly name: string
  readonly sql: string
  readonly cells: readonly string[]
}

function cellsOf(connection: Sqlite.Database, index: string): string[] {
  return connection
    .prepare<[string], { name: string }>('select name from pragma_index_info(?) order by seqno')
    .all(index)
    .map(({ name }) => name)
}

/** None where it is for rows with a column that the file doesn't have. */
function bareIndex(
  { name, sql, cells }: Index,
  table: string,
  columns: readonly string[],
): string[] {
  const [, condition] = /\bwhere\s+(\w+) is not null/i.exec(sql) ?? []
  if (condition !== undefined && !columns.includes(condition)) return []
  const kept = cells.filter((cell) => columns.includes(cell)).join(', ')
  const rows = condition === undefined ? '' : ` where ${condition} <> ''`
  return [`create index ${name} on ${table} (${kept})${rows}`]
}
