import { sql } from 'kysely'
import type { Database } from './database.js'

/** Makes the installation's row where there is none: its `identity` tells its ledger from others. */
export async function ensureInstallation(
  db: Database,
  { identity }: { readonly identity: string; readonly now?: string },
): Promise<void> {
  await sql`
    insert into installation (only_row, identity) values (1, ${identity})
    on conflict (only_row) do nothing
  `.execute(db)
}

/**
 * When the worker was first started (UTC, ISO 8601 with milliseconds): `now` where that is now. What
 * was due before is none of its own, however long people have sent reports by hand. There must be an
 * installation.
 */
export async function recordInstalled(db: Database, now: string): Promise<string> {
  const { rows } = await sql<{ installedAt: string }>`
    update installation set installed_at = coalesce(installed_at, ${now})
    returning installed_at as "installedAt"
  `.execute(db)
  const [installation] = rows
  if (installation === undefined) throw new Error('there is no installation')
  return installation.installedAt
}
