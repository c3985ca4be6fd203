import { sql } from 'kysely'
import { toldIn } from '../report/account-facts.js'
import {
  type ReportBefore,
  type ToldAs,
  type ToldContract,
  toldAs,
} from '../report/contract/standing.js'
import type { EditionFacts } from '../report/facts.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

/** A report that contracts are compared with, and where what it told is kept. */
export interface KeptReport extends ReportBefore {
  readonly editionId: number
}

/**
 * The report before the one about `week`: the latest of an earlier week of which a message was
 * submitted or may still be. Null where there is none.
 */
export async function readReportBefore(db: Database, week: Week): Promise<KeptReport | null> {
  const { rows } = await sql<KeptReport>`
    select edition_id as "editionId", week, currency
    from editions as report
    where kind = 'report' and week < ${week} and ${isTold}
    order by week desc
    limit 1
  `.execute(db)
  return rows[0] ?? null
}

/** The latest week after `week` whose report was made before; null where there is none. */
export async function readLaterReport(db: Database, week: Week): Promise<Week | null> {
  const { rows } = await sql<{ week: Week | null }>`
    select max(week) as week from editions as report
    where kind = 'report' and week > ${week} and ${isTold}
  `.execute(db)
  return rows[0]?.week ?? null
}

/** Of the edition `report`. Where its deliveries are still to be planned, they may still be sent. */
const isTold = sql`(
  report.planned_at is null
  or exists (
    select 1 from deliveries
    where deliveries.edition_id = report.edition_id
      and deliveries.state in ('planned', 'sending', 'retry', 'uncertain', 'submitted')))`

/** What a report told of each contract, by account. */
export async function readToldContracts(
  db: Database,
  editionId: number,
): Promise<Map<string, ToldContract>> {
  const { rows } = await sql<ToldRow>`
    select account_id as "accountId", kind, revenue, currency, rate, desired,
           manager_name as "managerName", manager_address as "managerAddress", region,
           started_on as "startedOn", last_day as "lastDay", in_tender as "inTender"
    from told_contracts
    where edition_id = ${editionId}
  `.execute(db)
  return new Map(rows.map((row) => [row.accountId, toldOf(row)]))
}

interface ToldRow
  extends Pick<
    ToldContract,
    'accountId' | 'kind' | 'revenue' | 'currency' | 'rate' | 'region' | 'startedOn' | 'lastDay'
  > {
  readonly desired: 0 | 1
  readonly managerName: string
  readonly managerAddress: string
  readonly inTender: 0 | 1
}

function toldOf({ desired, managerName, managerAddress, inTender, ...row }: ToldRow): ToldContract {
  return {
    ...row,
    desired: desired === 1,
    accountManager: { name: managerName, address: managerAddress },
    inTender: inTender === 1,
  }
}

/**
 * As what the named accounts were told last, by reports of weeks before `week`; one that no report
 * told of has no entry. One step for each account and report, from the latest on: what was told
 * fills the table, and must not be read for it.
 */
export async function readLastToldAs(
  db: Database,
  week: Week,
  accountIds: readonly string[],
): Promise<Map<string, ToldAs>> {
  const { rows } = await sql<{ accountId: string; kind: ToldContract['kind']; desired: 0 | 1 }>`
    select told.account_id as "accountId", told.kind, told.desired
    from json_each(${JSON.stringify(accountIds)}) as asked
    cross join told_contracts as told
    where told.account_id = asked.value
      and told.edition_id = (
        select report.edition_id
        from editions as report
        cross join told_contracts as known
        where report.kind = 'report' and report.week < ${week} and ${isTold}
          and known.edition_id = report.edition_id and known.account_id = asked.value
        order by report.week desc
        limit 1)
  `.execute(db)
  return new Map(
    rows.map(({ accountId, kind, desired }) => [
      accountId,
      toldAs({ kind, desired: desired === 1 }),
    ]),
  )
}

/**
 * Keeps what an edition's facts tell of each contract, in the caller's transaction. What is kept
 * already stays: an edition says the same for ever.
 */
export async function addToldContracts(
  db: Database,
  editionId: number,
  facts: EditionFacts,
): Promise<void> {
  await sql`
    update editions set currency = ${facts.presentation.currency}
    where edition_id = ${editionId} and currency is null
  `.execute(db)
  await sql`
    insert into told_contracts (
      edition_id, account_id, kind, revenue, currency, rate, desired, manager_name,
      manager_address, region, started_on, last_day, in_tender)
    select ${editionId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
           value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10,
           value ->> 11
    from json_each(${JSON.stringify(facts.accounts.map(toldIn).map(cellsOf))})
    where true
    on conflict (edition_id, account_id) do nothing
  `.execute(db)
}

type Cells = readonly (string | number | null)[]

function cellsOf(told: ToldContract): Cells {
  const { accountManager, desired, inTender } = told
  return [
    told.accountId,
    told.kind,
    told.revenue,
    told.currency,
    told.rate,
    desired ? 1 : 0,
    accountManager.name,
    accountManager.address,
    told.region,
    told.startedOn,
    told.lastDay,
    inTender ? 1 : 0,
  ]
}
