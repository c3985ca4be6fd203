import { sql } from 'kysely'
import { type Database, writing } from './database.js'
import { type Delivery, type DeliveryRow, deliveryOf, selection } from './deliveries.js'

/** A message as it goes out, byte for byte. */
export interface ComposedMessage {
  readonly deliveryId: number
  readonly messageId: string
  readonly subject: string
  readonly composedAt: string
  readonly bytes: Buffer
}

/**
 * Fixes deliveries' messages, all or none. The first one of each stays, whoever composes another.
 */
export function addMessages(db: Database, messages: readonly ComposedMessage[]): Promise<void> {
  return writing(db, async (db) => {
    for (const { deliveryId, messageId, subject, composedAt, bytes } of messages) {
      await sql`
        insert into messages (delivery_id, message_id, subject, composed_at, bytes)
        values (${deliveryId}, ${messageId}, ${subject}, ${composedAt}, ${bytes})
        on conflict (delivery_id) do nothing
      `.execute(db)
    }
  })
}

/**
 * Deliveries that are due by `now` and whose message is still to be composed, for the `only`
 * recipient or for all where that is null.
 */
export async function readUncomposed(
  db: Database,
  editionId: number,
  { now, only }: { readonly now: string; readonly only: string | null },
): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`
    ${selection}
    where d.edition_id = ${editionId}
      and d.state = 'planned'
      and d.due_at <= ${now}
      and d.recipient = coalesce(${only}, d.recipient)
      and m.delivery_id is null
    order by d.delivery_id
  `.execute(db)
  return rows.map(deliveryOf)
}

/** How many deliveries are due by `now`, for the `only` recipient or for all where that is null. */
export async function countDue(
  db: Database,
  editionId: number,
  { now, only }: { readonly now: string; readonly only: string | null },
): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(*) as due
    from deliveries d
    where d.edition_id = ${editionId}
      and d.state in ('planned', 'retry')
      and coalesce(d.next_attempt_at, d.due_at) <= ${now}
      and d.recipient = coalesce(${only}, d.recipient)
      and exists (select 1 from messages m where m.delivery_id = d.delivery_id)
  `.execute(db)
  return rows[0]?.due ?? 0
}
