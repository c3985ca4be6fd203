import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { isRefused } from './rejections.js'

/** What has become of the report about a week. */
export interface ReportState {
  /** Since when a worker makes reports: UTC, ISO 8601; null where none was ever started. */
  readonly installedAt: string | null
  readonly onHold: boolean
  /** Of any kind: a report, or what the admins were told instead. */
  readonly made: boolean
  readonly held: boolean
  /** Deliveries that are with no server yet. */
  readonly open: number
  /** Deliveries that wait because the server refuses us, or may. */
  readonly refused: number
  /** Deliveries that need a person: failed, or nobody knows. */
  readonly inTrouble: number
}

/** A prompt comes before the report of its week, and says nothing of it. */
const isReport = sql`kind in ('report', 'held', 'skipped')`

/** The state of one week’s report, in one query. */
export async function readReportState(db: Database, week: Week): Promise<ReportState> {
  const { rows } = await sql<Record<keyof ReportState, number | string | null>>`
    select (select installed_at from installation) as "installedAt",
           exists (select 1 from installation where hold_reason is not null) as "onHold",
           exists (select 1 from editions where week = ${week} and ${isReport}) as made,
           exists (select 1 from editions where week = ${week} and kind = 'held')
             and not exists (select 1 from editions where week = ${week} and kind = 'report') as held,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport}
              and d.state in ('planned', 'sending', 'retry')) as open,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport} and ${isRefused('d')}) as refused,
           (select count(*) from editions e join deliveries d on d.edition_id = e.edition_id
            where e.week = ${week} and ${isReport}
              and d.state in ('failed', 'uncertain')) as "inTrouble"
  `.execute(db)
  const [row] = rows
  return {
    installedAt: typeof row?.installedAt === 'string' ? row.installedAt : null,
    onHold: row?.onHold === 1,
    made: row?.made === 1,
    held: row?.held === 1,
    open: Number(row?.open ?? 0),
    refused: Number(row?.refused ?? 0),
    inTrouble: Number(row?.inTrouble ?? 0),
  }
}
