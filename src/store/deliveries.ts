import { type RawBuilder, sql } from 'kysely'
import type { DeliveryState, TransportKind } from '../report/delivery.js'
import type { DeliveryReport, NotSubmitted } from '../report/digest/admin.js'
import type { Recipient, Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { aboutReports, type EditionKind } from './editions.js'
import { inDoubtReason } from './installation.js'

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

/** Which deliveries to look at; null stands for all. */
export interface DeliveryFilter {
  readonly week: Week | null
  readonly state: DeliveryState | null
  /** An address, in any case. */
  readonly recipient: string | null
}

/**
 * Deliveries of all editions, the latest week first, each edition's in the order of its planning.
 */
export async function findDeliveries(db: Database, filter: DeliveryFilter): Promise<Delivery[]> {
  const { week, state, recipient } = filter
  const conditions = [
    sql`true`,
    // In so many words, each is answered from an index where there is one, and not from all there is.
    ...(week === null
      ? []
      : [sql`d.edition_id in (select edition_id from editions where week = ${week})`]),
    ...(state === null ? [] : [sql`d.state = ${sql.lit(state)}`]),
    ...(recipient === null ? [] : [sql`d.recipient = ${recipient.toLowerCase()}`]),
  ]
  const { rows } = await sql<DeliveryRow>`
    ${selection}
    where ${sql.join(conditions, sql` and `)}
    order by e.week desc, d.edition_id, d.delivery_id
  `.execute(db)
  return rows.map(deliveryOf)
}

/** Those of these ids that there are, in the order of their planning. */
export async function findDeliveriesById(
  db: Database,
  deliveryIds: readonly number[],
): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`
    ${selection}
    where d.delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
    order by d.delivery_id
  `.execute(db)
  return rows.map(deliveryOf)
}

/**
 * The latest week whose report, or what was told instead of it, or prompt was made; null where there
 * is none. A letter to one person doesn't push the last report out of sight.
 */
export async function readLastWeek(db: Database): Promise<Week | null> {
  const { rows } = await sql<{ week: Week | null }>`
    select max(week) as week from editions
    where kind in (${sql.join([...aboutReports, 'prompt'])})
  `.execute(db)
  return rows[0]?.week ?? null
}

/** Deliveries that go out by themselves, counted. */
export interface OpenCount {
  readonly week: Week
  readonly kind: EditionKind
  readonly state: DeliveryState
  readonly deliveries: number
  /** How many of them are due by now. */
  readonly due: number
}

/** What is still to be submitted, or being submitted, the earliest week first. */
export async function countOpen(db: Database, now: string): Promise<OpenCount[]> {
  const { rows } = await sql<OpenCount>`
    select e.week, e.kind, d.state,
           count(*) as deliveries,
           count(case when coalesce(d.next_attempt_at, d.due_at) <= ${now} then 1 end) as due
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    where d.state in ('planned', 'retry', 'sending')
    group by e.week, e.kind, d.state
    order by e.week, e.kind, d.state
  `.execute(db)
  return rows
}

/**
 * What became of an edition's deliveries to everyone but the admins, who are told of it. Where mail
 * goes to a server, what went into a file before there was one counts as skipped. Where all that is
 * left was rejected, it counts as failed: that is what it comes to once this is taken.
 */
export async function readDeliveryReport(
  db: Database,
  editionId: number,
  wayOut: TransportKind = 'outbox',
): Promise<DeliveryReport> {
  const told = toldState(wayOut)
  const { rows } = await sql<Omit<DeliveryReport, 'notSubmitted'> & { rejected: number }>`
    select e.week,
           count(d.delivery_id)                                                    as planned,
           count(case when d.told = 'submitted' then 1 end)                        as submitted,
           count(case when d.told = 'failed' then 1 end)                           as failed,
           count(case when d.told = 'uncertain' then 1 end)                        as uncertain,
           count(case when d.told = 'skipped' then 1 end)                          as skipped,
           count(case when d.told in ('planned', 'sending', 'retry') then 1 end)   as open,
           count(case when d.rejected then 1 end)                                  as rejected
    from editions e
    left join (
      select d.delivery_id, d.edition_id, ${told} as told, ${isRejected('d')} as rejected
      from ${withLastAttempt}
      where d.edition_id = ${editionId} and d.role <> 'admin') d on d.edition_id = e.edition_id
    where e.edition_id = ${editionId}
    group by e.week
  `.execute(db)
  const [found] = rows
  if (found === undefined) throw new Error(`there is no edition ${editionId}`)
  const { rejected, ...counts } = found
  const beside = await readUncomposedBeside(db, editionId)
  const notSubmitted = [...(await readNotSubmitted(db, editionId, told)), ...beside]
  if (rejected === 0 || rejected < counts.open) return { ...counts, notSubmitted }
  return {
    ...counts,
    failed: counts.failed + rejected,
    open: 0,
    notSubmitted: notSubmitted.map((one) =>
      one.state === 'retry' ? { ...one, state: 'failed' } : one,
    ),
  }
}

/** The prompts and letters of a report's week that could not be composed. */
async function readUncomposedBeside(db: Database, editionId: number): Promise<NotSubmitted[]> {
  const { rows } = await sql<NotSubmitted>`
    select case e.kind when 'prompt' then 'prompt' else 'letter' end as mail,
           d.role, d.name, d.address, d.state, d.reason
    from editions report
    join editions e on e.week = report.week and e.kind in ('prompt', 'change', 'new-link')
    join deliveries d on d.edition_id = e.edition_id
    where report.edition_id = ${editionId} and report.kind = 'report' and d.state = 'failed'
      and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
    order by d.delivery_id
  `.execute(db)
  return rows
}

async function readNotSubmitted(
  db: Database,
  editionId: number,
  told: RawBuilder<unknown>,
): Promise<NotSubmitted[]> {
  const { rows } = await sql<NotSubmitted>`
    select 'report' as mail, d.role, d.name, d.address, ${told} as state,
           case when d.state = 'submitted' then ${inFile} else d.reason end as reason
    from ${withLastAttempt}
    where d.edition_id = ${editionId} and d.role <> 'admin' and ${told} <> 'submitted'
    order by d.delivery_id
  `.execute(db)
  return rows
}

const withLastAttempt = sql`
  deliveries d
  left join attempts a on a.delivery_id = d.delivery_id and a.attempt = d.attempt`

const inFile = 'its message is in a file: no mail server was set'

function toldState(wayOut: TransportKind): RawBuilder<unknown> {
  if (wayOut === 'outbox') return sql`d.state`
  return sql`case when d.state = 'submitted' and a.transport = 'outbox' then 'skipped' else d.state end`
}
