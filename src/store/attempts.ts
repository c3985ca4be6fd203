import { sql } from 'kysely'
import type { DeliveryState, Outcome, TransportKind } from '../report/delivery.js'
import { type Database, reading } from './database.js'

/** One attempt at submission, as the ledger has it. Instants are UTC, ISO 8601. */
export interface RecordedAttempt {
  readonly deliveryId: number
  readonly attempt: number
  /** The process that made it. */
  readonly owner: string
  /** Which way it took; null where nobody recorded it. */
  readonly transport: TransportKind | null
  readonly startedAt: string
  /** When the message itself was about to leave; null where the server can't have it. */
  readonly begunAt: string | null
  /** Null while it goes on. */
  readonly endedAt: string | null
  readonly outcome: Outcome['kind'] | null
  /** The server's words, for people. */
  readonly reason: string | null
}

/** A person's order to submit a delivery once more. */
export interface RecordedResend {
  readonly deliveryId: number
  /** The last attempt before the order; 0 where there had been none. */
  readonly afterAttempt: number
  /** What the delivery had come to. */
  readonly state: DeliveryState
  /** When it had been due until then. */
  readonly dueAt: string
  readonly orderedAt: string
  readonly orderedBy: string
  readonly why: string | null
}

export interface DeliveryHistory {
  readonly attempts: readonly RecordedAttempt[]
  readonly resends: readonly RecordedResend[]
}

/** All that was done about deliveries, in order of time. */
export function readHistory(
  db: Database,
  deliveryIds: readonly number[],
): Promise<DeliveryHistory> {
  const ids = sql`(select value from json_each(${JSON.stringify(deliveryIds)}))`
  return reading(db, async (state) => {
    const attempts = await sql<RecordedAttempt>`
      select delivery_id as "deliveryId", attempt, owner, transport, started_at as "startedAt",
             begun_at as "begunAt", ended_at as "endedAt", outcome, reason
      from attempts
      where delivery_id in ${ids}
      order by delivery_id, attempt
    `.execute(state)
    const resends = await sql<RecordedResend>`
      select delivery_id as "deliveryId", attempt as "afterAttempt", state, due_at as "dueAt",
             ordered_at as "orderedAt", ordered_by as "orderedBy", why
      from resends
      where delivery_id in ${ids}
      order by delivery_id, attempt
    `.execute(state)
    return { attempts: attempts.rows, resends: resends.rows }
  })
}
