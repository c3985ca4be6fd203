import { type RawBuilder, sql } from 'kysely'
import type { Rejection } from '../report/rejection.js'
import { type Database, writing } from './database.js'
import { type Delivery, findDeliveriesById, isRejected } from './deliveries.js'

/** How an edition stands, the admins' mail left out. */
export interface EditionStanding {
  /** Waits because it was rejected. */
  readonly rejected: number
  /** Is still to be submitted, or being submitted, for any other reason. */
  readonly open: number
  /** Whether anybody's message was taken, an admin's included. */
  readonly isTaken: boolean
}

export async function readStanding(db: Database, editionId: number): Promise<EditionStanding> {
  const { rows } = await sql<{ rejected: number; waiting: number; taken: number }>`
    select count(case when d.role <> 'admin' and ${isRejected('d')} then 1 end) as rejected,
           count(case when d.role <> 'admin' and d.state in ('planned', 'sending', 'retry')
                      then 1 end) as waiting,
           count(case when d.state = 'submitted' then 1 end) as taken
    from deliveries d
    where d.edition_id = ${editionId}
  `.execute(db)
  const { rejected = 0, waiting = 0, taken = 0 } = rows[0] ?? {}
  return { rejected, open: waiting - rejected, isTaken: taken > 0 }
}

/**
 * Fails deliveries whose rejection was about their readers alone. Fenced: one that was tried again
 * meanwhile stays as it is. Gives back those that failed by this.
 */
export function failRejected(
  db: Database,
  rejections: readonly Pick<Rejection, 'deliveryId' | 'attempt'>[],
  at: string,
): Promise<Delivery[]> {
  const named = sql`(
    select value ->> 'deliveryId', value ->> 'attempt'
    from json_each(${JSON.stringify(rejections)}))`
  return failWhere(db, sql`(delivery_id, attempt) in ${named}`, at)
}

/** Fails all deliveries of an edition that wait because they were rejected. */
export function failAllRejected(db: Database, editionId: number, at: string): Promise<Delivery[]> {
  return failWhere(db, sql`edition_id = ${editionId} and role <> 'admin'`, at)
}

function failWhere(db: Database, condition: RawBuilder<unknown>, at: string): Promise<Delivery[]> {
  return writing(db, async (transaction) => {
    const { rows } = await sql<{ id: number }>`
      update deliveries
      set state = 'failed', next_attempt_at = null, settled_at = ${at}
      where ${condition} and ${isRejected('deliveries')}
      returning delivery_id as id
    `.execute(transaction)
    return await findDeliveriesById(
      transaction,
      rows.map(({ id }) => id),
    )
  })
}

/**
 * Lets the admins' mail of an edition be composed anew while others of its deliveries are open: it
 * says what became of them. That happens where it was rejected like theirs, or they are submitted
 * again. Where a server may have it, its bytes stay: a second copy must be the same.
 */
export function recomposeAdmins(db: Database, editionId: number): Promise<void> {
  return writing(db, async (transaction) => {
    const { rows } = await sql<{ id: number }>`
      update deliveries
      set state = 'planned'
      where edition_id = ${editionId}
        and role = 'admin'
        and state in ('planned', 'retry')
        and exists (select 1 from messages m where m.delivery_id = deliveries.delivery_id)
        and exists (
          select 1 from deliveries other
          where other.edition_id = ${editionId} and other.role <> 'admin'
            and other.state in ('planned', 'sending', 'retry'))
        and not exists (
          select 1 from attempts a
          where a.delivery_id = deliveries.delivery_id
            and a.outcome in ('submitted', 'uncertain'))
      returning delivery_id as id
    `.execute(transaction)
    if (rows.length === 0) return
    await sql`
      delete from messages where delivery_id in (${sql.join(rows.map(({ id }) => id))})
    `.execute(transaction)
  })
}
