import { sql } from 'kysely'
import type { Database } from '../../src/store/database.js'

export async function pragma(db: Database, words: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(words)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

export async function addAccount(db: Database, id: string): Promise<void> {
  await sql`
    insert into accounts (account_id, name, manager_name, manager_address, annual_revenue,
                          currency, notice_days, recorded_at)
    values (${id}, 'Acme', 'Ann', 'ann@example.com', 100, 'USD', 30, '2026-11-23')`.execute(db)
}

export async function accountIds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`select account_id from accounts`.execute(db)
  return rows.map(({ account_id }) => account_id)
}
