import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.js'

/** Why a delivery was skipped, in the ledger and for people. */
export const unsubscribedReason = 'they unsubscribed before it left'

/**
 * Skips what waits for somebody who has unsubscribed from mails of its kind. Where it was to be
 * submitted once more, what an earlier attempt had come to holds.
 */
export async function skipUnsubscribed(db: Database, at: string): Promise<void> {
  await sql`
    update deliveries
    set state = coalesce(
          (select min(a.outcome) from attempts a
           where a.delivery_id = deliveries.delivery_id
             and a.outcome in ('submitted', 'uncertain')),
          'skipped'),
        reason = ${unsubscribedReason}, settled_at = ${at}, next_attempt_at = null
    where state in ('planned', 'retry') and ${wantsNoMail('deliveries')}
  `.execute(db)
}

/** Whether the recipient of a delivery, a row of the table or alias, has unsubscribed by now. */
export function wantsNoMail(delivery: 'deliveries' | 'd'): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${delivery}.${name}`)
  return sql`exists (
    select 1 from unsubscribes u
    where u.role = ${column('role')} and u.recipient = ${column('recipient')}
      and u.lifted_at is null)`
}
