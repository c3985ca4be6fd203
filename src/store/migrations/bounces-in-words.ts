import { type Kysely, sql } from 'kysely'

/**
 * Bounces that were written for people alone have no status, and what comes to a return path without
 * being a bounce is kept for the admins' next report.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  sql`
    create table bounces_of_all_kinds (
      delivery_id integer not null references deliveries,
      report_id   text not null,
      action      text not null check (action in ('failed', 'delayed', 'in-words')),
      kind        text check (kind in ('permanent', 'transient')),
      status      text,
      diagnostic  text,
      recipient   text,
      received_at text not null,
      recorded_at text not null,
      primary key (delivery_id, report_id),
      check (action <> 'delayed' or kind = 'transient'),
      check ((action = 'in-words') = (kind is null)),
      check ((action = 'in-words') = (status is null))
    ) without rowid, strict`,
  sql`
    insert into bounces_of_all_kinds
    select delivery_id, report_id, action, kind, status, diagnostic, recipient, received_at,
           recorded_at
    from bounces`,
  sql`drop table bounces`,
  sql`alter table bounces_of_all_kinds rename to bounces`,
  sql`create index bounces_by_time on bounces (recorded_at)`,
  sql`
    create table replies (
      delivery_id integer not null references deliveries,
      report_id   text not null,
      kind        text not null check (kind in ('automatic', 'person', 'complaint', 'receipt',
                                                'success', 'too-large', 'unreadable')),
      words       text,
      received_at text not null,
      recorded_at text not null,
      primary key (delivery_id, report_id)
    ) without rowid, strict`,
  sql`create index replies_by_time on replies (recorded_at)`,
]
