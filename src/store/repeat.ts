import { sql } from 'kysely'
import { differ, list, same } from './comparison.js'
import type { Database } from './database.js'
import type { Staging } from './staging.js'

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
