import { type Kysely, sql } from 'kysely'

/**
 * The ledger: editions, a delivery for each recipient, the bytes of its message, and every attempt.
 * Bytes have a table of their own, so that a change of state doesn't rewrite them.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  sql`
    create table editions (
      edition_id integer primary key,
      kind       text not null check (kind in ('report', 'held', 'skipped')),
      week       text not null,
      due_at     text not null,
      cut_off    text not null,
      made_at    text not null,
      late       integer not null default 0 check (late in (0, 1)),
      facts      text,
      closed_at  text,
      unique (kind, week)
    ) strict`,
  sql`
    create table deliveries (
      delivery_id     integer primary key,
      edition_id      integer not null references editions,
      role            text not null check (role in ('executive', 'account-manager', 'admin')),
      recipient       text not null,
      name            text not null,
      address         text not null,
      region          text,
      due_at          text not null,
      state           text not null check (state in
                        ('planned', 'sending', 'retry', 'uncertain', 'submitted', 'failed', 'skipped')),
      attempt         integer not null default 0,
      owner           text,
      lease_until     text,
      next_attempt_at text,
      settled_at      text,
      reason          text,
      unique (edition_id, role, recipient),
      check ((state = 'sending') = (owner is not null)),
      check ((state = 'sending') = (lease_until is not null))
    ) strict`,
  sql`
    create index deliveries_open on deliveries (state, next_attempt_at)
      where state in ('planned', 'sending', 'retry')`,
  sql`
    create table messages (
      delivery_id integer primary key references deliveries,
      message_id  text not null unique,
      subject     text not null,
      composed_at text not null,
      bytes       blob not null
    ) strict`,
  sql`
    create table attempts (
      delivery_id integer not null references deliveries,
      attempt     integer not null,
      owner       text not null,
      started_at  text not null,
      ended_at    text,
      outcome     text,
      reason      text,
      primary key (delivery_id, attempt)
    ) without rowid, strict`,
  sql`
    create table installation (
      only_row     integer primary key check (only_row = 1),
      identity     text not null,
      installed_at text not null,
      hold_reason  text,
      hold_since   text,
      check ((hold_reason is null) = (hold_since is null))
    ) strict`,
  sql`
    create table imports (
      import_id   integer primary key,
      kind        text not null check (kind in ('accounts', 'snapshots')),
      file        text not null,
      recorded_at text not null,
      faults      integer not null,
      first_fault text
    ) strict`,
]
