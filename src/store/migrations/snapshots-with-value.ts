import { type Kysely, sql } from 'kysely'

/**
 * The last week in which something was done for a customer is found without reading the weeks since:
 * among many snapshots, few tell of a value delivered.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index snapshots_with_value on snapshots (account_id, week, version)
    where value_delivered is not null`.execute(db)
}
