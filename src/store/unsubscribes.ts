import { sql } from 'kysely'
import type { Role } from '../report/recipient.js'
import { type Database, writing } from './database.js'
import { type LinkUse, recordUse } from './links.js'
import { skipUnsubscribed, wantsNoMail } from './sweep.js'

/** Somebody who wants no more mail in a role. Instants are UTC, ISO 8601 with milliseconds. */
export interface Unsubscribe {
  readonly role: Role
  /** The address in lower case, as deliveries have it. */
  readonly recipient: string
  readonly askedAt: string
}

/** Who has unsubscribed, and no admin has lifted it since; the latest first. */
export async function readUnsubscribes(db: Database): Promise<Unsubscribe[]> {
  const { rows } = await sql<Unsubscribe>`
    select role, recipient, asked_at as "askedAt"
    from unsubscribes
    where lifted_at is null
    order by asked_at desc, recipient, role
  `.execute(db)
  return rows
}

/** Whether the recipient of a delivery has unsubscribed from mails of its kind. */
export async function isUnsubscribed(db: Database, deliveryId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries d where d.delivery_id = ${deliveryId} and ${wantsNoMail('d')}
  `.execute(db)
  return rows.length > 0
}

/**
 * Ends the mails of the kind that a delivery was, for its recipient, those too that are planned
 * already. Asked twice, it is once.
 */
export function unsubscribe(
  db: Database,
  { deliveryId, ...use }: LinkUse & { readonly deliveryId: number },
): Promise<void> {
  return writing(db, async (db) => {
    await sql`
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      select d.role, d.recipient, ${use.at}, ${use.linkHash}
      from deliveries d
      where d.delivery_id = ${deliveryId}
      on conflict (role, recipient) where lifted_at is null do nothing
    `.execute(db)
    await skipUnsubscribed(db, use.at)
    await recordUse(db, use)
  })
}

/**
 * An admin's word, by which mails go out again as the settings say. How many roles it was about.
 */
export async function liftUnsubscribes(
  db: Database,
  address: string,
  { at, by }: { readonly at: string; readonly by: string },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update unsubscribes
    set lifted_at = ${at}, lifted_by = ${by}
    where recipient = ${address.toLowerCase()} and lifted_at is null
  `.execute(db)
  return Number(numAffectedRows ?? 0)
}
