import { sql } from 'kysely'
import type { Scored, Versioned } from '../report/snapshot.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { type ScoredRow, scoredColumns, scoredOf } from './snapshot-row.js'

/**
 * By account, what a snapshot's account and week said when the edition of that week was made
 * (`cutOffs`), where an older version counted then.
 */
export async function readSuperseded(
  db: Database,
  snapshots: Iterable<Versioned>,
  cutOffs: ReadonlyMap<Week, string>,
): Promise<Map<string, Scored>> {
  const corrected = [...snapshots].filter(({ version }) => version > 1)
  const weeks = [...new Set(corrected.map(({ week }) => week))].flatMap((week) => {
    const cutOff = cutOffs.get(week)
    return cutOff === undefined ? [] : [sql`(${week}, ${cutOff})`]
  })
  if (weeks.length === 0) return new Map()

  const { rows } = await sql<ScoredRow>`
    with edition (week, cut_off) as (values ${sql.join(weeks)})
    select ${scoredColumns}
    from edition
    join snapshots as s on s.week = edition.week
    where s.version = (
      select max(reported.version)
      from snapshots as reported
      where reported.week = s.week
        and reported.account_id = s.account_id
        and reported.recorded_at < edition.cut_off)
  `.execute(db)
  const reported = new Map(rows.map((row) => [`${row.accountId} ${row.week}`, row]))
  return new Map(
    corrected.flatMap(({ accountId, week, version }) => {
      const row = reported.get(`${accountId} ${week}`)
      return row === undefined || row.version >= version
        ? []
        : [[accountId, scoredOf(row)] as const]
    }),
  )
}
