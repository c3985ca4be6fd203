import { sql } from 'kysely'
import type { AccountManager } from '../report/account.js'
import type { Cents, Total } from '../report/money.js'
import type { Day } from '../report/week.js'
import { differ, list, same } from './comparison.js'
import type { Database } from './database.js'
import type { Staging, Target } from './staging.js'

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
