import { type Kysely, sql } from 'kysely'

/**
 * Numbers the attempts whose message has begun to leave, in the order in which they did: 1, 2, 3 and
 * so on without a gap. An older copy of the ledger has given fewer numbers. Attempts from before have
 * none.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table attempts add column begun_number integer`.execute(db)
  await sql`
    create unique index attempts_begun on attempts (begun_number)
      where begun_number is not null`.execute(db)
}
