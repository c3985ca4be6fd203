import { sql } from 'kysely'
import type { FailingPull } from '../report/alarm.js'
import type { PulledKind } from '../report/pull-time.js'
import { type Database, databaseFile } from './database.js'
import { readPullState } from './pull-state.js'

/** An import of a kind, as the ledger has it. */
export interface LedgerImport {
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  /** What was wrong with it first; null where it was taken. */
  readonly firstFault: string | null
}

/** The import that was recorded then; null where this ledger has none, as one of before. */
export async function findImport(
  db: Database,
  kind: PulledKind,
  recordedAt: string,
): Promise<LedgerImport | null> {
  const { rows } = await sql<LedgerImport>`
    select recorded_at as "recordedAt", first_fault as "firstFault"
    from imports where kind = ${kind} and recorded_at = ${recordedAt}
    order by import_id desc limit 1
  `.execute(db)
  return rows[0] ?? null
}

/** Which of these kinds could not be pulled when it was tried last, since when, and why. */
export async function readFailingPulls(
  db: Database,
  kinds: readonly PulledKind[],
): Promise<FailingPull[]> {
  const state = await readPullState(await databaseFile(db))
  const found: FailingPull[] = []
  for (const of of kinds) {
    const failing = state[of]?.failing ?? null
    if (failing === null) continue
    const told = await findImport(db, of, failing.recordedAt)
    const reason = told?.firstFault ?? 'the worker’s log says why'
    found.push({ of, since: failing.since, reason })
  }
  return found
}
