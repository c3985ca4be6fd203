import { type RawBuilder, sql } from 'kysely'

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
