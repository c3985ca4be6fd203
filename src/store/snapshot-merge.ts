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
 * Adds the staged snapshots, in the caller's transaction: one that says otherwise than the latest
 * version of its account and week becomes the next version, one that says the same adds nothing. A
 * column that the file doesn't have is empty in its snapshots; but once a manager has answered for
 * the week, it stays as it was.
 */
export async function mergeSnapshots(
  db: Database,
  staging: Staging,
  recording: Recording,
): Promise<SnapshotCounts> {
  const { table, key } = staging
  const known = await sql`
    update ${table} as staged
    set known_version = (
      select max(stored.version) from snapshots as stored where ${same(key, 'stored', 'staged')})
    where exists (select 1 from snapshots as stored where ${same(key, 'stored', 'staged')})
  `.execute(db)
  const unchanged = await deleteUnchanged(db, staging)
  const inserted = await insertStaged(db, staging, recording)
  const superseded = Number(known.numAffectedRows ?? 0) - unchanged
  return { added: inserted - superseded, superseded, unchanged }
}

async function deleteUnchanged(db: Database, { table, key, columns }: Staging): Promise<number> {
  const pairs = columns.map((name) => [sql.ref(`stored.${name}`), sql.ref(`staged.${name}`)])
  const alike = pairs.map(([stored, staged]) => sql`${stored} is not distinct from ${staged}`)
  const empty = absentIn(columns).map((name) => sql`${sql.ref(`stored.${name}`)} is null`)
  const { numAffectedRows } = await sql`
    delete from ${table} as staged
    where exists (
      select 1 from snapshots as stored
      where ${same(key, 'stored', 'staged')} and stored.version = staged.known_version
        and ${sql.join(alike, sql` and `)}
        and (${isAnswered(key)} or ${sql.join([sql`true`, ...empty], sql` and `)}))
  `.execute(db)
  return Number(numAffectedRows ?? 0)
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
    where not ${isAnswered(key)}
    order by ${list(key)}
  `.execute(db)
  const completed = await sql`
    insert into snapshots (${list([...columns, ...absent])}, version, recorded_at, recorded_by)
    select ${sql.join([...of('staged', columns), ...of('known', absent)])}, known.version + 1,
           ${recording}
    from ${table} as staged
    join snapshots as known
      on ${same(key, 'known', 'staged')} and known.version = staged.known_version
    where ${isAnswered(key)}
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
