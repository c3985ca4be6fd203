import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { wantsNoMail } from './unwanted.js'

/**
 * Why a delivery is not submitted again, whatever has become of it: nobody wants it any more, it is
 * made of links to report on a week by, and the report of that is made or due, or its message is not
 * kept any more.
 */
export type ResendBlocker = 'unsubscribed' | 'closed' | 'let-go'

/** What stands in the way of these deliveries, by id; reports on weeks up to `closed` are due. */
export async function readResendBlockers(
  db: Database,
  deliveryIds: readonly number[],
  closed: Week,
): Promise<Map<number, ResendBlocker>> {
  const { rows } = await sql<{ id: number; obstacle: ResendBlocker | null }>`
    select d.delivery_id as id,
           case
             when ${wantsNoMail('d')} then 'unsubscribed'
             when e.kind in ('prompt', 'new-link')
               and (e.week <= ${closed}
                    or exists (select 1 from editions r where r.kind = 'report' and r.week = e.week))
             then 'closed'
             when length(m.bytes) = 0 then 'let-go'
           end as obstacle
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    left join messages m on m.delivery_id = d.delivery_id
    where d.delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
  `.execute(db)
  return new Map(rows.flatMap(({ id, obstacle }) => (obstacle === null ? [] : [[id, obstacle]])))
}
