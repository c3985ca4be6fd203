import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import { type Database, writing } from './database.js'

/**
 * Makes the installation's row where there is none: its `identity` tells its ledger from others.
 */
export async function ensureInstallation(
  db: Database,
  { identity }: { readonly identity: string; readonly now?: string },
): Promise<void> {
  await sql`
    insert into installation (only_row, identity) values (1, ${identity})
    on conflict (only_row) do nothing
  `.execute(db)
}

/** The key that this installation makes Message-IDs with: 32 secret bytes, the same for ever. */
export async function readMessageIdKey(db: Database): Promise<Buffer> {
  const { rows } = await sql<{ key: Buffer }>`select key from message_id_key`.execute(db)
  const [only] = rows
  if (only === undefined) throw new Error('the database has lost its key for Message-IDs')
  return only.key
}

/**
 * When the worker was first started (UTC, ISO 8601 with milliseconds): `now` where that is now.
 * What was due before is none of its own, however long people have sent reports by hand. There must
 * be an installation.
 */
export async function recordInstalled(db: Database, now: string): Promise<string> {
  const { rows } = await sql<{ installedAt: string }>`
    update installation set installed_at = coalesce(installed_at, ${now})
    returning installed_at as "installedAt"
  `.execute(db)
  const [installation] = rows
  if (installation === undefined) throw new Error('there is no installation')
  return installation.installedAt
}

/**
 * Since when prompts are sent (UTC, ISO 8601 with milliseconds): `now` where they were not until
 * now. What was due before is none of theirs. There must be an installation.
 */
export async function recordPrompting(db: Database, now: string): Promise<string> {
  const found = await readPrompting(db)
  if (found !== null) return found
  await sql`
    update installation set prompts_since = coalesce(prompts_since, ${now})
  `.execute(db)
  const since = await readPrompting(db)
  if (since === null) throw new Error('there is no installation')
  return since
}

/** Notes that prompts are not sent any more: they begin anew when they are again. */
export async function endPrompting(db: Database): Promise<void> {
  if ((await readPrompting(db)) === null) return
  await sql`update installation set prompts_since = null`.execute(db)
}

/** Since when prompts are sent; null while they are not. */
export async function readPrompting(db: Database): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select prompts_since as "since" from installation
  `.execute(db)
  return rows[0]?.since ?? null
}

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
