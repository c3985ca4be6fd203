import { sql } from 'kysely'
import type { Database } from './database.js'

/**
 * Makes the installation's row where there is none: its `identity` tells its ledger from others.
 */
export async function ensureInstallation(
  db: Database,
  { identity }: { readonly identity: string; readonly now?: string },
): Promise<void> {
  await sql`
    insert into installation (only_row, identity) values (1, ${identity})
    on conflict (only_row) do nothing
  `.execute(db)
}

/** The key that this installation makes Message-IDs with: 32 secret bytes, the same for ever. */
export async function readMessageIdKey(db: Database): Promise<Buffer> {
  const { rows } = await sql<{ key: Buffer }>`select key from message_id_key`.execute(db)
  const [only] = rows
  if (only === undefined) throw new Error('the database has lost its key for Message-IDs')
  return only.key
}

/**
 * When the worker was first started (UTC, ISO 8601 with milliseconds): `now` where that is now.
 * What was due before is none of its own, however long people have sent reports by hand. There must
 * be an installation.
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

/**
 * Since when prompts are sent (UTC, ISO 8601 with milliseconds): `now` where they were not until
 * now. What was due before is none of theirs. There must be an installation.
 */
export async function recordPrompting(db: Database, now: string): Promise<string> {
  const found = await readPrompting(db)
  if (found !== null) return found
  await sql`
    update installation set prompts_since = coalesce(prompts_since, ${now})
  `.execute(db)
  const since = await readPrompting(db)
  if (since === null) throw new Error('there is no installation')
  return since
}

/** Notes that prompts are not sent any more: they begin anew when they are again. */
export async function endPrompting(db: Database): Promise<void> {
  if ((await readPrompting(db)) === null) return
  await sql`update installation set prompts_since = null`.execute(db)
}

/** Since when prompts are sent; null while they are not. */
export async function readPrompting(db: Database): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select prompts_since as "since" from installation
  `.execute(db)
  return rows[0]?.since ?? null
}
