import { sql } from 'kysely'
import type { Account } from '../report/account.js'
import type { ReadingPoint } from '../report/history.js'
import type { Snapshot } from '../report/snapshot.js'
import type { Day } from '../report/week.js'
import { type Database, reading } from './database.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'

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

interface AccountRow extends Omit<Account, 'accountManager' | 'desired'> {
  readonly managerName: string
  readonly managerAddress: string
  readonly desired: 0 | 1
}

async function readAccountsOf(db: Database, address: string): Promise<Account[]> {
  const { rows } = await sql<AccountRow>`
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
