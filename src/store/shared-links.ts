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
 * used each link apart: that is most likely the manager's own. Those of which they were told
 * already are left out. In order of time.
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
      and not exists (
        select 1
        from editions e
        join deliveries d on d.edition_id = e.edition_id
        where e.kind = 'change' and e.week = a.week and d.occasion = ${occasion})
      and a.device <> (
        select d.device from link_devices d
        where d.link_hash = a.link_hash
        order by d.first_used_at, d.device
        limit 1)
    order by s.recorded_at, a.account_id
  `.execute(db)
  return rows
}

/** A change that a delivery is to tell its manager of. */
export interface ToldChange extends Pick<SharedChange, 'accountId' | 'week' | 'version'> {
  readonly deliveryId: number
  readonly name: string
  readonly recordedAt: string
}

/** What an edition's deliveries tell of, as far as their messages are still to be composed. */
export async function readChangesToTell(db: Database, editionId: number): Promise<ToldChange[]> {
  const { rows } = await sql<ToldChange>`
    select d.delivery_id as "deliveryId", a.account_id as "accountId", a.week, a.version,
           c.name, s.recorded_at as "recordedAt"
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    join answers a on a.week = e.week and d.occasion = ${occasion}
    join accounts c on c.account_id = a.account_id
    join snapshots s on s.week = a.week and s.account_id = a.account_id and s.version = a.version
    where d.edition_id = ${editionId}
      and e.kind = 'change'
      and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
  `.execute(db)
  return rows
}

/** What tells the letter about a change from every other. */
export function occasionOf({ accountId, version }: Pick<SharedChange, 'accountId' | 'version'>) {
  return `${accountId} ${version}`
}

/** The same of an answer, in SQL. */
const occasion = sql`a.account_id || ' ' || a.version`
