import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'

/**
 * The key that this installation makes Message-IDs with: secret, random, and in the database, so
 * that a backup has it. What was composed before keeps the ID that it has.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table message_id_key (
      only_row integer primary key check (only_row = 1),
      key      blob not null check (length(key) = 32)
    ) strict`.execute(db)
  await sql`insert into message_id_key (only_row, key) values (1, ${randomBytes(32)})`.execute(db)
}
