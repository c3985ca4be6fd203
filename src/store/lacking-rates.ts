import { sql } from 'kysely'
import type { Database } from './database.js'

/**
 * Freezes which currencies' rates a held edition was held for want of; where it says so already, it
 * stays as it is. None, where it was held for another reason.
 */
export async function recordLackingRates(
  db: Database,
  editionId: number,
  currencies: readonly string[],
): Promise<void> {
  if (currencies.length === 0) return
  await sql`
    update editions
    set lacking_rates = ${currencies.join(' ')}
    where edition_id = ${editionId} and lacking_rates is null
  `.execute(db)
}

/** The currencies, as three letters each; empty where no rate was lacking. */
export async function readLackingRates(db: Database, editionId: number): Promise<string[]> {
  const { rows } = await sql<{ currencies: string | null }>`
    select lacking_rates as currencies from editions where edition_id = ${editionId}
  `.execute(db)
  return rows[0]?.currencies?.split(' ') ?? []
}
