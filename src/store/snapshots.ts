import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import { list, same } from './comparison.js'
import type { Database } from './database.js'
import type { Found } from './repeat.js'
import type { Staging, Target } from './staging.js'

/** What an import fills of a snapshot. */
export const snapshotTarget: Target = {
  table: 'snapshots',
  key: ['week', 'account_id'],
  columns: {
    week: 'text',
    account_id: 'text',
    relationship: 'real',
    innovation: 'real',
    service: 'real',
    commercial: 'real',
    stated_health: 'real',
    pulse: 'text',
    contacts: 'text',
    decision_maker: 'text',
    decision_maker_changed_on: 'text',
    decision_maker_met_on: 'text',
    action_owner: 'text',
    action_due_on: 'text',
    action_done_on: 'text',
    value_category: 'text',
    action: 'text',
    value_delivered: 'text',
    note: 'text',
  },
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
): Promise<Found<Stray>> {
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

/** Who recorded something, and when: UTC, ISO 8601 with milliseconds. */
export interface Recording {
  readonly recordedAt: string
  readonly recordedBy: string
}

export interface SnapshotCounts {
  readonly added: number
  readonly superseded: number
  readonly unchanged: number
}

/**
 * Adds the staged snapshots, in the caller's transaction: one that says otherwise than the latest
 * version of its account and week becomes the next version, one that says the same adds nothing.
 * A column that the file doesn't have is empty in its snapshots.
 */
export async function mergeSnapshots(
  db: Database,
  { table, key, columns }: Staging,
  { recordedAt, recordedBy }: Recording,
): Promise<SnapshotCounts> {
  const known = await sql`
    update ${table} as staged
    set known_version = (
      select max(stored.version) from snapshots as stored where ${same(key, 'stored', 'staged')})
    where exists (select 1 from snapshots as stored where ${same(key, 'stored', 'staged')})
  `.execute(db)
  const alike = Object.keys(snapshotTarget.columns).map((column) => {
    const staged = columns.includes(column) ? sql.ref(`staged.${column}`) : sql`null`
    return sql`${sql.ref(`stored.${column}`)} is not distinct from ${staged}`
  })
  const unchanged = await sql`
    delete from ${table} as staged
    where exists (
      select 1 from snapshots as stored
      where ${same(key, 'stored', 'staged')} and stored.version = staged.known_version
        and ${sql.join(alike, sql` and `)})
  `.execute(db)
  const inserted = await sql`
    insert into snapshots (${list(columns)}, version, recorded_at, recorded_by)
    select ${list(columns)}, coalesce(known_version, 0) + 1, ${recordedAt}, ${recordedBy}
    from ${table}
    order by ${list(key)}
  `.execute(db)

  const alikeCount = Number(unchanged.numAffectedRows ?? 0)
  const superseded = Number(known.numAffectedRows ?? 0) - alikeCount
  return {
    added: Number(inserted.numAffectedRows ?? 0) - superseded,
    superseded,
    unchanged: alikeCount,
  }
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
