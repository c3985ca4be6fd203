import { importSnapshots } from '../../src/run/import.js'
import { openDatabase } from '../../src/store/database.js'
import { asGiven } from '../fixture/import-file.js'
import { lastWeek } from './generated-database.js'

/**
 * Opens the database, imports the snapshots of `csv`, and closes it. Throws where one is refused.
 */
export async function importFile(database: string, csv: string): Promise<void> {
  const db = await openDatabase(database)
  const recordedAt = '2026-11-23T05:00:00.000Z'
  const outcome = await importSnapshots(db, { ...asGiven(csv), recordedAt, lastWeek })
  await db.destroy()
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.faults[0]))
}
