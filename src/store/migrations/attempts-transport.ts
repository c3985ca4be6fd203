import { type Kysely, sql } from 'kysely'

/**
 * Which way an attempt took: what went into a file is no mail yet, and can be sent once there is a
 * mail server. Of those before, what the outbox had said tells it; null where nobody knows.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table attempts
      add column transport text check (transport in ('smtp', 'outbox'))`.execute(db)
  await sql`
    update attempts set transport = 'outbox'
    where outcome = 'submitted' and reason like 'written to %.eml'`.execute(db)
}
