import { sql } from 'kysely'
import type { EditionOutcome } from '../report/schedule.js'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

/**
 * What has become of each week's prompt: `made` once everyone's delivery is planned, and where the
 * week's report is: then there is nothing more to ask.
 */
export async function readPromptOutcomes(db: Database): Promise<Map<Week, EditionOutcome>> {
  const { rows } = await sql<{ week: Week; outcome: EditionOutcome }>`
    select week, min(case when kind = 'skipped-prompt' then 'skipped' else 'made' end) as outcome
    from editions
    where kind = 'skipped-prompt' or (kind in ('prompt', 'report') and planned_at is not null)
    group by week
  `.execute(db)
  return new Map(rows.map(({ week, outcome }) => [week, outcome]))
}

/** The accounts that have a snapshot of `week`, recorded by `now` (UTC, ISO 8601). */
export async function readReported(db: Database, week: Week, now: string): Promise<Set<string>> {
  const { rows } = await sql<{ accountId: string }>`
    select distinct account_id as "accountId"
    from snapshots
    where week = ${week} and recorded_at <= ${now}
  `.execute(db)
  return new Set(rows.map(({ accountId }) => accountId))
}

/** Deliveries whose recipients have no more use for them; one that is under way goes on. */
export async function skipDeliveries(
  db: Database,
  deliveryIds: readonly number[],
  { at, reason }: { readonly at: string; readonly reason: string },
): Promise<void> {
  await sql`
    update deliveries
    set state = 'skipped', settled_at = ${at}, reason = ${reason}
    where delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
      and state = 'planned'
  `.execute(db)
}

/**
 * Gives up the prompts about `week` and earlier ones, whose reports are due: what is answered from
 * then on is in no report. What was tried has failed, what was not is skipped. How many there were.
 */
export async function closePrompts(
  db: Database,
  { week, now }: { readonly week: Week; readonly now: string },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = case state when 'planned' then 'skipped' else 'failed' end,
        reason = case state
          when 'planned' then 'the report of its week was due'
          else 'gave up: ' || coalesce(reason, 'the report of its week was due') end,
        settled_at = ${now}, next_attempt_at = null
    where state in ('planned', 'retry')
      and edition_id in (select edition_id from editions where kind = 'prompt' and week <= ${week})
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}
