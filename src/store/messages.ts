import { sql } from 'kysely'
import { addPictures, type Divided, divided, type StoredBody, wholeBytes } from './bodies.js'
import { type Database, writing } from './database.js'
import { type Delivery, type DeliveryRow, deliveryOf, selection } from './deliveries.js'

/** A message as it goes out, byte for byte. */
export interface ComposedMessage extends StoredBody {
  readonly deliveryId: number
  readonly messageId: string
  readonly subject: string
  readonly composedAt: string
}

/**
 * Fixes deliveries' messages, all or none. The first one of each stays, whoever composes another.
 */
export function addMessages(db: Database, messages: readonly ComposedMessage[]): Promise<void> {
  return writing(db, async (db) => {
    const added: (Divided & { readonly deliveryId: number })[] = []
    for (const { deliveryId, messageId, subject, composedAt, ...body } of messages) {
      const parts = divided(body)
      const { numAffectedRows } = await sql`
        insert into messages (delivery_id, message_id, subject, composed_at, bytes)
        values (${deliveryId}, ${messageId}, ${subject}, ${composedAt}, ${parts.rest})
        on conflict (delivery_id) do nothing
      `.execute(db)
      if (numAffectedRows === 1n) added.push({ deliveryId, ...parts })
    }
    await addPictures(db, added)
  })
}

/** A delivery whose message could not be composed. */
export interface FailedComposition {
  readonly deliveryId: number
  /** Who tried. */
  readonly owner: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  /** For people. */
  readonly reason: string
}

/**
 * Records that a message could not be composed: its delivery has failed, and the attempt is kept
 * among the others. False, and nothing is recorded, where it has been composed or settled meanwhile.
 */
export function failUncomposed(db: Database, failed: FailedComposition): Promise<boolean> {
  const { deliveryId, owner, at, reason } = failed
  return writing(db, async (db) => {
    const { rows } = await sql<{ attempt: number }>`
      update deliveries
      set state = 'failed', attempt = attempt + 1, reason = ${reason}, settled_at = ${at},
          next_attempt_at = null
      where delivery_id = ${deliveryId}
        and state = 'planned'
        and not exists (select 1 from messages m where m.delivery_id = deliveries.delivery_id)
      returning attempt
    `.execute(db)
    const [row] = rows
    if (row === undefined) return false
    await sql`
      insert into attempts (delivery_id, attempt, owner, started_at, ended_at, outcome, reason)
      values (${deliveryId}, ${row.attempt}, ${owner}, ${at}, ${at}, 'failed', ${reason})
    `.execute(db)
    return true
  })
}

/** Which deliveries of an edition a run is about. */
export interface Part {
  /** The admins come last, because they are told what became of the others. */
  readonly turn: 'everyone-else' | 'admins'
  /** The only recipient, as the ledger names it; null for all. */
  readonly only: string | null
}

/** A part of an edition as it is due by `now`: UTC, ISO 8601. */
export interface DuePart extends Part {
  readonly now: string
}

/** Deliveries that are due and whose message is still to be composed. */
export async function readUncomposed(
  db: Database,
  editionId: number,
  { now, turn, only }: DuePart,
): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`
    ${selection}
    where d.edition_id = ${editionId}
      and d.state = 'planned'
      and d.due_at <= ${now}
      and ${inTurn(turn)}
      and d.recipient = coalesce(${only}, d.recipient)
      and m.delivery_id is null
    order by d.delivery_id
  `.execute(db)
  return rows.map(deliveryOf)
}

/** How many deliveries are due: those of the part, and any whose message is composed already. */
export async function countDue(
  db: Database,
  editionId: number,
  { now, turn, only }: DuePart,
): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(*) as due
    from deliveries d
    where d.edition_id = ${editionId}
      and d.state in ('planned', 'retry')
      and coalesce(d.next_attempt_at, d.due_at) <= ${now}
      and d.recipient = coalesce(${only}, d.recipient)
      and (${inTurn(turn)} or exists (select 1 from messages m where m.delivery_id = d.delivery_id))
  `.execute(db)
  return rows[0]?.due ?? 0
}

function inTurn(turn: Part['turn']) {
  return turn === 'admins' ? sql`d.role = 'admin'` : sql`d.role <> 'admin'`
}

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
