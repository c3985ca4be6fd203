import { sql } from 'kysely'
import type { Day } from '../report/week.js'
import {
  dropStanding,
  endingColumns,
  endingsOf,
  nextVersion,
  type StagedAccounts,
  stageLastDays,
  stageStanding,
  termColumns,
} from './account-import.js'
import { optionalColumns } from './account-versions.js'
import type { Database } from './database.js'
import { readScopes, type ScopedImport } from './imports.js'
import { heirsOf, repeatedBy, repeatsOf } from './repeats.js'
import { differ, list, same } from './staging.js'
import type { Undone } from './undo-snapshots.js'
import { noteUnlisted } from './unlisted-accounts.js'

/**
 * The last days of accounts, by what had been recorded before an instant, that aren't as the files
 * have them.
 */
export type LastDaysReader = (
  db: Database,
  day: Day,
  cutOff: string,
) => Promise<ReadonlyMap<string, Day | null>>

/**
 * Takes an import of accounts back, in the caller's transaction, in which it is marked as undone only
 * afterwards. Its versions are moved aside, and the ends that it brought by being the whole list; one
 * that a later import said again stays, as that one's, in the columns that it had.
 */
export async function undoAccounts(
  db: Database,
  importId: number,
  readLastDays: LastDaysReader,
): Promise<Undone> {
  await sql`
    create temporary table void_versions as
    select as_of as period, account_id, version from account_versions where import_id = ${importId}
    union
    select v.as_of, v.account_id, v.version
    from ${repeatedBy(importId)} as repeated
    cross join account_versions as v
    join imports on imports.import_id = v.import_id
    where v.account_id = repeated.account_id and v.as_of = repeated.period
      and v.version = repeated.version and imports.undone_at is not null
  `.execute(db)
  await sql`
    create temporary table affected_accounts as select distinct account_id from void_versions
  `.execute(db)
  const undone = await moveVoid(db, importId)
  await followLists(db, importId, readLastDays)
  return undone
}

/**
 * The same for later files of accounts once an import of snapshots was taken back: where that told
 * of a notice, what was known of last days was something else.
 */
export async function followNotices(
  db: Database,
  importId: number,
  readLastDays: LastDaysReader,
): Promise<void> {
  await sql`
    create temporary table affected_accounts as
    select distinct account_id from undone_snapshots
    where undone_by = ${importId} and notice_given_on is not null
  `.execute(db)
  await sql`
    create temporary table void_versions (period text, account_id text, version integer)
  `.execute(db)
  const { rows } = await sql`select 1 from affected_accounts limit 1`.execute(db)
  if (rows.length > 0) await followLists(db, importId, readLastDays)
  else await dropWork(db)
}

/**
 * Of the accounts in `affected_accounts`, what later whole lists bring to an end is worked out again,
 * and so is what the latest file lacks.
 */
async function followLists(
  db: Database,
  importId: number,
  readLastDays: LastDaysReader,
): Promise<void> {
  const scopes = await readScopes(db, 'accounts')
  const counting = scopes.filter((one) => one.importId !== importId)
  for (const one of counting) {
    const { asOf, isComplete } = one
    if (one.importId < importId || !isComplete || asOf === null) continue
    await followEnds(db, { ...one, asOf, without: importId, readLastDays })
  }
  const own = scopes.find((one) => one.importId === importId)?.asOf ?? null
  await followUnlisted(db, { counting, own, readLastDays })
  await dropWork(db)
}

async function dropWork(db: Database): Promise<void> {
  await sql`drop table temp.void_versions`.execute(db)
  await sql`drop table temp.affected_accounts`.execute(db)
  await dropStanding(db)
}

const key = ['account_id', 'as_of', 'recorded_at', 'version']
const columns = [...key, 'recorded_by', 'import_id', 'missing', ...termColumns]

