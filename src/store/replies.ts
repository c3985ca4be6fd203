import { sql } from 'kysely'
import type { Reply } from '../report/bounce.js'
import type { RepliedDelivery } from '../report/digest/admin.js'
import type { Database } from './database.js'

/** What came to a delivery's return path and is no bounce. Instants as in `RecordedBounce`. */
export interface RecordedReply extends Reply {
  readonly deliveryId: number
  /** The mail's Message-ID, or the hash of its bytes. */
  readonly reportId: string
  readonly receivedAt: string
  readonly recordedAt: string
}

/** Keeps a reply beside its delivery; false where this mail was kept already. */
export async function addReply(db: Database, reply: RecordedReply): Promise<boolean> {
  const { deliveryId, reportId, kind, words, receivedAt, recordedAt } = reply
  const { numAffectedRows } = await sql`
    insert into replies (delivery_id, report_id, kind, words, received_at, recorded_at)
    values (${deliveryId}, ${reportId}, ${kind}, ${words}, ${receivedAt}, ${recordedAt})
    on conflict (delivery_id, report_id) do nothing
  `.execute(db)
  return numAffectedRows === 1n
}

/** What came to these deliveries' return paths, the latest first. */
export async function readReplies(
  db: Database,
  deliveryIds: readonly number[],
): Promise<RecordedReply[]> {
  const { rows } = await sql<RecordedReply>`
    select delivery_id as "deliveryId", report_id as "reportId", kind, words,
           received_at as "receivedAt", recorded_at as "recordedAt"
    from replies
    where delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
    order by delivery_id, recorded_at desc, report_id
  `.execute(db)
  return rows
}

/**
 * Each delivery and kind of reply that came after `since`, with the latest one; people before
 * programs, the latest week first.
 */
export async function readRepliedSince(db: Database, since: string): Promise<RepliedDelivery[]> {
  const { rows } = await sql<RepliedDelivery>`
    select e.week, d.role, d.name, d.address, r.kind, r.words, r.received_at as "receivedAt"
    from (
      select delivery_id, kind, words, received_at,
             row_number() over (
               partition by delivery_id, kind order by recorded_at desc, report_id
             ) as place
      from replies
      where recorded_at > ${since}) as r
    join deliveries d on d.delivery_id = r.delivery_id
    join editions e on e.edition_id = d.edition_id
    where r.place = 1
    order by case r.kind when 'automatic' then 2 when 'receipt' then 2 when 'success' then 2
                         else 1 end,
             e.week desc, d.edition_id, d.delivery_id, r.kind
  `.execute(db)
  return rows
}
