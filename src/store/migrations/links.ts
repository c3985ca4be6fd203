import { type Kysely, sql } from 'kysely'

/**
 * The account managers' way to answer: the links they were mailed, what was said by them, and who
 * wants no more mail. Of a link the database holds a hash, from which nobody can make the link.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // Managers are asked about one at a time, by an address in whatever case.
  sql`create index accounts_of_manager on accounts (lower(manager_address))`,
  sql`
    create table links (
      link_hash     text primary key not null,
      purpose       text not null check (purpose in
                      ('update', 'list', 'view', 'unsubscribe', 'revert')),
      address       text not null,
      week          text,
      account_id    text,
      version       integer,
      delivery_id   integer references deliveries,
      issued_at     text not null,
      expires_at    text not null,
      revoked_at    text,
      first_used_at text,
      last_used_at  text,
      check ((purpose in ('view', 'unsubscribe')) = (week is null)),
      check (purpose not in ('view', 'unsubscribe') or delivery_id is not null),
      check (purpose <> 'revert' or (account_id is not null and version is not null))
    ) strict, without rowid`,
  sql`create index links_by_expiry on links (expires_at)`,
  // Browsers that a link was used in, each by a random name: more than one is worth a word.
  sql`
    create table link_devices (
      link_hash     text not null references links,
      device        text not null,
      first_used_at text not null,
      last_used_at  text not null,
      primary key (link_hash, device)
    ) strict, without rowid`,
  // Where a snapshot came by a link: by which, from which device. A submission is taken once; its
  // fingerprint tells a second click from a page that was changed and submitted again.
  sql`
    create table answers (
      submission_id text primary key not null,
      kind          text not null check (kind in ('changed', 'unchanged', 'reverted')),
      week          text not null,
      account_id    text not null,
      version       integer not null,
      fingerprint   text not null,
      link_hash     text not null references links,
      device        text not null,
      unique (week, account_id, version),
      foreign key (week, account_id, version) references snapshots (week, account_id, version)
    ) strict, without rowid`,
  // Asked for on the page that refuses a link; answered by mail, once, to the address in the
  // settings.
  sql`
    create table link_requests (
      request_id  integer primary key,
      recipient   text not null,
      asked_at    text not null,
      answered_at text
    ) strict`,
  sql`create index link_requests_by_recipient on link_requests (recipient, asked_at)`,
  sql`
    create index link_requests_waiting on link_requests (asked_at)
      where answered_at is null`,
  // Counted by day in UTC: nothing is kept of what was refused.
  sql`
    create table link_refusals (
      day   text not null,
      kind  text not null check (kind in ('expired', 'revoked', 'unknown')),
      count integer not null check (count > 0),
      primary key (day, kind)
    ) strict, without rowid`,
  // Holds until an admin lifts it, whatever the settings say; then the row stays, and tells so.
  sql`
    create table unsubscribes (
      unsubscribe_id integer primary key,
      role           text not null check (role in ('executive', 'account-manager', 'admin')),
      recipient      text not null,
      asked_at       text not null,
      link_hash      text not null references links,
      lifted_at      text,
      lifted_by      text,
      check ((lifted_at is null) = (lifted_by is null))
    ) strict`,
  sql`
    create unique index unsubscribes_that_hold on unsubscribes (role, recipient)
      where lifted_at is null`,
]
