import { type Kysely, sql } from 'kysely'

/** Where the figures come from: accounts as their contracts stand today, and a snapshot a week. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // Revenue stays in the currency it was given in, in hundredths: a new rate needs no new import.
  sql`
    create table accounts (
      account_id      text primary key not null,
      name            text not null,
      manager_name    text not null,
      manager_address text not null,
      annual_revenue  integer not null check (annual_revenue >= 0),
      currency        text not null check (length(currency) = 3),
      notice_days     integer not null check (notice_days >= 0),
      region          text,
      segment         text,
      renewal_date    text,
      desired         integer not null default 1 check (desired in (0, 1)),
      started_on      text,
      ended_on        text,
      end_reason      text,
      recorded_at     text not null
    ) strict`,

  // The key starts with the week and the rows lie in its order: a week is one range of pages.
  // Long texts come last, so that scores and times are read without them.
  sql`
    create table snapshots (
      week                      text not null,
      account_id                text not null references accounts (account_id),
      version                   integer not null check (version >= 1),
      recorded_at               text not null,
      recorded_by               text not null,
      relationship              real check (relationship between 0 and 100),
      innovation                real check (innovation between 0 and 100),
      service                   real check (service between 0 and 100),
      commercial                real check (commercial between 0 and 100),
      stated_health             real check (stated_health between 0 and 100),
      pulse                     text check (pulse in ('red', 'yellow', 'green')),
      contacts                  text,
      decision_maker            text,
      decision_maker_changed_on text,
      decision_maker_met_on     text,
      action_owner              text,
      action_due_on             text,
      action_done_on            text,
      value_category            text,
      action                    text,
      value_delivered           text,
      note                      text,
      primary key (week, account_id, version),
      check (coalesce(relationship, innovation, service, commercial, stated_health) is not null)
    ) strict, without rowid`,

  // An account's own snapshots in order of time: its latest one is one step.
  sql`create index snapshots_of_account on snapshots (account_id, week, version)`,

  // Events are few among many snapshots: the latest of an account is found without reading the
  // rest.
  sql`
    create index snapshots_with_contacts on snapshots (account_id, week, version)
    where contacts is not null`,
  sql`
    create index snapshots_with_change on snapshots (account_id, week, version)
    where decision_maker_changed_on is not null`,
  sql`
    create index snapshots_with_meeting on snapshots (account_id, week, version)
    where decision_maker_met_on is not null`,
  sql`
    create index snapshots_with_action on snapshots (account_id, week, version)
    where action is not null`,
  sql`
    create index snapshots_with_action_done on snapshots (account_id, week, version)
    where action_done_on is not null`,

  // Append-only is a promise to the reader of an old report, so the database itself holds it.
  sql`
    create trigger snapshots_stay before update on snapshots
    begin
      select raise(abort, 'snapshots are never changed: add a version');
    end`,
  sql`
    create trigger snapshots_remain before delete on snapshots
    begin
      select raise(abort, 'snapshots are never deleted: add a version');
    end`,
]
