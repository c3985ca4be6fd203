import { sql } from 'kysely'
import type { EditionOutcome } from '../report/schedule.js'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'
import { type Edition, type EditionRow, editionColumns, editionOf } from './editions.js'
import { unsubscribedReason } from './unwanted.js'

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
