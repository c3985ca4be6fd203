import { sql } from 'kysely'
import type { DeliveryState, Settlement } from '../report/delivery.js'
import type { Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import type { EditionKind } from './editions.js'

/** A delivery that this worker, and no other, may now hand to the server. */
export interface Claim {
  readonly deliveryId: number
  readonly attempt: number
  readonly owner: string
  readonly kind: EditionKind
  readonly week: Week
  readonly role: Role
  readonly address: string
  readonly dueAt: string
  readonly bytes: Buffer
}

/** Instants are UTC, ISO 8601 with milliseconds. */
export interface ClaimRequest {
  readonly editionId: number
  readonly owner: string
  readonly now: string
  readonly leaseUntil: string
  /** The only recipient to claim for; null for all. */
  readonly only: string | null
}

/**
 * Claims the delivery that has waited longest. One statement that is committed, and on disk, when it
 * returns: no byte goes to a server before that. Null when nothing is due.
 */
export async function claimNext(db: Database, request: ClaimRequest): Promise<Claim | null> {
  const { editionId, owner, now, leaseUntil, only } = request
  const { rows } = await sql<{ delivery_id: number; attempt: number }>`
    update deliveries
    set state = 'sending', attempt = attempt + 1, owner = ${owner}, lease_until = ${leaseUntil},
        next_attempt_at = null
    where delivery_id = (
      select d.delivery_id
      from deliveries d
      join messages m on m.delivery_id = d.delivery_id
      where d.edition_id = ${editionId}
        and d.state in ('planned', 'retry')
        and coalesce(d.next_attempt_at, d.due_at) <= ${now}
        and d.recipient = coalesce(${only}, d.recipient)
      order by coalesce(d.next_attempt_at, d.due_at), d.delivery_id
      limit 1)
    returning delivery_id, attempt
  `.execute(db)
  const claimed = rows[0]
  if (claimed === undefined) return null
  const { delivery_id: deliveryId, attempt } = claimed
  await sql`
    insert into attempts (delivery_id, attempt, owner, started_at)
    values (${deliveryId}, ${attempt}, ${owner}, ${now})
  `.execute(db)
  return { deliveryId, attempt, owner, ...(await readParcel(db, deliveryId)) }
}

/**
 * Records what became of an attempt. Fenced: a worker that was paused past its lease, and whose
 * delivery was swept or claimed by another, changes nothing and gets false.
 */
export async function settle(
  db: Database,
  claim: Claim,
  settlement: Settlement & { readonly at: string },
): Promise<boolean> {
  const { state, reason, at } = settlement
  const next = settlement.nextAttemptAt
  const { numAffectedRows } = await sql`
    update deliveries
    set state = ${state}, reason = ${reason}, owner = null, lease_until = null,
        settled_at = ${at},
        next_attempt_at = ${next === null ? null : new Date(next).toISOString()}
    where delivery_id = ${claim.deliveryId}
      and state = 'sending'
      and owner = ${claim.owner}
      and attempt = ${claim.attempt}
  `.execute(db)
  await endAttempt(db, claim, { outcome: state, reason, at })
  return numAffectedRows === 1n
}

/**
 * Takes deliveries from workers that have vanished: past its lease, nobody knows how far a message
 * got, so it is uncertain. Gives back how many there were.
 */
export async function sweep(db: Database, now: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = 'uncertain', owner = null, lease_until = null, settled_at = ${now},
        reason = 'the worker vanished while it was sending'
    where state = 'sending' and lease_until < ${now}
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}

async function endAttempt(
  db: Database,
  claim: Claim,
  end: { outcome: DeliveryState; reason: string; at: string },
): Promise<void> {
  await sql`
    update attempts set ended_at = ${end.at}, outcome = ${end.outcome}, reason = ${end.reason}
    where delivery_id = ${claim.deliveryId} and attempt = ${claim.attempt}
  `.execute(db)
}

type ParcelOf = Omit<Claim, 'deliveryId' | 'attempt' | 'owner'>

async function readParcel(db: Database, deliveryId: number): Promise<ParcelOf> {
  const { rows } = await sql<ParcelOf>`
    select e.kind, e.week, d.role, d.address, d.due_at as "dueAt", m.bytes
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    join messages m on m.delivery_id = d.delivery_id
    where d.delivery_id = ${deliveryId}
  `.execute(db)
  const [parcel] = rows
  if (parcel === undefined) throw new Error(`delivery ${deliveryId} has no message`)
  return parcel
}
