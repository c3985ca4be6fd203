import { type RawBuilder, sql } from 'kysely'
import type { ReadingPoint } from '../report/history.js'
import { type FieldKind, type Snapshot, snapshotFields } from '../report/snapshot.js'
import type { Week } from '../report/week.js'
import { type Database, reading } from './database.js'
import { recordRepeats } from './repeats.js'
import { counts, type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'
import { list, type RepeatedRows, type Staging, same, type Target } from './staging.js'

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

function typeOf(kind: FieldKind): Target['columns'][string] {
  if (kind === 'answer') return 'integer'
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
    where not exists (
      select 1 from account_versions as known where known.account_id = staged.account_id)
    order by line
    limit ${limit}
  `.execute(db)
  const first = rows.map(({ line, accountId }) => ({ line, accountId }))
  return { first, count: rows[0]?.count ?? 0 }
}

/** Takes them out of the staged rows. */
export async function dropStrays(db: Database, { table }: Staging): Promise<void> {
  await sql`
    delete from ${table} as staged
    where not exists (select 1 from accounts where accounts.account_id = staged.account_id)
  `.execute(db)
}

/** A week in which all health moved by one factor against the week before. */
export interface Rescaled {
  /** The first row of that week. */
  readonly line: number
  readonly week: Week
  readonly accounts: number
  readonly factor: number
}

/**
 * Of the weeks given in order, each with the one before it, those in which the stated health of three accounts or more, of all that have one in the week
 * before too, is the same multiple of it, other than 1: no week is like that, but another scale is.
 * Where all were alike before, they say nothing of a scale.
 */
export async function findRescaled(
  db: Database,
  { table, columns }: Staging,
  weekBefore: ReadonlyMap<Week, Week>,
): Promise<Rescaled[]> {
  if (!columns.includes('stated_health')) return []
  const { rows } = await sql<Rescaled>`
    with pairs as (
      select value ->> 0 as week, value ->> 1 as before
      from json_each(${JSON.stringify([...weekBefore])})),
    known as (
      select staged.line, staged.week, staged.stated_health as now, coalesce(
               (select earlier.stated_health from ${table} as earlier
                where earlier.account_id = staged.account_id and earlier.week = pairs.before
                order by earlier.line limit 1),
               (select stored.stated_health from snapshots as stored
                where stored.account_id = staged.account_id and stored.week = pairs.before
                order by stored.version desc limit 1)) as was
      from ${table} as staged
      join pairs on pairs.week = staged.week
      where staged.week >= ${[...weekBefore.keys()][0] ?? ''} and staged.stated_health > 0),
    moved as (select line, week, was, now / was as factor from known where was > 0)
    select min(line) as line, week, count(*) as accounts, avg(factor) as factor
    from moved
    group by week
    having count(*) >= 3
      and count(distinct was) >= 2
      and max(factor) - min(factor) <= 0.001 * min(factor)
      and abs(avg(factor) - 1) > 0.01
    order by week
  `.execute(db)
  return rows
}

/** The last week of the staged rows; null without any. */
export async function readLastStagedWeek(db: Database, { table }: Staging): Promise<Week | null> {
  const { rows } = await sql<{ week: Week | null }>`select max(week) as week from ${table}`.execute(
    db,
  )
  return rows[0]?.week ?? null
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

/** How many accounts that are known have a snapshot in `week` recorded before `cutOff`. */
export async function snapshotCount(db: Database, week: Week, cutOff: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct account_id) as count
    from snapshots as s
    where week = ${week} and recorded_at < ${cutOff}
      and exists (select 1 from account_versions as v where v.account_id = s.account_id)
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

/** Who recorded something, and when: UTC, ISO 8601 with milliseconds. */
export interface Recording {
  readonly recordedAt: string
  readonly recordedBy: string
}

/** The same of an import that is in the ledger. */
export interface ImportRecording extends Recording {
  readonly importId: number
}

export interface SnapshotCounts {
  readonly added: number
  readonly superseded: number
  readonly unchanged: number
}

/**
 * Notes of each staged snapshot what it would supersede, and whether it says the same. To be asked
 * again where others have written since: then only what they have changed is worked out anew. Where
 * an import was undone meanwhile, a version may say something else, so all of it is (`anew`).
 */
export async function compareSnapshots(
  db: Database,
  { table, key, columns }: Staging,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<void> {
  if (anew) await sql`update ${table} set known_version = null, unchanged = null`.execute(db)
  const latest = sql`(
    select max(stored.version) from snapshots as stored where ${same(key, 'stored', 'staged')})`
  await sql`
    update ${table} as staged
    set known_version = ${latest}, unchanged = null
    where known_version is not ${latest}
  `.execute(db)
  // First the few of weeks that a manager has answered for; what is left then are the others.
  for (const answered of [true, false]) {
    const among = sql`(${list(key)}) in (select ${list(key)} from answers)`
    const alike = fillable.map((column) => {
      const next = nextCell(column, columns, { known: 'stored', answered })
      return sql`${sql.ref(`stored.${column}`)} is not distinct from ${next}`
    })
    await sql`
      update ${table} as staged
      set (unchanged, carried, known_import) = (
        select ${sql.join(alike, sql` and `)},
               ${carriedFrom('stored', { columns, answered })}, stored.import_id
        from snapshots as stored
        where ${isKnown(key, 'stored')})
      where known_version is not null and unchanged is null and ${answered ? among : sql`true`}
    `.execute(db)
  }
}

/**
 * Adds the staged snapshots, compared with this very state, in the caller's transaction: one that
 * says otherwise than the latest version of its account and week becomes the next version, one that
 * says the same adds nothing.
 *
 * A column that the file doesn't have is empty in its snapshots; but once a manager has answered for
 * the week, it stays as it was. What was said about notice (its day and the last day) and about a
 * tender (yes or no, and the competitor) stays in any week, as long as the row says nothing of it,
 * by a missing column or an empty cell: only a word can withdraw it.
 */
export async function mergeSnapshots(
  db: Database,
  staging: Staging,
  recording: ImportRecording,
): Promise<SnapshotCounts> {
  const inserted = await insertStaged(db, staging, recording)
  const { rows } = await sql<{ superseded: number; unchanged: number }>`
    select count(*) filter (where not unchanged) as superseded,
           count(*) filter (where unchanged) as unchanged
    from ${staging.table}
  `.execute(db)
  const { superseded = 0, unchanged = 0 } = rows[0] ?? {}
  // What no import said before can't be taken back, so nobody asks who said it again.
  await recordRepeats(
    db,
    recording.importId,
    sql`
      select week as period, account_id, known_version as version, coalesce(carried, 0) as carried
      from ${staging.table} where unchanged and known_import is not null`,
  )
  return { added: inserted - superseded, superseded, unchanged }
}

/** First those of an account and week that nothing is known of: most rows of a long file. */
async function insertStaged(
  db: Database,
  { table, key, columns }: Staging,
  { recordedAt, recordedBy, importId }: ImportRecording,
): Promise<number> {
  const lastUndone = await undoneVersions(db, key)
  const recorded = sql`${recordedAt}, ${recordedBy}, ${importId}`
  const fresh = await sql`
    insert into snapshots (${list(columns)}, version, recorded_at, recorded_by, import_id)
    select ${list(columns)}, 1 + ${lastUndone}, ${recorded}
    from ${table} as staged
    where known_version is null
    order by ${list(key)}
  `.execute(db)
  let count = Number(fresh.numAffectedRows ?? 0)
  for (const answered of [false, true]) {
    const next = fillable.map((column) => nextCell(column, columns, { known: 'known', answered }))
    const { numAffectedRows } = await sql`
      insert into snapshots (${list(fillable)}, version, recorded_at, recorded_by, import_id,
                             carried)
      select ${sql.join(next)}, 1 + max(known.version, ${lastUndone}), ${recorded}, staged.carried
      from ${table} as staged
      join snapshots as known on ${isKnown(key, 'known')}
      where unchanged is not true and ${isAnswered(key)} = ${answered ? 1 : 0}
      order by ${sql.join(key.map((column) => sql.ref(`staged.${column}`)))}
    `.execute(db)
    count += Number(numAffectedRows ?? 0)
  }
  return count
}

/**
 * Of a staged row, the last version of its account and week that was undone, 0 for none. Pages,
 * links and answers name versions, so that no number is given twice.
 */
async function undoneVersions(db: Database, key: readonly string[]): Promise<RawBuilder<number>> {
  const { rows } = await sql`select 1 from undone_snapshots limit 1`.execute(db)
  if (rows.length === 0) return sql<number>`0`
  return sql<number>`coalesce((
    select max(undone.version) from undone_snapshots as undone
    where ${same(key, 'undone', 'staged')}), 0)`
}

/** What a snapshot says. */
export const fillable = Object.keys(snapshotTarget.columns)

/**
 * What the next version has in a column, after the row `known` and with what `staged` says in the
 * `columns` of its file.
 */
export function nextCell(
  column: string,
  columns: readonly string[],
  { known, answered }: { readonly known: string; readonly answered: boolean },
): RawBuilder<unknown> {
  const before = (name: string) => sql.ref(`${known}.${name}`)
  const given = (name: string) => (columns.includes(name) ? sql.ref(`staged.${name}`) : sql`null`)
  const usual = answered && !columns.includes(column) ? before(column) : given(column)
  switch (column) {
    case 'notice_given_on':
    case 'tender':
      return sql`coalesce(${given(column)}, ${before(column)})`
    case 'last_day':
      return sql`iif(${given('notice_given_on')} is null, ${before(column)}, ${given(column)})`
    case 'competitor':
      return sql`
        iif(${given('tender')} is null and ${before('tender')} is not null,
            coalesce(${usual}, ${before(column)}), ${usual})`
    default:
      return usual
  }
}

/**
 * What a staged row has from the version `known` because it left empty what its file has a column
 * for, as the column `carried` has it: 1 the notice, 2 the tender, 4 the competitor; null for none.
 */
function carriedFrom(
  known: string,
  { columns, answered }: { readonly columns: readonly string[]; readonly answered: boolean },
): RawBuilder<unknown> {
  const bits = carriable.map(({ column, bit }) => {
    const next = nextCell(column, columns, { known, answered })
    return sql`iif(${sql.ref(`staged.${column}`)} is null and ${next} is not null, ${bit}, 0)`
  })
  const found = bits.filter((_, index) => columns.includes(carriable[index]?.column ?? ''))
  return found.length === 0 ? sql`null` : sql`nullif(${sql.join(found, sql` + `)}, 0)`
}

/** What is carried on from version to version until a word withdraws it. */
export const carriable = [
  { column: 'notice_given_on', bit: 1 },
  { column: 'tender', bit: 2 },
  { column: 'competitor', bit: 4 },
] as const

/** Of a table or alias `name`: the version that a staged row would supersede. */
function isKnown(key: readonly string[], name: string): RawBuilder<unknown> {
  return sql`${same(key, name, 'staged')} and ${sql.ref(`${name}.version`)} = staged.known_version`
}

/** Whether a manager has answered for a staged row's account and week. */
function isAnswered(key: readonly string[]): RawBuilder<unknown> {
  return sql`exists (select 1 from answers where ${same(key, 'answers', 'staged')})`
}

/**
 * By account, every version of its snapshots of `week` and before, whenever it was recorded; the
 * latest week and version first.
 */
export async function readVersionsOf(
  db: Database,
  accountIds: readonly string[],
  week: Week,
): Promise<Map<string, Snapshot[]>> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from snapshots as s
    where s.account_id in (select value from json_each(${JSON.stringify(accountIds)}))
      and s.week <= ${week}
    order by s.account_id, s.week desc, s.version desc
  `.execute(db)
  const versions = new Map<string, Snapshot[]>(accountIds.map((accountId) => [accountId, []]))
  for (const row of rows) versions.get(row.accountId)?.push(snapshotOf(row))
  return versions
}

export interface AccountSnapshots {
  /** Those that count, the latest week first. */
  readonly counting: readonly Snapshot[]
  /**
   * Every version of the two latest weeks of these, the latest week and version first; also those
   * recorded after the cut-off, which don't count.
   */
  readonly versions: readonly Snapshot[]
}

/** An account's snapshots of the week and before, at most `limit` weeks, with who recorded them. */
export function readSnapshotsOf(
  db: Database,
  request: { readonly accountId: string; readonly at: ReadingPoint; readonly limit: number },
): Promise<AccountSnapshots> {
  const { accountId, at, limit } = request
  return reading(db, async (state) => {
    const found = await sql<SnapshotRow>`
      select ${snapshotColumns}
      from snapshots as s
      where s.account_id = ${accountId} and s.week <= ${at.week} and ${counts('s', at)}
      order by s.week desc
      limit ${limit}
    `.execute(state)
    const weeks = found.rows.slice(0, 2).map(({ week }) => week)
    if (weeks.length === 0) return { counting: [], versions: [] }

    const versions = await sql<SnapshotRow>`
      select ${snapshotColumns}
      from snapshots as s
      where s.account_id = ${accountId} and s.week in (${sql.join(weeks)})
      order by s.week desc, s.version desc
    `.execute(state)
    return { counting: found.rows.map(snapshotOf), versions: versions.rows.map(snapshotOf) }
  })
}
