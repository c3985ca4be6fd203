import { sql } from 'kysely'
import type { Account, AccountManager } from '../report/account.js'
import type { ReadingPoint } from '../report/history.js'
import type { Cents, Total } from '../report/money.js'
import type { Snapshot } from '../report/snapshot.js'
import type { Day } from '../report/week.js'
import { type Database, reading } from './database.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'
import { differ, list, type Staging, same, type Target } from './staging.js'

/** An account as it was imported last, its revenue in the currency it was given in. */
export interface StoredAccount {
  readonly accountId: string
  readonly name: string
  readonly accountManager: AccountManager
  /** Whole hundredths of `currency`. */
  readonly annualRevenue: Cents
  /** ISO 4217. */
  readonly currency: string
  readonly noticeDays: number
  readonly region: string | null
  readonly segment: string | null
  readonly renewalDate: Day | null
  readonly desired: boolean
  readonly startedOn: Day | null
  readonly endedOn: Day | null
  readonly endReason: string | null
}

/** All accounts, by their id. */
export async function readAccounts(db: Database): Promise<StoredAccount[]> {
  const { rows } = await sql<AccountRow>`
    select account_id    as "accountId",
           name,
           manager_name    as "managerName",
           manager_address as "managerAddress",
           annual_revenue  as "annualRevenue",
           currency,
           notice_days     as "noticeDays",
           region,
           segment,
           renewal_date    as "renewalDate",
           desired,
           started_on      as "startedOn",
           ended_on        as "endedOn",
           end_reason      as "endReason"
    from accounts
    order by account_id
  `.execute(db)
  return rows.map(accountOf)
}

/** The ids of all accounts. */
export async function readAccountIds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select account_id as id from accounts order by account_id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** By currency, the revenue of all accounts as it will be once the staged rows are merged. */
export async function readRevenue(db: Database, { table, key }: Staging): Promise<Total[]> {
  // In two parts, neither of which passes what a number holds exactly.
  const { rows } = await sql<{ currency: string; amounts: number; high: number; low: number }>`
    select currency, count(*) as amounts, sum(annual_revenue / 1000000) as high,
           sum(annual_revenue % 1000000) as low
    from (select currency, annual_revenue from ${table}
          union all
          select currency, annual_revenue
          from accounts as stored
          where not exists (select 1 from ${table} as staged where ${same(key, 'staged', 'stored')}))
    group by currency
  `.execute(db)
  return rows.map(({ currency, amounts, high, low }) => ({
    currency,
    amounts,
    sum: BigInt(high) * 1_000_000n + BigInt(low),
  }))
}

interface AccountRow extends Omit<StoredAccount, 'accountManager' | 'desired'> {
  readonly managerName: string
  readonly managerAddress: string
  readonly desired: 0 | 1
}

function accountOf({
  managerName,
  managerAddress,
  desired,
  ...account
}: AccountRow): StoredAccount {
  const accountManager = { name: managerName, address: managerAddress }
  return { ...account, accountManager, desired: desired === 1 }
}

/** What an import fills of an account. */
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
    started_on: 'text',
    ended_on: 'text',
    end_reason: 'text',
  },
}

export interface AccountCounts {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

/**
 * Brings accounts up to the staged rows, in the caller's transaction. A column that the file
 * doesn't have says nothing: what is stored there stays.
 */
export async function mergeAccounts(
  db: Database,
  { table, key, columns }: Staging,
  recordedAt: string,
): Promise<AccountCounts> {
  const settings = columns
    .filter((column) => !key.includes(column))
    .map((column) => sql`${sql.ref(column)} = ${sql.ref(`staged.${column}`)}`)
  const update = await sql`
    update accounts as stored
    set ${sql.join(settings)}, recorded_at = ${recordedAt}
    from ${table} as staged
    where ${same(key, 'staged', 'stored')} and ${differ(columns, 'staged', 'stored')}
  `.execute(db)
  const insert = await sql`
    insert into accounts (${list(columns)}, recorded_at)
    select ${list(columns)}, ${recordedAt}
    from ${table} as staged
    where not exists (select 1 from accounts as stored where ${same(key, 'staged', 'stored')})
    order by ${list(key)}
  `.execute(db)
  const staged = await sql<{ count: number }>`select count(*) as count from ${table}`.execute(db)

  const changed = Number(update.numAffectedRows ?? 0)
  const added = Number(insert.numAffectedRows ?? 0)
  return { added, changed, unchanged: (staged.rows[0]?.count ?? 0) - changed - added }
}

/** An account with its latest snapshot of a week or before; null where there never was one. */
export interface OwnAccount {
  readonly account: Account
  readonly latest: Snapshot | null
}

/**
 * A manager's accounts, by name, and what counts of them at a point in time. Revenue stays in the
 * currency it was given in: nothing that is shown to managers here is worked out from it.
 */
export function readOwnAccounts(
  db: Database,
  address: string,
  at: ReadingPoint,
): Promise<OwnAccount[]> {
  return reading(db, async (state) => {
    const accounts = await readAccountsOf(state, address)
    const latest = await readLatestOf(state, address, at)
    return accounts.map((account) => ({ account, latest: latest.get(account.accountId) ?? null }))
  })
}

/** Whether any account is in the name of an address that had not ended before a day. */
export async function ownsAccounts(db: Database, address: string, day: Day): Promise<boolean> {
  const { rows } = await sql`
    select 1
    from accounts
    where lower(manager_address) = lower(${address}) and (ended_on is null or ended_on >= ${day})
    limit 1
  `.execute(db)
  return rows.length > 0
}

interface OwnAccountRow extends Omit<Account, 'accountManager' | 'desired'> {
  readonly managerName: string
  readonly managerAddress: string
  readonly desired: 0 | 1
}

async function readAccountsOf(db: Database, address: string): Promise<Account[]> {
  const { rows } = await sql<OwnAccountRow>`
    select account_id as "accountId", name, manager_name as "managerName",
           manager_address as "managerAddress", annual_revenue as revenue,
           notice_days as "noticeDays", region, segment, renewal_date as "renewalDate", desired,
           started_on as "startedOn", ended_on as "endedOn", end_reason as "endReason"
    from accounts
    where lower(manager_address) = lower(${address})
    order by name, account_id
  `.execute(db)
  return rows.map(({ managerName: name, managerAddress, desired, ...account }) => ({
    ...account,
    accountManager: { name, address: managerAddress },
    desired: desired === 1,
  }))
}

async function readLatestOf(
  db: Database,
  address: string,
  at: ReadingPoint,
): Promise<Map<string, Snapshot>> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from accounts as a
    cross join snapshots as s
    where lower(a.manager_address) = lower(${address})
      and s.account_id = a.account_id
      and (s.week, s.version) = (
        select latest.week, latest.version
        from snapshots as latest
        where latest.account_id = a.account_id
          and latest.week <= ${at.week}
          and latest.recorded_at < ${at.cutOff}
        order by latest.week desc, latest.version desc
        limit 1)
  `.execute(db)
  return new Map(rows.map((row) => [row.accountId, snapshotOf(row)]))
}
