import { type RawBuilder, sql } from 'kysely'
import type { Total } from '../report/money.js'
import { addDays, type Day } from '../report/week.js'
import {
  accountsOn,
  type ContractPoint,
  type OptionalColumn,
  optionalColumns,
  today,
} from './account-versions.js'
import type { Database } from './database.js'
import { recordRepeats } from './repeats.js'
import type { ImportRecording } from './snapshots.js'
import { list, type RepeatedRows, type Staging, type Target } from './staging.js'

/** What an import fills of an account's version. */
export const accountTarget: Target = {
  table: 'accounts',
  key: ['account_id'],
  columns: {
    account_id: 'text',
    name: 'text',
    manager_name: 'text',
    manager_address: 'text',
    annual_revenue: 'integer',
    currency: 'text',
    notice_days: 'integer',
    region: 'text',
    segment: 'text',
    renewal_date: 'text',
    desired: 'integer',
    desired_reason: 'text',
    started_on: 'text',
    ended_on: 'text',
    end_reason: 'text',
    tender: 'integer',
  },
}

/** The accounts of a file, and the day from which they hold. */
export interface StagedAccounts<Rows = Pick<Staging, 'table'>> {
  readonly staging: Rows
  readonly asOf: Day
}

/** The same with all that the file says of them. */
export type StagedTerms = StagedAccounts<Staging>

/** The latest day of a week from which a version holds that is there already; null without one. */
export async function findLatestAsOf(
  db: Database,
  { first, last }: { readonly first: Day; readonly last: Day },
): Promise<Day | null> {
  const { rows } = await sql<{ asOf: Day | null }>`
    select max(as_of) as "asOf" from account_versions where as_of between ${first} and ${last}
  `.execute(db)
  return rows[0]?.asOf ?? null
}

/**
 * Notes of all accounts, or those in the table `among`, how they stand on the day from which staged
 * rows hold. To be asked again where others have written since.
 */
export async function stageStanding(
  db: Database,
  at: ContractPoint,
  among: RawBuilder<unknown> = sql`accounts`,
): Promise<void> {
  await sql`drop table if exists temp.standing_accounts`.execute(db)
  await sql`
    create temporary table standing_accounts as
    select *, ended_on as last_day from ${accountsOn(at, among)} as a
  `.execute(db)
  await sql`create unique index temp.standing_account on standing_accounts (account_id)`.execute(db)
}

/** Notes the last days of accounts, null where none is known, that aren't as the files have them. */
export async function stageLastDays(
  db: Database,
  lastDays: ReadonlyMap<string, Day | null>,
): Promise<void> {
  await sql`
    update temp.standing_accounts
    set last_day = told.value ->> 1
    from json_each(${JSON.stringify([...lastDays])}) as told
    where account_id = told.value ->> 0
  `.execute(db)
}

/** Forgets that again. */
export async function dropStanding(db: Database): Promise<void> {
  await sql`drop table if exists temp.standing_accounts`.execute(db)
}

/**
 * By currency, the revenue of all accounts as it will be once the staged rows are merged: on the day
 * from which these hold, and today.
 */
export async function readRevenue(
  db: Database,
  { staging: { table }, asOf }: StagedAccounts,
): Promise<Total[][]> {
  const later = sql`
    select 1 from account_versions as later
    where later.account_id = staged.account_id and later.as_of > ${asOf}`
  const onDay = await totals(
    db,
    sql`select currency, annual_revenue from ${table}
        union all
        select currency, annual_revenue from standing_accounts as stored where ${notIn(table)}`,
  )
  const now = await totals(
    db,
    sql`select currency, annual_revenue from ${table} as staged where not exists (${later})
        union all
        select currency, annual_revenue from ${accountsOn(today)} as stored
        where stored.as_of > ${asOf} or ${notIn(table)}`,
  )
  return [onDay, now]
}

