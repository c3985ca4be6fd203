import { sql } from 'kysely'
import type { Snapshot } from '../report/snapshot.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'

/**
 * By account, every version of its snapshots of `week` and before, whenever it was recorded; the
 * latest week and version first.
 */
export async function readVersionsOf(
  db: Database,
  accountIds: readonly string[],
  week: Week,
): Promise<Map<string, Snapshot[]>> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from snapshots as s
    where s.account_id in (select value from json_each(${JSON.stringify(accountIds)}))
      and s.week <= ${week}
    order by s.account_id, s.week desc, s.version desc
  `.execute(db)
  const versions = new Map<string, Snapshot[]>(accountIds.map((accountId) => [accountId, []]))
  for (const row of rows) versions.get(row.accountId)?.push(snapshotOf(row))
  return versions
}
