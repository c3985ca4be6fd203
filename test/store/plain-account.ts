import { sql } from 'kysely'
import type { Database } from '../../src/store/database.js'
import { added, amended } from '../fixture/account-version.js'

export async function pragma(db: Database, words: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(words)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

export async function addAccount(db: Database, accountId: string): Promise<void> {
  for (const statement of added({ accountId }).split(';')) await sql.raw(statement).execute(db)
}

/** Records another version of accounts, as `amended` says. */
export async function amend(db: Database, ...how: Parameters<typeof amended>): Promise<void> {
  await sql.raw(amended(...how)).execute(db)
}

export async function accountIds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`select account_id from accounts`.execute(db)
  return rows.map(({ account_id }) => account_id)
}
