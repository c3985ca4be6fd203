import { sql } from 'kysely'
import type { DeliveryState } from '../report/delivery.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'
import { type Delivery, type DeliveryRow, deliveryOf, selection } from './deliveries.js'
import { aboutReports, type EditionKind } from './editions.js'

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
