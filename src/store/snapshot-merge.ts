import { type RawBuilder, sql } from 'kysely'
import { list, same } from './comparison.js'
import type { Database } from './database.js'
import { snapshotTarget } from './snapshots.js'
import type { Staging } from './staging.js'

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
 * Notes of each staged snapshot what it would supersede, and whether it says the same. To be asked
 * again where others have written since: then only what they have changed is worked out anew.
 */
export async function compareSnapshots(
  db: Database,
  { table, key, columns }: Staging,
): Promise<void> {
  const latest = sql`(
    select max(stored.version) from snapshots as stored where ${same(key, 'stored', 'staged')})`
  await sql`
    update ${table} as staged
    set known_version = ${latest}, unchanged = null
    where known_version is not ${latest}
  `.execute(db)
  const pairs = columns.map((name) => [sql.ref(`stored.${name}`), sql.ref(`staged.${name}`)])
  const alike = pairs.map(([stored, staged]) => sql`${stored} is not distinct from ${staged}`)
  const empty = absentIn(columns).map((name) => sql`${sql.ref(`stored.${name}`)} is null`)
  await sql`
    update ${table} as staged
    set unchanged = (
      select ${sql.join(alike, sql` and `)}
             and (${isAnswered(key)} or ${sql.join([sql`true`, ...empty], sql` and `)})
      from snapshots as stored
      where ${same(key, 'stored', 'staged')} and stored.version = staged.known_version)
    where known_version is not null and unchanged is null
  `.execute(db)
}

/**
 * Adds the staged snapshots, compared with this very state, in the caller's transaction: one that
 * says otherwise than the latest version of its account and week becomes the next version, one that
 * says the same adds nothing. A column that the file doesn't have is empty in its snapshots; but once
 * a manager has answered for the week, it stays as it was.
 */
export async function mergeSnapshots(
  db: Database,
  staging: Staging,
  recording: Recording,
): Promise<SnapshotCounts> {
  const inserted = await insertStaged(db, staging, recording)
  const { rows } = await sql<{ superseded: number; unchanged: number }>`
    select count(*) filter (where not unchanged) as superseded,
           count(*) filter (where unchanged) as unchanged
    from ${staging.table}
  `.execute(db)
  const { superseded = 0, unchanged = 0 } = rows[0] ?? {}
  return { added: inserted - superseded, superseded, unchanged }
}

/** Those of weeks that managers have answered for are completed from what they supersede. */
async function insertStaged(
  db: Database,
  { table, key, columns }: Staging,
  { recordedAt, recordedBy }: Recording,
): Promise<number> {
  const absent = absentIn(columns)
  const recording = sql`${recordedAt}, ${recordedBy}`
  const alone = await sql`
    insert into snapshots (${list(columns)}, version, recorded_at, recorded_by)
    select ${list(columns)}, coalesce(known_version, 0) + 1, ${recording}
    from ${table} as staged
    where unchanged is not true and not ${isAnswered(key)}
    order by ${list(key)}
  `.execute(db)
  const completed = await sql`
    insert into snapshots (${list([...columns, ...absent])}, version, recorded_at, recorded_by)
    select ${sql.join([...of('staged', columns), ...of('known', absent)])}, known.version + 1,
           ${recording}
    from ${table} as staged
    join snapshots as known
      on ${same(key, 'known', 'staged')} and known.version = staged.known_version
    where unchanged is not true and ${isAnswered(key)}
    order by ${sql.join(of('staged', key))}
  `.execute(db)
  return Number(alone.numAffectedRows ?? 0) + Number(completed.numAffectedRows ?? 0)
}

function absentIn(columns: readonly string[]): string[] {
  return Object.keys(snapshotTarget.columns).filter((column) => !columns.includes(column))
}

function of(table: string, columns: readonly string[]): RawBuilder<unknown>[] {
  return columns.map((column) => sql.ref(`${table}.${column}`))
}

function isAnswered(key: readonly string[]): RawBuilder<boolean> {
  return sql`exists (select 1 from answers where ${same(key, 'answers', 'staged')})`
}
