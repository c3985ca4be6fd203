import { sql } from 'kysely'
import type { EditionOutcome } from '../report/schedule.js'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'
import { isRefused } from './deliveries.js'
import { type Edition, type EditionRow, editionColumns, editionOf } from './editions.js'
import { unsubscribedReason } from './sweep.js'

/**
 * Editions that are planned for everyone and not closed, or have something to do again; the oldest
 * first, and letters after all else.
 */
export async function readOpenEditions(db: Database): Promise<Edition[]> {
  const { rows } = await sql<EditionRow>`
    select ${editionColumns} from editions e
    where e.planned_at is not null and (e.closed_at is null or ${hasOpenDelivery})
    order by e.kind in ('change', 'new-link'), e.due_at, e.edition_id
  `.execute(db)
  return rows.map(editionOf)
}

/** An edition whose deliveries have all come to an end. */
export interface ClosedEdition extends Edition {
  readonly closedAt: string
  readonly planned: number
  readonly submitted: number
  readonly skipped: number
  /** How many of the skipped ones had unsubscribed by then. */
  readonly unwanted: number
  /** When the dead man's switch was told of it; null until that has answered. */
  readonly heartbeatAt: string | null
}

/**
 * Closes the editions that are planned in full and have nothing left to do, and opens those again
 * that do, because somebody was added or is to get another copy. Gives back what it closed.
 */
export function closeEditions(db: Database, now: string): Promise<ClosedEdition[]> {
  return writing(db, async (db) => {
    await sql`
      update editions set closed_at = null, heartbeat_at = null
      where edition_id in (
        select e.edition_id from editions e where e.closed_at is not null and ${hasOpenDelivery})
    `.execute(db)
    const { rows } = await sql<{ id: number }>`
      update editions set closed_at = ${now}
      where edition_id in (
        select e.edition_id from editions e
        where e.closed_at is null and e.planned_at is not null and not ${hasOpenDelivery})
      returning edition_id as id
    `.execute(db)
    return rows.length === 0 ? [] : await readClosed(db, sql`e.closed_at = ${now}`)
  })
}

/** The latest report that is closed; null where there is none. */
export async function readLastClosed(db: Database): Promise<ClosedEdition | null> {
  const latest = sql`e.week = (
    select max(week) from editions where kind = 'report' and closed_at is not null)`
  const [last] = await readClosed(db, sql`e.kind = 'report' and ${latest}`)
  return last ?? null
}

/** Notes that the dead man's switch was told of an edition. */
export async function recordHeartbeat(db: Database, editionId: number, at: string): Promise<void> {
  await sql`update editions set heartbeat_at = ${at} where edition_id = ${editionId}`.execute(db)
}

/** What has become of each week's report: `made` once everyone's delivery is planned. */
export async function readOutcomes(db: Database): Promise<Map<Week, EditionOutcome>> {
  const { rows } = await sql<{ week: Week; outcome: EditionOutcome }>`
    select week, min(case when kind = 'report' then 'made' else 'skipped' end) as outcome
    from editions
    where kind = 'skipped' or (kind = 'report' and planned_at is not null)
    group by week
  `.execute(db)
  return new Map(rows.map(({ week, outcome }) => [week, outcome]))
}

/**
 * One question for each index of the deliveries that are open, and never for all of an edition's.
 */
const hasOpenDelivery = sql`(
  exists (
    select 1 from deliveries d
    where d.edition_id = e.edition_id and d.state in ('planned', 'retry'))
  or exists (
    select 1 from deliveries d
    where d.edition_id = e.edition_id and d.state = 'sending'))`

interface ClosedRow extends EditionRow {
  readonly closed_at: string
  readonly heartbeat_at: string | null
  readonly planned: number
  readonly submitted: number
  readonly skipped: number
  readonly unwanted: number
}

async function readClosed(
  db: Database,
  condition: ReturnType<typeof sql>,
): Promise<ClosedEdition[]> {
  const { rows } = await sql<ClosedRow>`
    select ${editionColumns}, closed_at, heartbeat_at,
           (select count(*) from deliveries d where d.edition_id = e.edition_id) as planned,
           (select count(*) from deliveries d
            where d.edition_id = e.edition_id and d.state = 'submitted') as submitted,
           (select count(*) from deliveries d
            where d.edition_id = e.edition_id and d.state = 'skipped') as skipped,
           (select count(*) from deliveries d
            where d.edition_id = e.edition_id and d.state = 'skipped'
              and d.reason = ${unsubscribedReason}) as unwanted
    from editions e
    where ${condition}
  `.execute(db)
  return rows.map((row) => ({
    ...editionOf(row),
    closedAt: row.closed_at,
    heartbeatAt: row.heartbeat_at,
    planned: row.planned,
    submitted: row.submitted,
    skipped: row.skipped,
    unwanted: row.unwanted,
  }))
}

/** What has become of the report about a week. */
export interface ReportState {
  /** Since when a worker makes reports: UTC, ISO 8601; null where none was ever started. */
  readonly installedAt: string | null
  readonly onHold: boolean
  /** Of any kind: a report, or what the admins were told instead; everybody's mail is planned. */
  readonly made: boolean
  /** Nobody was there to make it in time, and nobody gets it. */
  readonly skipped: boolean
  readonly held: boolean
  /** Deliveries of all kinds. */
  readonly planned: number
  /** Deliveries that are with no server yet. */
  readonly open: number
  /** Deliveries that wait because the server refuses us, or may. */
  readonly refused: number
  /** Deliveries that need a person: failed, or nobody knows. */
  readonly failed: number
  readonly uncertain: number
  /** Prompts and letters of the weeks since whose messages could not be composed. */
  readonly uncomposed: number
}

/** A prompt comes before the report of its week, and says nothing of it. */
const isReport = sql`kind in ('report', 'held', 'skipped')`

/** Whether that is all there is: a report may still be made where admins were told something else. */
function isOnly(week: Week, kind: 'skipped' | 'held') {
  return sql`(
    exists (select 1 from editions where week = ${week} and kind = ${kind})
    and not exists (select 1 from editions where week = ${week} and kind = 'report'))`
}

/** The state of one week’s report, in one query. */
export async function readReportState(db: Database, week: Week): Promise<ReportState> {
  const { rows } = await sql<Record<keyof ReportState, number | string | null>>`
    select (select installed_at from installation) as "installedAt",
           exists (select 1 from installation where hold_reason is not null) as "onHold",
           exists (select 1 from editions
                   where week = ${week} and ${isReport} and planned_at is not null) as made,
           ${isOnly(week, 'skipped')} as skipped,
           ${isOnly(week, 'held')} as held,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport}) as planned,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport}
              and d.state in ('planned', 'sending', 'retry')) as open,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport} and ${isRefused('d')}) as refused,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport} and d.state = 'failed') as failed,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport} and d.state = 'uncertain') as uncertain,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week > ${week} and not ${isReport} and d.state = 'failed'
              and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
           ) as uncomposed
  `.execute(db)
  const [row] = rows
  return {
    installedAt: typeof row?.installedAt === 'string' ? row.installedAt : null,
    onHold: row?.onHold === 1,
    made: row?.made === 1,
    skipped: row?.skipped === 1,
    held: row?.held === 1,
    planned: Number(row?.planned ?? 0),
    open: Number(row?.open ?? 0),
    refused: Number(row?.refused ?? 0),
    failed: Number(row?.failed ?? 0),
    uncertain: Number(row?.uncertain ?? 0),
    uncomposed: Number(row?.uncomposed ?? 0),
  }
}
