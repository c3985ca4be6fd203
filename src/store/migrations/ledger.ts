import { type Kysely, sql } from 'kysely'

/**
 * The ledger: editions, a delivery for each recipient, the bytes of its message, and every attempt.
 * Bytes have a table of their own, so that a change of state doesn't rewrite them.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // Planned once everyone's delivery is, closed once all of them are settled. A heartbeat is one
  // that was answered. The slot puts editions in the order in which they fall due: a prompt is
  // about the week after the one that the report of its days is about.
  sql`
    create table editions (
      edition_id    integer primary key,
      kind          text not null check (kind in
                     ('report', 'held', 'skipped', 'prompt', 'skipped-prompt', 'change', 'new-link')),
      week          text not null,
      slot          text not null,
      due_at        text not null,
      cut_off       text not null,
      made_at       text not null,
      late          integer not null default 0 check (late in (0, 1)),
      facts         text,
      lacking_rates text,
      planned_at    text,
      closed_at     text,
      heartbeat_at  text,
      unique (kind, week)
    ) strict`,
  // Of a report everyone gets one. Of letters, one for each occasion: a change, or a request.
  sql`
    create table deliveries (
      delivery_id     integer primary key,
      edition_id      integer not null references editions,
      role            text not null check (role in ('executive', 'account-manager', 'admin')),
      recipient       text not null,
      name            text not null,
      address         text not null,
      region          text,
      occasion        text not null default '',
      due_at          text not null,
      state           text not null check (state in
                        ('planned', 'sending', 'retry', 'uncertain', 'submitted', 'failed', 'skipped')),
      attempt         integer not null default 0,
      owner           text,
      lease_until     text,
      next_attempt_at text,
      settled_at      text,
      reason          text,
      unique (edition_id, role, recipient, occasion),
      check ((state = 'sending') = (owner is not null)),
      check ((state = 'sending') = (lease_until is not null))
    ) strict`,
  // A claim is one step to the delivery that has waited longest, however many there are.
  sql`
    create index deliveries_waiting
      on deliveries (edition_id, coalesce(next_attempt_at, due_at), delivery_id)
      where state in ('planned', 'retry')`,
  sql`
    create index deliveries_under_way on deliveries (edition_id, lease_until)
      where state = 'sending'`,
  sql`
    create index deliveries_uncertain on deliveries (due_at)
      where state = 'uncertain'`,
  sql`
    create table messages (
      delivery_id integer primary key references deliveries,
      message_id  text not null unique,
      subject     text not null,
      composed_at text not null,
      bytes       blob not null
    ) strict`,
  // Begun once the server was about to be given the message itself: before that it can't have it.
  sql`
    create table attempts (
      delivery_id integer not null references deliveries,
      attempt     integer not null,
      owner       text not null,
      started_at  text not null,
      begun_at    text,
      ended_at    text,
      outcome     text,
      reason      text,
      primary key (delivery_id, attempt)
    ) without rowid, strict`,
  // What a person ordered to be submitted once more, after which attempt, and what it had been due
  // and come to by then: the second copy that the ledger tells of.
  sql`
    create table resends (
      delivery_id integer not null references deliveries,
      attempt     integer not null,
      state       text not null check (state in ('uncertain', 'failed', 'submitted', 'skipped')),
      due_at      text not null,
      ordered_at  text not null,
      ordered_by  text not null,
      why         text,
      primary key (delivery_id, attempt)
    ) without rowid, strict`,
  // A doubt is a week: of editions up to it, a state of the ledger that was lost may know more. It
  // comes with a hold, and outlives it as doubt_until.
  sql`
    create table installation (
      only_row     integer primary key check (only_row = 1),
      identity     text not null,
      installed_at text,
      prompts_since text,
      hold_reason  text,
      hold_since   text,
      hold_doubt   text,
      doubt_until  text,
      check ((hold_reason is null) = (hold_since is null)),
      check (hold_doubt is null or hold_reason is not null)
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
