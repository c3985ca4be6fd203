import { sql } from 'kysely'
import type { ReadingPoint } from '../report/history.js'
import type { Snapshot } from '../report/snapshot.js'
import { counts } from './counting.js'
import { type Database, reading } from './database.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'

export interface AccountSnapshots {
  /** Those that count, the latest week first. */
  readonly counting: readonly Snapshot[]
  /**
   * Every version of the two latest weeks of these, the latest week and version first; also those
   * recorded after the cut-off, which don't count.
   */
  readonly versions: readonly Snapshot[]
}

/** An account's snapshots of the week and before, at most `limit` weeks, with who recorded them. */
export function readSnapshotsOf(
  db: Database,
  request: { readonly accountId: string; readonly at: ReadingPoint; readonly limit: number },
): Promise<AccountSnapshots> {
  const { accountId, at, limit } = request
  return reading(db, async (state) => {
    const found = await sql<SnapshotRow>`
      select ${snapshotColumns}
      from snapshots as s
      where s.account_id = ${accountId} and s.week <= ${at.week} and ${counts('s', at)}
      order by s.week desc
      limit ${limit}
    `.execute(state)
    const weeks = found.rows.slice(0, 2).map(({ week }) => week)
    if (weeks.length === 0) return { counting: [], versions: [] }

    const versions = await sql<SnapshotRow>`
      select ${snapshotColumns}
      from snapshots as s
      where s.account_id = ${accountId} and s.week in (${sql.join(weeks)})
      order by s.week desc, s.version desc
    `.execute(state)
    return { counting: found.rows.map(snapshotOf), versions: versions.rows.map(snapshotOf) }
  })
}
