import { type Kysely, sql } from 'kysely'

/**
 * What is kept for a time. A picture that several messages show is kept once, and their bytes say
 * where it belongs; a message whose bytes are empty has been let go of, and its row stays. The
 * indexes find what is out of time without reading what isn't.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  // As the file that it is, by its SHA-256 in hex: in base64 it would take a third more.
  sql`
    create table pictures (
      picture_id integer primary key,
      hash       text not null unique,
      png        blob not null
    ) strict`,
  // Before which of a message's bytes a picture's base64 belongs, in lines as mail has them.
  sql`
    create table message_pictures (
      delivery_id integer not null references messages on delete cascade,
      position    integer not null check (position >= 0),
      picture_id  integer not null references pictures,
      primary key (delivery_id, position)
    ) without rowid, strict`,
  sql`create index message_pictures_of on message_pictures (picture_id)`,
  sql`create index messages_kept on messages (composed_at) where length(bytes) > 0`,
  sql`create index links_unused on links (expires_at) where first_used_at is null`,
  // An edition's facts are large, and what came to it lies behind them: here it is without them.
  sql`
    create index editions_without_facts
      on editions (kind, week, slot, due_at, cut_off, made_at, late, planned_at, closed_at,
                   heartbeat_at)`,
  // Without them, letting go of one link would read every answer there ever was.
  sql`create index answers_by_link on answers (link_hash)`,
  sql`create index unsubscribes_by_link on unsubscribes (link_hash)`,
]
