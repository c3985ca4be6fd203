import { type Kysely, sql } from 'kysely'

/**
 * Sessions that were logged out, and one more reason why a link is refused: the settings don't name
 * its reader any more.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // Random names of browsers, whose cookies are worth nothing any more, wherever a copy of them is.
  sql`
    create table ended_sessions (
      device   text primary key not null,
      ended_at text not null
    ) strict, without rowid`,
  sql`
    create table link_refusals_of_all_kinds (
      day   text not null,
      kind  text not null check (kind in ('expired', 'revoked', 'removed', 'unknown')),
      count integer not null check (count > 0),
      primary key (day, kind)
    ) strict, without rowid`,
  sql`
    insert into link_refusals_of_all_kinds
    select day, kind, count from link_refusals`,
  sql`drop table link_refusals`,
  sql`alter table link_refusals_of_all_kinds rename to link_refusals`,
]
