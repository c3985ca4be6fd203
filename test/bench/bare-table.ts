import Sqlite from 'better-sqlite3'

/** A table with the same columns and indices as one of ours. */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** SQL that makes it. */
  readonly definition: string
}

/**
 * A table as the sqlite3 shell can fill it: without the rules that ours has for its cells, because
 * the shell makes an empty text of an empty cell, and indices of some rows leave out those instead.
 */
export function bareTable(file: string, name: string): Table {
  const connection = new Sqlite(file, { readonly: true })
  const columns = connection
    .prepare<[string], { name: string; type: string; pk: number }>(
      'select name, type, pk from pragma_table_info(?) order by cid',
    )
    .all(name)
  const indices = connection
    .prepare<[string], { sql: string }>(
      "select sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null",
    )
    .all(name)
  connection.close()
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const cells = columns.map((column) => `${column.name} ${column.type}`)
  const keyed = `primary key (${key.map((column) => column.name).join(', ')})`
  const statements = [
    `create table ${name} (${[...cells, keyed].join(', ')}) without rowid`,
    ...indices.map(({ sql }) => sql.replaceAll('is not null', "<> ''")),
  ]
  return {
    name,
    columns: columns.map((column) => column.name),
    definition: statements.map((sql) => `${sql};`).join('\n'),
  }
}
