import { type RawBuilder, sql } from 'kysely'
import type { Account } from '../report/account.js'
import { type ContractHistory, lastDayOn } from '../report/contract/contract.js'
import type { TermsOnDay } from '../report/contract/contracts.js'
import type { AccountVersion } from '../report/contract/version.js'
import type { ReadingPoint } from '../report/history.js'
import type { Snapshot } from '../report/snapshot.js'
import { type Day, editionMonday } from '../report/week.js'
import {
  accountsOn,
  type ContractPoint,
  readAccountVersions,
  readSaidColumns,
  today,
  type VersionRow,
  versionColumns,
  versionOf,
} from './account-versions.js'
import { readAllNoticeAnswers, readAllTenderAnswers } from './contract-answers.js'
import { type Database, reading } from './database.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'

/** An account as it stands on a day: what the version of it says that counts then. */
export type StoredAccount = AccountVersion

/** All accounts that were known before the cut-off, as they stand on the day, by their id. */
export async function readAccounts(db: Database, at: ContractPoint): Promise<StoredAccount[]> {
  const { rows } = await sql<VersionRow>`
    select ${versionColumns}
    from ${accountsOn(at, sql`accounts`, await readSaidColumns(db))} as a
    order by a.account_id
  `.execute(db)
  return rows.map(versionOf)
}

/** What is read of the contracts of an earlier day, by their id: no more than ratios need. */
export async function readTermsOn(db: Database, at: ContractPoint): Promise<TermsOnDay[]> {
  const { rows } = await sql<Omit<TermsOnDay, 'desired'> & { readonly desired: 0 | 1 }>`
    select a.account_id as "accountId", a.as_of as "asOf", a.annual_revenue as "annualRevenue",
           a.currency, a.desired, a.started_on as "startedOn", a.ended_on as "endedOn"
    from ${accountsOn(at, sql`accounts`, await readSaidColumns(db))} as a
    order by a.account_id
  `.execute(db)
  return rows.map((row) => ({ ...row, desired: row.desired === 1 }))
}

/** The ids of all accounts that are known: one of which every version was undone isn't. */
export async function readAccountIds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select account_id as id from accounts as a
    where exists (select 1 from account_versions as v where v.account_id = a.account_id)
    order by account_id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** All accounts by their ids, with the names that they have today. */
export async function readAccountNames(
  db: Database,
): Promise<{ readonly accountId: string; readonly name: string }[]> {
  const { rows } = await sql<{ accountId: string; name: string }>`
    select account_id as "accountId", name from ${accountsOn(today)} as a order by account_id
  `.execute(db)
  return rows
}

/** The addresses of account managers whose names no import has said. */
export async function readNamelessManagers(db: Database): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select distinct manager_address as address
    from ${accountsOn(today)} as a
    where manager_name = manager_address
    order by address
  `.execute(db)
  return rows.map(({ address }) => address)
}

/** An account with its latest snapshot of a week or before; null where there never was one. */
export interface OwnAccount {
  /** Its last day is the one that counts, whoever said it. */
  readonly account: Account
  readonly contract: ContractHistory
  readonly latest: Snapshot | null
}

/**
 * A manager's accounts of today, by name, and what counts of them at a point in time. Revenue stays
 * in the currency it was given in: nothing that is shown to managers here is worked out from it.
 */
export function readOwnAccounts(
  db: Database,
  address: string,
  at: ReadingPoint,
): Promise<OwnAccount[]> {
  return reading(db, async (state) => {
    const accounts = await readAccountsOf(state, address)
    const ids = accounts.map(({ accountId }) => accountId)
    const latest = await readLatestOf(state, ids, at)
    const contracts = await readContractHistories(state, ids, at)
    return accounts.map((account) => {
      const contract = contracts.get(account.accountId) ?? unknownContract
      const endedOn = lastDayOn(contract, editionMonday(at.week))?.day ?? null
      return {
        account: { ...account, endedOn },
        contract,
        latest: latest.get(account.accountId) ?? null,
      }
    })
  })
}

const unknownContract: ContractHistory = { versions: [], notices: [], tenders: [] }

/** What was recorded before the cut-off of the named accounts' contracts, by account. */
export async function readContractHistories(
  db: Database,
  accountIds: readonly string[],
  at: ReadingPoint,
): Promise<Map<string, ContractHistory>> {
  const versions = await readAccountVersions(db, accountIds, at.cutOff)
  const notices = await readAllNoticeAnswers(db, accountIds, at)
  const tenders = await readAllTenderAnswers(db, accountIds, at)
  return new Map(
    accountIds.map((accountId) => [
      accountId,
      {
        versions: versions.get(accountId) ?? [],
        notices: notices.get(accountId) ?? [],
        tenders: tenders.get(accountId) ?? [],
      },
    ]),
  )
}

/** Whether any account is in the name of an address today that had not ended before a day. */
export async function ownsAccounts(db: Database, address: string, day: Day): Promise<boolean> {
  const { rows } = await sql`
    select 1
    from ${ownedBy(address)} as a
    where a.ended_on is null or a.ended_on >= ${day}
    limit 1
  `.execute(db)
  return rows.length > 0
}

/** The ids of the accounts that are in the name of an address today, ended or not. */
export async function readOwnedIds(db: Database, address: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select account_id as id from ${ownedBy(address)} order by account_id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * The accounts that are in the name of an address today, in whatever case, to be selected from as
 * `accountsOn`. Only those that ever were in it are looked at.
 */
export function ownedBy(address: string): RawBuilder<unknown> {
  const ever = sql`(
    select distinct account_id from account_versions
    where lower(manager_address) = lower(${address}))`
  return sql`(
    select * from ${accountsOn(today, ever)} as own
    where lower(own.manager_address) = lower(${address}))`
}

async function readAccountsOf(db: Database, address: string): Promise<Account[]> {
  const { rows } = await sql<VersionRow>`
    select ${versionColumns} from ${ownedBy(address)} as a order by a.name, a.account_id
  `.execute(db)
  return rows.map((row) => {
    const version = versionOf(row)
    return { ...termsOf(version), revenue: version.annualRevenue }
  })
}

/** What an account is beside its revenue, without which version says so. */
export function termsOf(account: StoredAccount): Omit<Account, 'revenue'> {
  const {
    version: _v,
    asOf: _a,
    recordedAt: _r,
    annualRevenue: _x,
    currency: _c,
    tender: _t,
    ...terms
  } = account
  return terms
}

async function readLatestOf(
  db: Database,
  accountIds: readonly string[],
  at: ReadingPoint,
): Promise<Map<string, Snapshot>> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from json_each(${JSON.stringify(accountIds)}) as a
    cross join snapshots as s
    where s.account_id = a.value
      and (s.week, s.version) = (
        select latest.week, latest.version
        from snapshots as latest
        where latest.account_id = a.value
          and latest.week <= ${at.week}
          and latest.recorded_at < ${at.cutOff}
        order by latest.week desc, latest.version desc
        limit 1)
  `.execute(db)
  return new Map(rows.map((row) => [row.accountId, snapshotOf(row)]))
}
