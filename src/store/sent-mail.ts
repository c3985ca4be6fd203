import { sql } from 'kysely'
import type { Database } from './database.js'

/** A composed message and whose it is, or null where there is none. */
export async function readSentMail(
  db: Database,
  deliveryId: number,
): Promise<{ readonly address: string; readonly subject: string; readonly bytes: Buffer } | null> {
  const { rows } = await sql<{ address: string; subject: string; bytes: Buffer }>`
    select d.address, m.subject, m.bytes
    from deliveries d
    join messages m on m.delivery_id = d.delivery_id
    where d.delivery_id = ${deliveryId}
  `.execute(db)
  return rows[0] ?? null
}
