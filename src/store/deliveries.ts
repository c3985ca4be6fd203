import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { DeliveryState, TransportKind } from '../report/delivery.js'
import type { Recipient, Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import type { EditionKind } from './editions.js'
import { inDoubtReason } from './hold.js'

/** One message to one recipient, as the ledger has it. Instants are UTC, ISO 8601. */
export interface Delivery {
  readonly deliveryId: number
  readonly editionId: number
  readonly kind: EditionKind
  readonly week: Week
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly region: string | null
  /** What tells a letter from others to the same person in the same week; empty for all else. */
  readonly occasion: string
  readonly dueAt: string
  readonly state: DeliveryState
  readonly attempt: number
  readonly nextAttemptAt: string | null
  readonly leaseUntil: string | null
  readonly settledAt: string | null
  readonly reason: string | null
  /** Which way the last attempt took; null before the first, or where nobody recorded it. */
  readonly transport: TransportKind | null
  /** Null until the message is composed. */
  readonly messageId: string | null
  readonly subject: string | null
  /** Whether the bytes of its message are there; false before it is composed, too. */
  readonly isKept: boolean
}

/** Whether its message was composed, and is not kept any more: nothing can be submitted again. */
export function isLetGo({ messageId, isKept }: Pick<Delivery, 'messageId' | 'isKept'>): boolean {
  return messageId !== null && !isKept
}

/** Whether its message lies in a file, because no mail server was set: no mail has left. */
export function isFiled({ state, transport }: Pick<Delivery, 'state' | 'transport'>): boolean {
  return state === 'submitted' && transport === 'outbox'
}

export interface PlannedDelivery {
  readonly recipient: Recipient
  readonly dueAt: string
  readonly occasion?: string
}

/**
 * Plans a delivery for each recipient. One that is planned already stays as it is; only its time
 * may change, until the edition is planned for everyone. Of an edition in doubt, nobody knows
 * whether it went out before: each is held for a person from the start. Gives back how many were
 * planned.
 */
export async function addDeliveries(
  db: Database,
  editionId: number,
  planned: readonly PlannedDelivery[],
): Promise<number> {
  const rows = planned.map(({ recipient: { role, name, address, region }, ...one }) => ({
    role,
    recipient: address.toLowerCase(),
    name,
    address,
    region,
    dueAt: one.dueAt,
    occasion: one.occasion ?? '',
  }))
  const { numAffectedRows } = await sql`
    insert into deliveries (edition_id, role, recipient, name, address, region, occasion, due_at,
                            state, reason)
    select e.edition_id, value ->> 'role', value ->> 'recipient', value ->> 'name',
           value ->> 'address', value ->> 'region', value ->> 'occasion', value ->> 'dueAt',
           case when i.doubt_until is null then 'planned' else 'uncertain' end,
           case when i.doubt_until is not null then ${inDoubtReason} end
    from json_each(${JSON.stringify(rows)})
    join editions e on e.edition_id = ${editionId}
    left join installation i on e.slot <= i.doubt_until
    where true
    on conflict (edition_id, role, recipient, occasion) do update
    set due_at = excluded.due_at
    where deliveries.state = 'planned'
      and deliveries.due_at <> excluded.due_at
      and exists (
        select 1 from editions e
        where e.edition_id = deliveries.edition_id and e.planned_at is null)
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** An edition's deliveries in the order in which they were planned. */
export async function readDeliveries(db: Database, editionId: number): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`
    ${selection} where d.edition_id = ${editionId} order by d.delivery_id
  `.execute(db)
  return rows.map(deliveryOf)
}

export interface DeliveryRow {
  readonly delivery_id: number
  readonly edition_id: number
  readonly kind: EditionKind
  readonly week: Week
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly region: string | null
  readonly occasion: string
  readonly due_at: string
  readonly state: DeliveryState
  readonly attempt: number
  readonly next_attempt_at: string | null
  readonly lease_until: string | null
  readonly settled_at: string | null
  readonly reason: string | null
  readonly transport: TransportKind | null
  readonly message_id: string | null
  readonly subject: string | null
  readonly is_kept: 0 | 1
}

/** Every reader of deliveries begins with this. */
export const selection = sql.raw(`
  select d.delivery_id, d.edition_id, e.kind, e.week, d.role, d.name, d.address, d.region, d.occasion,
         d.due_at, d.state, d.attempt, d.next_attempt_at, d.lease_until, d.settled_at, d.reason,
         a.transport, m.message_id, m.subject, coalesce(length(m.bytes), 0) > 0 as is_kept
  from deliveries d
  join editions e on e.edition_id = d.edition_id
  left join attempts a on a.delivery_id = d.delivery_id and a.attempt = d.attempt
  left join messages m on m.delivery_id = d.delivery_id`)

export function deliveryOf(row: DeliveryRow): Delivery {
  return {
    deliveryId: row.delivery_id,
    editionId: row.edition_id,
    kind: row.kind,
    week: row.week,
    role: row.role,
    name: row.name,
    address: row.address,
    region: row.region,
    occasion: row.occasion,
    dueAt: row.due_at,
    state: row.state,
    attempt: row.attempt,
    nextAttemptAt: row.next_attempt_at,
    leaseUntil: row.lease_until,
    settledAt: row.settled_at,
    reason: row.reason,
    transport: row.transport,
    messageId: row.message_id,
    subject: row.subject,
    isKept: row.is_kept === 1,
  }
}

/**
 * Whether a delivery, a row of the table or alias, waits because its last attempt was rejected: the
 * server's word is permanent, and may be about us. Read from the attempts, so that it outlives the run.
 */
export function isRejected(delivery: 'deliveries' | 'd'): RawBuilder<boolean> {
  return endedIn(delivery, ['rejected'])
}

/** The same where the server's word was about us, or may be. */
export function isRefused(delivery: 'deliveries' | 'd'): RawBuilder<boolean> {
  return endedIn(delivery, ['rejected', 'paused'])
}

function endedIn(delivery: 'deliveries' | 'd', outcomes: readonly string[]): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${delivery}.${name}`)
  return sql`(${column('state')} = 'retry' and exists (
    select 1 from attempts a
    where a.delivery_id = ${column('delivery_id')}
      and a.attempt = ${column('attempt')}
      and a.outcome in (${sql.join(outcomes)})))`
}
