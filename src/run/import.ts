import { basename } from 'node:path'
import { type Day, firstDay, lastDay, lastEndedWeek, shiftWeek, type Week } from '../report/week.js'
import { accountIdReader } from '../source/accounts.js'
import { describeRowFault, type FaultList, type SourceFault } from '../source/fault.js'
import { snapshotsLayout } from '../source/snapshots.js'
import { findLatestAsOf } from '../store/account-import.js'
import { readAccountIds } from '../store/accounts.js'
import type { Database } from '../store/database.js'
import { addImport } from '../store/deliveries.js'
import {
  compareSnapshots,
  type Early,
  findEarly,
  findStrays,
  mergeSnapshots,
  type Stray,
  snapshotTarget,
} from '../store/snapshots.js'
import { foldRepeats, type RepeatedRows } from '../store/staging.js'
import { importAccounts } from './import-accounts.js'
import { conflictFaults, type ImportOutcome, importFile } from './import-file.js'
import { isoUtc, type Workspace } from './workspace.js'

export interface SnapshotImportRequest {
  readonly file: string
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
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
      return { added, changed: 0, superseded, unchanged, accounts: null }
    },
  })
}

async function strays(db: Database, file: string, found: RepeatedRows<Stray>): Promise<FaultList> {
  if (found.count === 0 || (await readAccountIds(db)).length > 0) return strayFaults(file, found)
  return withoutAccounts(file)
}

/** Snapshots of accounts that aren't known. */
function strayFaults(file: string, found: RepeatedRows<Stray>): FaultList {
  const faults = found.first.map(({ line, accountId }) => ({
    file,
    line,
    column: 'account_id',
    expected: 'the id of an account that is known',
    given: accountId,
    cure: 'Import the accounts first (mmr import accounts FILE), or correct the id.',
  }))
  return { faults, count: found.count }
}

/** Snapshots of weeks that have not begun. */
function earlyFaults(file: string, found: RepeatedRows<Early>): FaultList {
  const faults = found.first.map(({ line, week }) => ({
    file,
    line,
    column: 'week',
    expected: 'a week that has begun',
    given: week,
    cure: `Correct the week, or import it from ${firstDay(week)} on.`,
  }))
  return { faults, count: found.count }
}

/** Said once of the file: said of each row, the one thing to do would drown. */
function withoutAccounts(file: string): FaultList {
  const fault = {
    file,
    line: null,
    column: null,
    expected: 'accounts that are known',
    given: '',
    cure: 'Import the accounts first: mmr import accounts FILE.',
  }
  return { faults: [fault], count: 1 }
}

export type ImportedKind = 'accounts' | 'snapshots'

/** A file to be imported, and what a person says of it. */
export type RecordedImport = {
  readonly file: string
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
} & ({ readonly kind: 'snapshots' } | ({ readonly kind: 'accounts' } & AccountsOrder))

/** What may be said of a file of accounts. */
export interface AccountsOrder {
  /** The day from which it holds; without it, the usual one. */
  readonly asOf?: Day
  readonly isComplete?: boolean
  readonly isConfirmed?: boolean
}

/** Imports a file, and keeps what came of it: the admins' next report tells of files refused. */
export async function importRecorded(
  work: Workspace,
  order: RecordedImport,
): Promise<ImportOutcome> {
  const request = { ...order, recordedAt: isoUtc(work.now()) }
  const outcome =
    request.kind === 'accounts'
      ? await importAccounts(work.db, {
          ...request,
          currency: work.config.currency,
          rates: work.config.exchangeRates,
          asOf: request.asOf ?? (await usualAsOf(work)),
        })
      : await importSnapshots(work.db, { ...request, lastWeek: lastBegun(work) })
  await remember(work, { kind: order.kind, file: order.file, outcome })
  return outcome
}

/**
 * The day from which a file holds that nobody has given a day: the Monday of this week, or the latest
 * day in it that was given already.
 */
async function usualAsOf({ db, now, config }: Workspace): Promise<Day> {
  const week = shiftWeek(lastEndedWeek(now(), config.timeZone), 1)
  const first = firstDay(week)
  return (await findLatestAsOf(db, { first, last: lastDay(week) })) ?? first
}

/** On the day before it begins here, it may have begun elsewhere. */
function lastBegun({ now, config }: Workspace): Week {
  return shiftWeek(lastEndedWeek(now() + 86_400_000, config.timeZone), 1)
}

/** Where the file lies is nothing for a mail. */
function named(fault: SourceFault): SourceFault {
  return { ...fault, file: basename(fault.file) }
}

async function remember(
  work: Workspace,
  { kind, file, outcome }: { kind: ImportedKind; file: string; outcome: ImportOutcome },
): Promise<void> {
  const refusal = outcome.kind === 'refused' ? outcome : null
  const [first] = refusal?.faults ?? []
  await addImport(work.db, {
    kind,
    file: basename(file),
    at: isoUtc(work.now()),
    faults: refusal?.faultCount ?? 0,
    firstFault: first === undefined ? null : describeRowFault(named(first)),
  })
}
