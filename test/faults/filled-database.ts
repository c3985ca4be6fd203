import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import { ensureInstallation, recordInstalled } from '../../src/store/installation.js'
import { accountsCsv, snapshotsCsv } from '../fixture/contracts.js'
import { asGiven } from '../fixture/import-file.js'

/** Long before any report here is due. */
const recordedAt = '2026-09-01T12:00:00.000Z'

/** After the report before the first one that is due here, so that this one is the worker's own. */
const installedAt = '2026-11-13T12:00:00.000Z'

/** Brings the contracts and their weeks into an open database, by files in `directory`. */
export async function fill(db: Database, directory: string, snapshots = snapshotsCsv) {
  const files = { accounts: join(directory, 'a.csv'), snapshots: join(directory, 's.csv') }
  await writeFile(files.accounts, accountsCsv)
  await writeFile(files.snapshots, snapshots)
  const common = { recordedAt, currency: 'USD', rates: new Map() }
  await importAccounts(db, { ...common, ...asGiven(files.accounts), asOf: '2026-08-31' })
  await importSnapshots(db, { ...common, ...asGiven(files.snapshots), lastWeek: '2099-W01' })
}

/**
 * Makes the database of an installation with the contracts; gives back a way to make copies of it.
 */
export async function filledDatabase(
  directory: string,
): Promise<(name: string) => Promise<string>> {
  const original = join(directory, 'original.sqlite')
  const db = await openDatabase(original)
  await fill(db, directory)
  await ensureInstallation(db, { identity: 'contracts' })
  await recordInstalled(db, installedAt)
  await db.destroy()
  return async (name) => {
    const copy = join(directory, name)
    await copyFile(original, copy)
    return copy
  }
}
