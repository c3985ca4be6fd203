import { type RawBuilder, sql } from 'kysely'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'

/** How many deliveries were taken from workers that had vanished, by what became of them. */
export interface Swept {
  readonly retried: number
  readonly uncertain: number
}

/**
 * Takes deliveries from workers that have vanished. Past its lease, nobody knows how far a message
 * got that had begun to leave, so it is uncertain; one that had not can be tried again.
 */
export function sweep(db: Database, now: string): Promise<Swept> {
  return writing(db, async (db) => {
    await sql`
      update attempts
      set ended_at = ${now},
          outcome = case when begun_at is null then 'retry' else 'uncertain' end,
          reason = 'the worker vanished'
      where (delivery_id, attempt) in (
        select delivery_id, attempt from deliveries where state = 'sending' and lease_until < ${now})
    `.execute(db)
    const uncertain = await sql`
      update deliveries
      set state = 'uncertain', owner = null, lease_until = null, settled_at = ${now},
          reason = 'the worker vanished while the message was on its way'
      where state = 'sending'
        and lease_until < ${now}
        and exists (
          select 1 from attempts a
          where a.delivery_id = deliveries.delivery_id
            and a.attempt = deliveries.attempt
            and a.begun_at is not null)
    `.execute(db)
    const retried = await sql`
      update deliveries
      set state = 'retry', owner = null, lease_until = null, settled_at = ${now},
          next_attempt_at = ${now}, reason = 'the worker vanished before the message had begun to leave'
      where state = 'sending' and lease_until < ${now}
    `.execute(db)
    return { retried: count(retried), uncertain: count(uncertain) }
  })
}

/**
 * Takes leases and retries back that are further away than any is set: a clock that ran ahead and
 * was set back leaves them there, and nobody would look after them for as long.
 */
export function clampLeases(
  db: Database,
  { now, farthest }: { readonly now: string; readonly farthest: string },
): Promise<void> {
  return writing(db, async (db) => {
    await sql`
      update deliveries set next_attempt_at = ${now}
      where ${isWaiting} and state = 'retry' and next_attempt_at > ${farthest}
    `.execute(db)
    await sql`
      update deliveries set lease_until = ${farthest}
      where state = 'sending' and lease_until > ${farthest}
    `.execute(db)
  })
}

export interface Resending {
  readonly nextAttemptAt: string
  /** Deliveries that were due earlier are left to a person. */
  readonly dueSince: string
  /** Deliveries that have been uncertain so often are left to a person. */
  readonly most: number
  /** Prompts about this week and earlier ones are left to a person, too: they have been closed. */
  readonly closed: Week
}

/**
 * Lets deliveries be tried again whose last attempt left them uncertain, with the same bytes and
 * Message-ID, and gives back how many. That the recipient may get a second copy stays to be read
 * from the attempts. What a restored backup has put in doubt is left to a person, as is what goes to
 * somebody who has unsubscribed since.
 */
export async function resendUncertain(db: Database, resending: Resending): Promise<number> {
  const { nextAttemptAt, dueSince, most, closed } = resending
  const { numAffectedRows } = await sql`
    update deliveries
    set state = 'retry', next_attempt_at = ${nextAttemptAt}
    where state = 'uncertain'
      and due_at >= ${dueSince}
      and not ${wantsNoMail('deliveries')}
      and exists (
        select 1 from attempts a
        where a.delivery_id = deliveries.delivery_id
          and a.attempt = deliveries.attempt
          and a.outcome = 'uncertain')
      and (select count(*) from attempts a
           where a.delivery_id = deliveries.delivery_id and a.outcome = 'uncertain') < ${most}
      and not exists (
        select 1
        from editions e
        left join installation i on e.slot <= i.doubt_until
        where e.edition_id = deliveries.edition_id
          and (i.only_row is not null or (e.kind = 'prompt' and e.week <= ${closed})))
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}

export interface Expiry {
  readonly now: string
  /** What was due before is given up. */
  readonly before: string
  /** The same for admins, who are told of what became of the others. */
  readonly adminsBefore: string
}

/**
 * Gives up deliveries that have been waiting for too long, whatever kept them: a report is no use
 * once it is out of date. What was tried has failed, what was not is skipped.
 */
export function expire(db: Database, { now, before, adminsBefore }: Expiry): Promise<number> {
  const isOld = sql`
    due_at < case when role = 'admin' then ${adminsBefore} else ${before} end
    and exists (
      select 1 from editions e
      where e.edition_id = deliveries.edition_id and e.planned_at is not null)`
  return writing(db, async (db) => {
    const skipped = await sql`
      update deliveries
      set state = 'skipped', settled_at = ${now}, reason = 'nobody was there to send it in time'
      where ${isWaiting} and state = 'planned' and ${isOld}
    `.execute(db)
    const failed = await sql`
      update deliveries
      set state = 'failed', settled_at = ${now}, next_attempt_at = null,
          reason = 'gave up: ' || coalesce(reason, 'out of time')
      where ${isWaiting} and state = 'retry' and ${isOld}
    `.execute(db)
    return count(skipped) + count(failed)
  })
}

function count({ numAffectedRows }: { readonly numAffectedRows?: bigint | undefined }): number {
  return Number(numAffectedRows ?? 0n)
}

/**
 * Said in so many words, it is answered from the index of what waits, and not from all there is.
 */
const isWaiting = sql`state in ('planned', 'retry')`

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