/** Whether a `stored` account is in no row of the file. */
function notIn(table: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (
    select 1 from ${table} as staged where staged.account_id = stored.account_id)`
}

/** In two parts, neither of which passes what a number holds exactly. */
async function totals(db: Database, amounts: RawBuilder<unknown>): Promise<Total[]> {
  const { rows } = await sql<{ currency: string; amounts: number; high: number; low: number }>`
    select currency, count(*) as amounts, sum(annual_revenue / 1000000) as high,
           sum(annual_revenue % 1000000) as low
    from (${amounts})
    group by currency
  `.execute(db)
  return rows.map(({ currency, amounts, high, low }) => ({
    currency,
    amounts,
    sum: BigInt(high) * 1_000_000n + BigInt(low),
  }))
}

/** How many rows there are is in each of them. */
export function firstOf<Row>(
  rows: readonly (Row & { readonly count: number })[],
): RepeatedRows<Row> {
  return { first: rows, count: rows[0]?.count ?? 0 }
}

/** A staged row whose account ended before it began. */
export interface EndBeforeStart {
  readonly line: number
  readonly startedOn: Day
  readonly endedOn: Day
}

/**
 * Staged rows whose last day lies before the start, where the file gives one of the two, and what
 * counts on its day the other.
 */
export async function findEndsBeforeStart(
  db: Database,
  { staged, limit }: { readonly staged: StagedTerms; readonly limit: number },
): Promise<RepeatedRows<EndBeforeStart>> {
  const { rows } = await sql<EndBeforeStart & { count: number }>`
    select line, started_on as "startedOn", ended_on as "endedOn", count(*) over () as count
    from (${termsAfter(staged)})
    where ended_on < started_on
    order by line
    limit ${limit}
  `.execute(db)
  return firstOf(rows)
}

/** How many accounts come to an end by a file, of those that are active on its day. */
export interface Endings {
  readonly active: number
  /** Known on that day, and not in the file. */
  readonly missing: number
  /** With a last day to come that they had not before. */
  readonly leaving: number
}

/** What would end once the staged rows are merged as the whole list of accounts. */
export async function countEndings(db: Database, staged: StagedTerms): Promise<Endings> {
  const { asOf } = staged
  const { rows } = await sql<Endings>`
    with missing as (select count(*) as count from (${missingFrom(staged)})),
         listed as (
           select a.started_on, a.ended_on, b.last_day as known_last_day,
                  iif(a.ended_on is b.ended_on, b.last_day, a.ended_on) as last_day
           from (${termsAfter(staged)}) as a
           left join standing_accounts as b on b.account_id = a.account_id)
    select count(*) filter (where ${isActiveOn('a', asOf)}) + (select count from missing) as active,
           count(*) filter (
             where ${isActiveOn('a', asOf)} and a.ended_on > ${asOf}
               and coalesce(a.known_last_day <= ${asOf}, true)) as leaving,
           (select count from missing) as missing
    from listed as a
  `.execute(db)
  return rows[0] ?? { active: 0, missing: 0, leaving: 0 }
}

/** Whether an account is active on a day: on its last day it isn't any more. */
function isActiveOn(alias: string, day: Day): RawBuilder<boolean> {
  const [startedOn, lastDay] = [sql.ref(`${alias}.started_on`), sql.ref(`${alias}.last_day`)]
  return sql`(coalesce(${startedOn} <= ${day}, true) and coalesce(${lastDay} > ${day}, true))`
}

/** Accounts that are known and active on the file's day, and not in it. */
export function missingFrom({ staging: { table }, asOf }: StagedAccounts): RawBuilder<unknown> {
  return sql`
    select * from standing_accounts as stored
    where stored.as_of <= ${asOf} and ${isActiveOn('stored', asOf)} and ${notIn(table)}`
}

/** What an account says in each column once its staged row is merged, on the file's day. */
export function termsAfter({
  staging: { table, columns },
  asOf,
}: StagedTerms): RawBuilder<unknown> {
  const terms = optionalColumns.map((column) => {
    const name = sql.ref(column)
    if (!columns.includes(column)) {
      const known = sql`case when known.as_of <= ${asOf} then known.${name} end`
      return column === 'desired' ? sql`coalesce(${known}, 1) as ${name}` : sql`${known} as ${name}`
    }
    const isNumber = accountTarget.columns[column] === 'integer'
    return isNumber ? sql`staged.${name}` : sql`nullif(staged.${name}, '') as ${name}`
  })
  return sql`
    select staged.line, staged.account_id, staged.name, staged.manager_name,
           staged.manager_address, staged.annual_revenue, staged.currency, staged.notice_days,
           ${sql.join(terms)}
    from ${table} as staged
    left join standing_accounts as known on known.account_id = staged.account_id`
}

/** All columns of an account's terms; the first six are in every file. */
export const termColumns = [
  'name',
  'manager_name',
  'manager_address',
  'annual_revenue',
  'currency',
  'notice_days',
  ...optionalColumns,
]

/** What is said of an account that is missing from the whole list: it ended the day before. */
export function endedValue(column: OptionalColumn, asOf: Day): RawBuilder<unknown> {
  if (column === 'end_reason') return sql`${noLongerListed} as end_reason`
  if (column !== 'ended_on') return sql.ref(column)
  return sql`max(${addDays(asOf, -1)}, coalesce(started_on, '')) as ended_on`
}

/** Why an account ended that the whole list doesn't have any more. */
const noLongerListed = 'no longer in the export'

/**
 * Adds a version of each staged account, in the caller's transaction, unless what was recorded last
 * for this very day says the same in each column that the file has: that is noted as said again.
 */
export async function mergeAccounts(
  db: Database,
  { staging: { table, columns }, asOf }: StagedTerms,
  { recordedAt, recordedBy, importId }: ImportRecording,
): Promise<void> {
  await sql`
    insert into accounts (account_id, recorded_at)
    select account_id, ${recordedAt}
    from ${table} as staged
    where not exists (select 1 from accounts where accounts.account_id = staged.account_id)
    order by account_id
  `.execute(db)
  const alike = columns.map(
    (column) => sql`last.${sql.ref(column)} is not distinct from staged.${sql.ref(column)}`,
  )
  const saidAgain = sql`
    select last.as_of as period, last.account_id, last.version, 0 as carried
    from ${table} as staged
    join account_versions as last on last.account_id = staged.account_id
    where last.as_of = ${asOf}
      and not exists (
        select 1 from account_versions as later
        where later.account_id = last.account_id
          and later.as_of = last.as_of
          and (later.recorded_at, later.version) > (last.recorded_at, last.version))
      and ${sql.join(alike, sql` and `)}`
  await recordRepeats(db, importId, saidAgain)
  await sql`
    insert into account_versions (${list(columns)}, as_of, recorded_at, recorded_by, import_id,
                                  version)
    select ${list(columns)}, ${asOf}, ${recordedAt}, ${recordedBy}, ${importId}, ${nextVersion}
    from ${table} as staged
    where account_id not in (select account_id from (${saidAgain}))
    order by account_id
  `.execute(db)
}

/** The number of the next version of a `staged` account; those that were undone keep theirs. */
export const nextVersion = sql`1 + max(
  coalesce((select max(version) from account_versions as known
            where known.account_id = staged.account_id), 0),
  coalesce((select max(version) from undone_account_versions as undone
            where undone.account_id = staged.account_id), 0))`

/**
 * Ends the accounts that are missing from the file, in the caller's transaction, before it is merged:
 * the rest of what is known of them stays as it was said.
 */
export async function endMissing(
  db: Database,
  staged: StagedAccounts,
  { recordedAt, recordedBy, importId }: ImportRecording,
): Promise<void> {
  await sql`
    insert into account_versions (${list(endingColumns)}, as_of, recorded_at, recorded_by,
                                  import_id, missing, version)
    select ${list(endingColumns)}, ${staged.asOf}, ${recordedAt}, ${recordedBy}, ${importId}, 1,
           ${nextVersion}
    from (${endingsOf(staged)}) as staged
    order by account_id
  `.execute(db)
}

/** What the end of an account says that is missing from the whole list. */
export const endingColumns = ['account_id', ...termColumns.slice(0, 6), 'ended_on', 'end_reason']

/** The ends of the accounts that are missing from the file, to be selected from. */
export function endingsOf(staged: StagedAccounts): RawBuilder<unknown> {
  return sql`
    select account_id, ${list(termColumns.slice(0, 6))}, ${endedValue('ended_on', staged.asOf)},
           ${endedValue('end_reason', staged.asOf)}
    from (${missingFrom(staged)})`
}

/** How many accounts the file has. */
export async function countStaged(db: Database, { table }: Staging): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${table}`.execute(db)
  return rows[0]?.count ?? 0
}