/** Moves the versions in `void_versions` aside; those that were said again come back as that. */
async function moveVoid(db: Database, importId: number): Promise<Undone> {
  const slots = { table: sql`void_versions`, without: importId }
  await sql`
    create temporary table void_repeats as
    select repeats.period, repeats.account_id, repeats.version, columns.value as name
    from ${repeatsOf(slots)} as repeats
    join imports using (import_id)
    cross join json_each(imports.columns) as columns
  `.execute(db)
  await sql`create index temp.void_repeat on void_repeats (account_id, version, name)`.execute(db)
  const terms = termColumns.map((column) =>
    optionalColumns.some((optional) => optional === column)
      ? sql`
        iif(exists (
              select 1 from void_repeats as said
              where said.account_id = v.account_id and said.version = v.version
                and said.name = ${column}),
            v.${sql.ref(column)}, null)`
      : sql`v.${sql.ref(column)}`,
  )
  await sql`
    create temporary table next_versions as
    select v.account_id, v.as_of, heir.recorded_at, v.version, 'import ' || heir.file as recorded_by,
           v.import_id, null as missing,
           ${sql.join(termColumns.map((column, at) => sql`${terms[at]} as ${sql.ref(column)}`))}
    from ${heirsOf(slots)} as heirs
    join account_versions as v
      on v.account_id = heirs.account_id and v.as_of = heirs.period and v.version = heirs.version
    join imports as heir on heir.import_id = heirs.import_id
  `.execute(db)
  const isVoid = sql`(account_id, as_of, version) in (
    select account_id, period, version from void_versions)`
  await sql`
    insert into undone_account_versions (${list(columns)}, undone_by)
    select ${list(columns)}, ${importId} from account_versions where ${isVoid}
  `.execute(db)
  await sql`delete from account_versions where ${isVoid}`.execute(db)
  await sql`
    insert into account_versions (${list(columns)}) select ${list(columns)} from next_versions
  `.execute(db)
  const { rows } = await sql<Undone>`
    select (select count(*) from void_versions) - count(*) as gone, count(*) as kept
    from next_versions
  `.execute(db)
  await sql`drop table temp.next_versions`.execute(db)
  await sql`drop table temp.void_repeats`.execute(db)
  return rows[0] ?? { gone: 0, kept: 0 }
}

interface WholeList extends ScopedImport {
  readonly asOf: Day
  /** The import that is being undone. */
  readonly without: number
  readonly readLastDays: LastDaysReader
}

/** Of the affected accounts, what a later whole list brings to an end by lacking them. */
async function followEnds(db: Database, whole: WholeList): Promise<void> {
  const { importId, file, at, asOf } = whole
  const staged = await stageListed(db, whole, sql`affected_accounts`)
  await sql`
    create temporary table next_ends as select * from (${endingsOf(staged)})
  `.execute(db)
  const differs = differ(endingColumns, 'next', 'known')
  await sql`delete from void_versions`.execute(db)
  await sql`
    insert into void_versions (period, account_id, version)
    select as_of, account_id, version
    from account_versions as known
    where import_id = ${importId} and missing is not null
      and account_id in (select account_id from affected_accounts)
      and not exists (
        select 1 from next_ends as next
        where ${same(['account_id'], 'next', 'known')} and not ${differs})
  `.execute(db)
  await moveVoid(db, whole.without)
  await sql`
    insert into account_versions (${list(endingColumns)}, as_of, recorded_at, recorded_by,
                                  import_id, missing, version)
    select ${list(endingColumns)}, ${asOf}, ${at}, ${`import ${file}`}, ${importId}, 1,
           ${nextVersion}
    from next_ends as staged
    where not exists (
      select 1 from account_versions as known
      where ${same(['account_id'], 'known', 'staged')} and known.import_id = ${importId}
        and known.missing is not null)
    order by account_id
  `.execute(db)
  await sql`drop table temp.next_ends`.execute(db)
  await sql`drop table temp.listed_accounts`.execute(db)
}

interface Followed {
  readonly counting: readonly ScopedImport[]
  /** The day of the file of accounts that is taken back; null where snapshots are. */
  readonly own: Day | null
  readonly readLastDays: LastDaysReader
}

/**
 * What the latest file that counts lacks, in place of what was noted. Of a file from before imports
 * had a ledger nobody knows that any more, unless it is what is noted.
 */
async function followUnlisted(
  db: Database,
  { counting, own, readLastDays }: Followed,
): Promise<void> {
  const { rows } = await sql<{ asOf: Day | null }>`
    select max(as_of) as "asOf" from account_versions
  `.execute(db)
  const asOf = rows[0]?.asOf ?? null
  const latest = counting.filter((one) => one.asOf === asOf).at(-1)
  const isOlder = own === null || (asOf !== null && own < asOf)
  if (latest === undefined && isOlder) return
  await sql`delete from unlisted_accounts`.execute(db)
  if (asOf === null || latest === undefined || latest.isComplete) return
  const staged = await stageListed(db, { ...latest, asOf, readLastDays }, sql`accounts`)
  await noteUnlisted(db, staged)
  await sql`drop table temp.listed_accounts`.execute(db)
}

/**
 * The accounts that a file has, and how those `among` stood on its day by what had been recorded
 * before it.
 */
async function stageListed(
  db: Database,
  one: Omit<WholeList, 'without'>,
  among: ReturnType<typeof sql>,
): Promise<StagedAccounts> {
  const { importId, at, asOf } = one
  await sql`
    create temporary table listed_accounts as
    select account_id from account_versions where import_id = ${importId} and missing is null
    union
    select account_id from ${repeatedBy(importId)}
  `.execute(db)
  await sql`create index temp.listed_account on listed_accounts (account_id)`.execute(db)
  await stageStanding(db, { day: asOf, cutOff: at }, among)
  await stageLastDays(db, await one.readLastDays(db, asOf, at))
  return { staging: { table: sql`listed_accounts` }, asOf }
}
