import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { isRefused } from './deliveries.js'

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
