import { type Kysely, sql } from 'kysely'

/**
 * What came back after a server had taken it. It stands beside the ledger and changes no delivery's
 * state: that somebody took the message stays true.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // A report is its Message-ID, or the hash of its bytes: read again, it adds nothing. Received is
  // when the mailbox had it; recorded is when this database did, by which news is told from old.
  sql`
    create table bounces (
      delivery_id integer not null references deliveries,
      report_id   text not null,
      action      text not null check (action in ('failed', 'delayed')),
      kind        text not null check (kind in ('permanent', 'transient')),
      status      text not null,
      diagnostic  text,
      recipient   text,
      received_at text not null,
      recorded_at text not null,
      primary key (delivery_id, report_id),
      check (action = 'failed' or kind = 'transient')
    ) without rowid, strict`,
  sql`create index bounces_by_time on bounces (recorded_at)`,
  // When the mailbox was last read, and since when it can't be.
  sql`
    create table bounce_mailbox (
      only_row      integer primary key check (only_row = 1),
      read_at       text,
      failing_since text,
      fault         text,
      check ((failing_since is null) = (fault is null))
    ) strict`,
]
