import { basename } from 'node:path'
import type { Week } from '../../report/week.js'
import { accountIdReader, accountsLayout } from '../../source/accounts.js'
import type { Currencies } from '../../source/cell.js'
import type { FaultList } from '../../source/fault.js'
import { snapshotsLayout } from '../../source/snapshots.js'
import { accountTarget, mergeAccounts, readAccountIds, readRevenue } from '../../store/accounts.js'
import type { Database } from '../../store/database.js'
import {
  compareSnapshots,
  findEarly,
  findStrays,
  mergeSnapshots,
  type Stray,
  snapshotTarget,
} from '../../store/snapshots.js'
import { foldRepeats, type RepeatedRows, type Staging } from '../../store/staging.js'
import {
  beyondExact,
  conflictFaults,
  earlyFaults,
  strayFaults,
  withoutAccounts,
} from './import-fault.js'
import { type ImportOutcome, importFile } from './import-file.js'

export interface ImportRequest {
  readonly file: string
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
}

export interface AccountImportRequest extends ImportRequest, Currencies {}

/** Imports `accounts.csv`: all of it or nothing, and nothing twice. */
export async function importAccounts(
  db: Database,
  request: AccountImportRequest,
): Promise<ImportOutcome> {
  const { file, recordedAt } = request
  const readAccountId = accountIdReader(await readAccountIds(db))
  const beyond = async (db: Database, staging: Staging) =>
    beyondExact(request, await readRevenue(db, staging))
  return importFile(db, request, {
    layout: accountsLayout({ ...request, readAccountId }),
    target: accountTarget,
    compare: async (db, staging, limit) => [
      conflictFaults(file, 'account_id', await foldRepeats(db, staging, limit)),
      await beyond(db, staging),
    ],
    compareAgain: async (db, staging) => [await beyond(db, staging)],
    merge: async (db, staging) => {
      const { added, changed, unchanged } = await mergeAccounts(db, staging, recordedAt)
      return { added, changed, superseded: 0, unchanged }
    },
  })
}

export interface SnapshotImportRequest extends ImportRequest {
  /**
   * The last week that has begun: of a later one nothing can be known, and it could never be
   * removed.
   */
  readonly lastWeek: Week
}

/** Imports `snapshots.csv`: all of it or nothing, and nothing twice. */
export async function importSnapshots(
  db: Database,
  request: SnapshotImportRequest,
): Promise<ImportOutcome> {
  const { file, recordedAt, lastWeek } = request
  return importFile(db, request, {
    layout: snapshotsLayout(accountIdReader(await readAccountIds(db))),
    target: snapshotTarget,
    compare: async (db, staging, limit) => {
      const conflicts = await foldRepeats(db, staging, limit)
      await compareSnapshots(db, staging)
      return [
        conflictFaults(file, 'account_id and week', conflicts),
        await strays(db, file, await findStrays(db, staging, limit)),
        earlyFaults(file, await findEarly(db, staging, { lastWeek, limit })),
      ]
    },
    // Accounts are never removed: what was known of them and of the weeks goes on holding.
    compareAgain: async (db, staging) => {
      await compareSnapshots(db, staging)
      return []
    },
    merge: async (db, staging) => {
      const recording = { recordedAt, recordedBy: `import ${basename(file)}` }
      const { added, superseded, unchanged } = await mergeSnapshots(db, staging, recording)
      return { added, changed: 0, superseded, unchanged }
    },
  })
}

async function strays(db: Database, file: string, found: RepeatedRows<Stray>): Promise<FaultList> {
  if (found.count === 0 || (await readAccountIds(db)).length > 0) return strayFaults(file, found)
  return withoutAccounts(file)
}
