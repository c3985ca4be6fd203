import { type RawBuilder, sql } from 'kysely'
import { nameFromAddress } from '../address.js'
import type { AccountManager } from '../report/account.js'
import type { AccountVersion } from '../report/contract/version.js'
import type { Cents } from '../report/money.js'
import type { Day } from '../report/week.js'
import type { Database } from './database.js'

/** The day on which accounts are looked at, and the instant after which nothing recorded counts. */
export interface ContractPoint {
  readonly day: Day
  /** UTC, ISO 8601 with milliseconds: what was recorded before it counts. */
  readonly cutOff: string
}

/**
 * As all that is recorded has it. No version holds from a day to come, so the latest of an account
 * is the one of today, in whatever time zone.
 */
export const today: ContractPoint = { day: '9999-12-31', cutOff: '9999-12-31T23:59:59.999Z' }

/** Columns that a file of accounts may lack: null in one is what it didn't say. */
export const optionalColumns = [
  'region',
  'segment',
  'renewal_date',
  'desired',
  'desired_reason',
  'started_on',
  'ended_on',
  'end_reason',
  'tender',
] as const

export type OptionalColumn = (typeof optionalColumns)[number]

/**
 * Accounts as they stand at `at`, to be selected from: a row for each, the version that counts, under
 * the names of the table's columns. What its file had no column for is what the version before it in
 * order said; what was left empty is null. `among` is a table or query of ids; all unless told. Of
 * the optional columns only those in `said` are looked for: others, which no file ever had, say
 * nothing.
 *
 * SQLite takes the tables of a cross join in their order, and works out no column that nobody asks
 * for: a few steps for each account, however many versions it has.
 */
export function accountsOn(
  at: ContractPoint,
  among: RawBuilder<unknown> = sql`accounts`,
  said: readonly string[] = optionalColumns,
): RawBuilder<unknown> {
  return sql`(
    select v.account_id, v.as_of, v.recorded_at, v.version, v.recorded_by, v.name, v.manager_name,
           v.manager_address, v.annual_revenue, v.currency, v.notice_days,
           ${sql.join(
             optionalColumns.map((column) =>
               said.includes(column) ? lastSaid(column, at) : neverSaid(column),
             ),
           )}
    from ${among} as a
    cross join account_versions as v
    where v.account_id = a.account_id
      and (v.as_of, v.recorded_at, v.version) = (${countingKey(sql.ref('a.account_id'), at)}))`
}

/** The key of the version that counts of an account, in SQL (docs/rules.md, "Contracts have a history"). */
function countingKey(accountId: RawBuilder<unknown>, { day, cutOff }: ContractPoint) {
  const known = sql`known.account_id = ${accountId} and known.recorded_at < ${cutOff}`
  return sql`
    select last.as_of, last.recorded_at, last.version
    from account_versions as last
    where last.account_id = ${accountId}
      and last.recorded_at < ${cutOff}
      and last.as_of = coalesce(
        (select known.as_of from account_versions as known
         where ${known} and known.as_of <= ${day}
         order by known.as_of desc limit 1),
        (select known.as_of from account_versions as known
         where ${known}
         order by known.as_of limit 1))
    order by last.recorded_at desc, last.version desc
    limit 1`
}

/** What a version `v` or else the one before it in order says in a column. */
function lastSaid(column: OptionalColumn, { cutOff }: ContractPoint): RawBuilder<unknown> {
  const name = sql.ref(column)
  const said = sql`
    coalesce(v.${name}, (
      select before.${name}
      from account_versions as before
      where before.account_id = v.account_id
        and (before.as_of, before.recorded_at, before.version)
            < (v.as_of, v.recorded_at, v.version)
        and before.recorded_at < ${cutOff}
        and before.${name} is not null
      order by before.as_of desc, before.recorded_at desc, before.version desc
      limit 1))`
  if (column === 'desired') return sql`coalesce(${said}, 1) as ${name}`
  return column === 'tender' ? sql`${said} as ${name}` : sql`nullif(${said}, '') as ${name}`
}

function neverSaid(column: OptionalColumn): RawBuilder<unknown> {
  return column === 'desired' ? sql`1 as desired` : sql`null as ${sql.ref(column)}`
}

/**
 * The optional columns that any file ever had. Without it, of a column that none had, the versions of
 * each account would be gone through to the first.
 */
