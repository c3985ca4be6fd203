import { sql } from 'kysely'
import { type FieldKind, snapshotFields } from '../report/snapshot.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import type { RepeatedRows } from './repeat.js'
import type { Staging, Target } from './staging.js'

/** What an import fills of a snapshot. */
export const snapshotTarget: Target = {
  table: 'snapshots',
  key: ['week', 'account_id'],
  columns: {
    week: 'text',
    account_id: 'text',
    ...Object.fromEntries(
      Object.values(snapshotFields).map(({ column, kind }) => [column, typeOf(kind)]),
    ),
  },
}

function typeOf(kind: FieldKind): 'real' | 'text' {
  return kind === 'score' ? 'real' : 'text'
}

/** A staged snapshot whose account isn't known. */
export interface Stray {
  readonly line: number
  readonly accountId: string
}

/** Staged snapshots of accounts that aren't there. */
export async function findStrays(
  db: Database,
  { table }: Staging,
  limit: number,
): Promise<RepeatedRows<Stray>> {
  const { rows } = await sql<Stray & { count: number }>`
    select line, account_id as "accountId", count(*) over () as count
    from ${table} as staged
    where not exists (select 1 from accounts where accounts.account_id = staged.account_id)
    order by line
    limit ${limit}
  `.execute(db)
  const first = rows.map(({ line, accountId }) => ({ line, accountId }))
  return { first, count: rows[0]?.count ?? 0 }
}

/** A staged snapshot of a week that has not begun. */
export interface Early {
  readonly line: number
  readonly week: Week
}

/** Staged snapshots of weeks after `lastWeek`. */
export async function findEarly(
  db: Database,
  { table }: Staging,
  { lastWeek, limit }: { readonly lastWeek: Week; readonly limit: number },
): Promise<RepeatedRows<Early>> {
  const { rows } = await sql<Early & { count: number }>`
    select line, week, count(*) over () as count
    from ${table}
    where week > ${lastWeek}
    order by line
    limit ${limit}
  `.execute(db)
  const first = rows.map(({ line, week }) => ({ line, week }))
  return { first, count: rows[0]?.count ?? 0 }
}

/** How many accounts have a snapshot in `week` that was recorded before `cutOff`. */
export async function snapshotCount(db: Database, week: Week, cutOff: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct account_id) as count
    from snapshots
    where week = ${week} and recorded_at < ${cutOff}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** The first and the last week that there is a snapshot of; null without any. */
export async function weekRange(db: Database): Promise<{ first: Week; last: Week } | null> {
  const { rows } = await sql<{ first: Week | null; last: Week | null }>`
    select (select min(week) from snapshots) as first, (select max(week) from snapshots) as last
  `.execute(db)
  const { first = null, last = null } = rows[0] ?? {}
  return first === null || last === null ? null : { first, last }
}
