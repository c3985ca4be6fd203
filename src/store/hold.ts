import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'

/** Sending is on hold: nothing is claimed, and so nothing submitted, until a person releases it. */
export interface Hold {
  readonly reason: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly since: string
  /**
   * Deliveries of editions up to this week may have been submitted by a later state of the ledger,
   * which this one doesn't know of; null where nothing is in doubt.
   */
  readonly doubt: Week | null
}

/** Why a delivery of an edition in doubt is uncertain though this ledger knows of no attempt. */
export const inDoubtReason = 'a later state of the ledger, now lost, may have submitted it'

/** The hold, or null while sending is free. */
export async function readHold(db: Database): Promise<Hold | null> {
  const { rows } = await sql<Hold>`
    select hold_reason as "reason", hold_since as "since", hold_doubt as "doubt"
    from installation
    where hold_reason is not null
  `.execute(db)
  return rows[0] ?? null
}

/**
 * Puts sending on hold; there must be an installation. A hold that is there already stays, with its
 * reason, unless this one puts more editions in doubt.
 */
export async function setHold(db: Database, { reason, since, doubt }: Hold): Promise<void> {
  const { numAffectedRows } = await sql`
    update installation
    set hold_reason = case
          when hold_reason is null or ${doubt} > coalesce(hold_doubt, '') then ${reason}
          else hold_reason end,
        hold_since = coalesce(hold_since, ${since}),
        hold_doubt = case
          when ${doubt} > coalesce(hold_doubt, '') then ${doubt}
          else hold_doubt end
  `.execute(db)
  if (numAffectedRows !== 1n) throw new Error('there is no installation to put on hold')
}

/**
 * Lets sending go on. What is in doubt becomes uncertain, and is held for a person, now and
 * whenever an edition of these weeks is planned: no second copy leaves unseen. `again` waives that,
 * for all doubts there have been. Gives back how many deliveries became uncertain.
 */
export function clearHold(
  db: Database,
  { at, again }: { readonly at: string; readonly again: boolean },
): Promise<number> {
  return writing(db, async (transaction) => {
    const doubted = again ? 0 : await holdDoubted(transaction, at)
    const doubtUntil = again
      ? sql`null`
      : sql`case when hold_doubt > coalesce(doubt_until, '') then hold_doubt else doubt_until end`
    await sql`
      update installation
      set doubt_until = ${doubtUntil}, hold_reason = null, hold_since = null, hold_doubt = null
    `.execute(transaction)
    return doubted
  })
}

async function holdDoubted(db: Database, at: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = 'uncertain', reason = ${inDoubtReason}, settled_at = ${at}, next_attempt_at = null,
        owner = null, lease_until = null
    where state in ('planned', 'retry', 'sending')
      and edition_id in (
        select e.edition_id
        from editions e
        join installation i on e.slot <= i.hold_doubt)
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}
