import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

/** A change that came by a link which was used in more than one browser. */
export interface SharedChange {
  /** In whose name it was made: they should hear of it. */
  readonly address: string
  readonly accountId: string
  readonly week: Week
  readonly version: number
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  readonly linkHash: string
  readonly devices: number
}

/**
 * Changes recorded since an instant by links that were used in several browsers, the first one that
 * used each link apart: that is most likely the manager's own. In order of time.
 */
export async function readSharedChanges(db: Database, since: string): Promise<SharedChange[]> {
  const { rows } = await sql<SharedChange>`
    select l.address, a.account_id as "accountId", a.week, a.version,
           s.recorded_at as "recordedAt", a.link_hash as "linkHash",
           (select count(*) from link_devices d where d.link_hash = a.link_hash) as devices
    from answers a
    join links l on l.link_hash = a.link_hash
    join snapshots s on s.week = a.week and s.account_id = a.account_id and s.version = a.version
    where s.recorded_at >= ${since}
      and a.kind <> 'reverted'
      and a.device <> (
        select d.device from link_devices d
        where d.link_hash = a.link_hash
        order by d.first_used_at, d.device
        limit 1)
    order by s.recorded_at, a.account_id
  `.execute(db)
  return rows
}
