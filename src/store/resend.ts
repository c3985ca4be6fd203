import { sql } from 'kysely'
import type { ResendState } from '../report/delivery.js'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'
import { type Delivery, findDeliveries, findDeliveriesById, isFiled } from './deliveries.js'
import { readEdition } from './editions.js'
import { wantsNoMail } from './sweep.js'

/** A person's order to submit deliveries once more, which the ledger keeps. */
export interface ResendOrder {
  readonly deliveryIds: readonly number[]
  /** Whether those that a server took already are meant, too: their readers get a second copy. */
  readonly again: boolean
  /** Whether mail goes to a server now: what went into a file before there was one may follow. */
  readonly hasServer: boolean
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  readonly by: string
  readonly why: string | null
  /** The last week whose report is due: links to report on it by are closed. */
  readonly closed: Week
}

/** All of them are to be submitted again now, or none is and these are why; null: there is none. */
export type Ordered =
  | { readonly kind: 'ordered'; readonly deliveries: Delivery[] }
  | { readonly kind: 'refused'; readonly refused: Refused[] }

export interface Refused {
  readonly deliveryId: number
  /** Null where there is no such delivery. */
  readonly delivery: Delivery | null
  /** Null where it is refused for the state that it is in. */
  readonly obstacle: ResendBlocker | null
}

/**
 * Makes deliveries due again, with the message they have. What was ordered, by whom and why stays
 * in the ledger; patience with the server begins anew. All or nothing.
 */
export function orderResend(db: Database, order: ResendOrder): Promise<Ordered> {
  return writing(db, async (transaction) => {
    const found = await findDeliveriesById(transaction, order.deliveryIds)
    const byId = new Map(found.map((delivery) => [delivery.deliveryId, delivery]))
    const obstacles = await readResendBlockers(transaction, order.deliveryIds, order.closed)
    const refused = order.deliveryIds
      .map((id) => ({
        deliveryId: id,
        delivery: byId.get(id) ?? null,
        obstacle: obstacles.get(id) ?? null,
      }))
      .filter(
        ({ delivery, obstacle }) =>
          delivery === null || obstacle !== null || !isResendable(delivery, order),
      )
    if (refused.length > 0) return { kind: 'refused', refused }
    await keepOrder(transaction, order)
    await makeDue(transaction, order)
    return { kind: 'ordered', deliveries: await findDeliveriesById(transaction, order.deliveryIds) }
  })
}

/** A report that nobody was there to send in time may still be wanted; a prompt is out of date. */
function isResendable(delivery: Delivery, { again, hasServer }: ResendOrder): boolean {
  const { state, kind } = delivery
  if (state === 'skipped') return kind === 'report'
  if (state === 'submitted') return again || (hasServer && isFiled(delivery))
  return state === 'uncertain' || state === 'failed'
}

async function keepOrder(db: Database, order: ResendOrder): Promise<void> {
  const { at, by, why } = order
  await sql`
    insert into resends (delivery_id, attempt, state, due_at, ordered_at, ordered_by, why)
    select d.delivery_id, d.attempt, d.state, d.due_at, ${at}, ${by}, ${why}
    from deliveries d
    where d.delivery_id in ${ids(order)}
  `.execute(db)
}

/**
 * One without a message is planned: that is when messages are composed. One that isn't due yet
 * stays due when it was.
 */
async function makeDue(db: Database, order: ResendOrder): Promise<void> {
  await sql`
    update deliveries
    set state = case
          when exists (select 1 from messages m where m.delivery_id = deliveries.delivery_id)
          then 'retry' else 'planned' end,
        due_at = case when due_at > ${order.at} then due_at else ${order.at} end,
        next_attempt_at = null, settled_at = null,
        reason = 'to be submitted again, by order of ' || ${order.by}
    where delivery_id in ${ids(order)}
  `.execute(db)
}

/**
 * Gives a delivery that has no message yet another address; it stays as it is where there is one to
 * that address already.
 */
export async function readdress(db: Database, deliveryId: number, address: string): Promise<void> {
  await sql`
    update deliveries as d
    set address = ${address}, recipient = ${address.toLowerCase()}
    where d.delivery_id = ${deliveryId}
      and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
      and not exists (
        select 1 from deliveries o
        where o.edition_id = d.edition_id and o.role = d.role and o.occasion = d.occasion
          and o.recipient = ${address.toLowerCase()})
  `.execute(db)
}

function ids({ deliveryIds }: Pick<ResendOrder, 'deliveryIds'>) {
  return sql`(select value from json_each(${JSON.stringify(deliveryIds)}))`
}

/** The deliveries of a week that have come to this, in the order of their planning. */
export async function readWeekToResend(
  db: Database,
  week: Week,
  state: ResendState,
): Promise<Delivery[]> {
  const found = await findDeliveries(db, { week, state: ledgerState[state], recipient: null })
  if (state !== 'filed') return found
  const isReported = (await readEdition(db, 'report', week)) !== null
  // That a week was held is no news once its report has been made.
  return found.filter((one) => isFiled(one) && !(one.kind === 'held' && isReported))
}

const ledgerState = { uncertain: 'uncertain', failed: 'failed', filed: 'submitted' } as const

/**
 * Editions among these of which somebody's message that went into a file has not been submitted to
 * a server since: their admins' mail, which says that it was, would not be right.
 */
export async function readStillFiled(
  db: Database,
  editionIds: readonly number[],
): Promise<Set<number>> {
  const { rows } = await sql<{ editionId: number }>`
    select distinct d.edition_id as "editionId"
    from deliveries d
    join attempts filed on filed.delivery_id = d.delivery_id
      and filed.transport = 'outbox' and filed.outcome = 'submitted'
    join attempts a on a.delivery_id = d.delivery_id and a.attempt = d.attempt
    where d.edition_id in (select value from json_each(${JSON.stringify(editionIds)}))
      and d.role <> 'admin'
      and not (d.state = 'submitted' and a.transport = 'smtp')
  `.execute(db)
  return new Set(rows.map(({ editionId }) => editionId))
}

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
