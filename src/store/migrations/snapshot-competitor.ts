import { type Kysely, sql } from 'kysely'

/** Another contractor who is after the contract; snapshots from before name nobody. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table snapshots add column competitor text`.execute(db)
}
