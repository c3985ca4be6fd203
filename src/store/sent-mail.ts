import { sql } from 'kysely'
import { wholeBytes } from './bodies.js'
import type { Database } from './database.js'

/** A composed message and whose it is. */
export interface SentMail {
  readonly address: string
  readonly subject: string
  /** As it was composed; null where it isn't kept any more. */
  readonly bytes: Buffer | null
}

/** The message of a delivery, or null where none was composed. */
export async function readSentMail(db: Database, deliveryId: number): Promise<SentMail | null> {
  const { rows } = await sql<{ address: string; subject: string; bytes: Buffer }>`
    select d.address, m.subject, m.bytes
    from deliveries d
    join messages m on m.delivery_id = d.delivery_id
    where d.delivery_id = ${deliveryId}
  `.execute(db)
  const [mail] = rows
  if (mail === undefined) return null
  const isKept = mail.bytes.length > 0
  return { ...mail, bytes: isKept ? await wholeBytes(db, deliveryId, mail.bytes) : null }
}
