import { sql } from 'kysely'
import type { MailboxFault } from '../report/digest/admin.js'
import type { Database } from './database.js'

/** Remembers that the mailbox was read, or why it could not be. */
export async function recordVisit(
  db: Database,
  { at, fault }: { readonly at: string; readonly fault: string | null },
): Promise<void> {
  const [readAt, failingSince] = fault === null ? [at, null] : [null, at]
  await sql`
    insert into bounce_mailbox (only_row, read_at, failing_since, fault)
    values (1, ${readAt}, ${failingSince}, ${fault})
    on conflict (only_row) do update
    set read_at = coalesce(excluded.read_at, bounce_mailbox.read_at),
        failing_since = case when excluded.fault is null then null
                             else coalesce(bounce_mailbox.failing_since, excluded.failing_since) end,
        fault = excluded.fault
  `.execute(db)
}

/** Since when the mailbox can't be read, and why; null where it can, or never was to be. */
export async function readMailboxFault(db: Database): Promise<MailboxFault | null> {
  const { rows } = await sql<MailboxFault>`
    select failing_since as "since", fault as "reason"
    from bounce_mailbox
    where fault is not null
  `.execute(db)
  return rows[0] ?? null
}