export async function readSaidColumns(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from said_columns`.execute(db)
  return rows.map(({ name }) => name)
}

/** A version of an account as a query with `versionColumns` returns it. */
export interface VersionRow extends Omit<AccountVersion, 'accountManager' | 'desired' | 'tender'> {
  readonly managerName: string
  readonly managerAddress: string
  readonly desired: 0 | 1
  readonly tender: 0 | 1 | null
}

/** Of a table or alias `a`. */
export const versionColumns = sql`
  a.account_id as "accountId", a.version, a.as_of as "asOf", a.recorded_at as "recordedAt", a.name,
  a.manager_name as "managerName", a.manager_address as "managerAddress",
  a.annual_revenue as "annualRevenue", a.currency, a.notice_days as "noticeDays", a.region,
  a.segment, a.renewal_date as "renewalDate", a.desired, a.desired_reason as "desiredReason",
  a.started_on as "startedOn", a.ended_on as "endedOn", a.end_reason as "endReason", a.tender`

export function versionOf(row: VersionRow): AccountVersion {
  const { managerName, managerAddress, desired, tender, ...version } = row
  // An import that knows no name keeps the address in its place.
  const name = managerName === managerAddress ? nameFromAddress(managerAddress) : managerName
  const accountManager: AccountManager = { name, address: managerAddress }
  return {
    ...version,
    accountManager,
    desired: desired === 1,
    tender: tender === null ? null : tender === 1,
  }
}

/** What of an account's version a file may have no column for. */
export type OptionalField = (typeof optionalFields)[number]

const optionalFields = [
  'region',
  'segment',
  'renewalDate',
  'desired',
  'desiredReason',
  'startedOn',
  'endedOn',
  'endReason',
  'tender',
] as const satisfies readonly (keyof AccountVersion)[]

/** A version with all that counts from it, and where that comes from. */
export interface RecordedVersion extends AccountVersion {
  /** `import accounts.csv` */
  readonly recordedBy: string
  /** What its own file had a column for; all else is what the version before it said. */
  readonly said: readonly OptionalField[]
}

/**
 * By account, every version of the named accounts that was recorded before `cutOff` (UTC, ISO 8601
 * with milliseconds), in their order (`byVersion`). An account without one has no entry.
 */
export async function readAccountVersions(
  db: Database,
  accountIds: readonly string[],
  cutOff: string,
): Promise<Map<string, RecordedVersion[]>> {
  const { rows } = await sql<SparseRow>`
    select ${versionColumns}, a.recorded_by as "recordedBy"
    from account_versions as a
    where a.account_id in (select value from json_each(${JSON.stringify(accountIds)}))
      and a.recorded_at < ${cutOff}
    order by a.account_id, a.as_of, a.recorded_at, a.version
  `.execute(db)
  const versions = new Map<string, RecordedVersion[]>()
  let before: FilledRow | null = null
  for (const row of rows) {
    const said = optionalFields.filter((field) => row[field] !== null)
    before = filled(row, before?.accountId === row.accountId ? before : nothingSaid)
    const version = { ...versionOf(withoutEmpty(before)), recordedBy: row.recordedBy, said }
    const found = versions.get(row.accountId)
    if (found === undefined) versions.set(row.accountId, [version])
    else found.push(version)
  }
  return versions
}

type Sparse = { readonly [Field in OptionalField]: VersionRow[Field] | '' | null }
type SparseRow = Omit<VersionRow, OptionalField> & Sparse & { readonly recordedBy: string }
type FilledRow = SparseRow

const nothingSaid = Object.fromEntries(optionalFields.map((field) => [field, null])) as Sparse

function filled(row: SparseRow, before: Sparse): FilledRow {
  const said = optionalFields.map((field) => [field, row[field] ?? before[field]])
  return { ...row, ...(Object.fromEntries(said) as Sparse) }
}

function withoutEmpty({ recordedBy: _, ...row }: FilledRow): VersionRow {
  const said = optionalFields.map((field) => [field, row[field] === '' ? null : row[field]])
  const { desired = null, ...rest } = Object.fromEntries(said) as Pick<VersionRow, OptionalField>
  return { ...row, ...rest, desired: desired ?? 1 }
}

/** The earliest day from which any version holds that was recorded before `cutOff`; null for none. */
export async function readEarliestAsOf(db: Database, cutOff: string): Promise<Day | null> {
  const { rows } = await sql<{ earliest: Day | null }>`
    select min((
      select v.as_of from account_versions as v
      where v.account_id = a.account_id and v.recorded_at < ${cutOff}
      order by v.as_of
      limit 1)) as earliest
    from accounts as a
  `.execute(db)
  return rows[0]?.earliest ?? null
}

/** The largest amounts of a contract in a time, one for each currency that it had. */
export interface LargestRevenue {
  readonly accountId: string
  /** Whole hundredths of `currency`. */
  readonly revenue: Cents
  /** ISO 4217. */
  readonly currency: string
}

/** By account, over the versions that hold from a day after `after`, up to the day of `at`. */
export async function readLargestSince(
  db: Database,
  { after, day, cutOff }: ContractPoint & { readonly after: Day },
): Promise<LargestRevenue[]> {
  const { rows } = await sql<LargestRevenue>`
    select v.account_id as "accountId", v.currency, max(v.annual_revenue) as revenue
    from accounts as a
    cross join account_versions as v
    where v.account_id = a.account_id
      and v.as_of > ${after}
      and v.as_of <= ${day}
      and v.recorded_at < ${cutOff}
    group by v.account_id, v.currency
  `.execute(db)
  return rows
}
