import { basename } from 'node:path'
import { type ExchangeRates, mostSummable, sumIn, type Total } from '../report/money.js'
import { firstDay, lastEndedWeek, shiftWeek, type Week } from '../report/week.js'
import { accountIdReader, accountsLayout } from '../source/accounts.js'
import type { Currencies } from '../source/cell.js'
import { openCsv } from '../source/csv.js'
import { describeRowFault, type FaultList, mostFaults, type SourceFault } from '../source/fault.js'
import type { Layout } from '../source/layout.js'
import { snapshotsLayout } from '../source/snapshots.js'
import { accountTarget, mergeAccounts, readAccountIds, readRevenue } from '../store/accounts.js'
import { type Database, reading, writing } from '../store/database.js'
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
import {
  type Conflict,
  closeStaging,
  foldRepeats,
  openStaging,
  type RepeatedRows,
  readState,
  type Staging,
  stageRows,
  type Target,
} from '../store/staging.js'
import { isoUtc, type Workspace } from './workspace.js'

/** How many rows of a file did what; rows that say the same as an earlier one are not counted. */
export interface ImportCounts {
  readonly added: number
  /** Accounts that are no longer what they were. */
  readonly changed: number
  /** Snapshots that have a new version. */
  readonly superseded: number
  readonly unchanged: number
}

export type ImportOutcome = ImportDone | ImportRefused

export interface ImportDone extends ImportCounts {
  readonly kind: 'imported'
  /** Headers of the file that nothing was read from, as they are written. */
  readonly unknownColumns: readonly string[]
  /** The first ones of what was left out, or taken and should be looked at. */
  readonly warnings: readonly SourceFault[]
  readonly warningCount: number
}

/** Nothing was imported. */
export interface ImportRefused {
  readonly kind: 'refused'
  /** The first faults, in the order of the file. */
  readonly faults: readonly SourceFault[]
  /** How many faults there are in all. */
  readonly faultCount: number
}

/** What is particular to a kind of file. */
export interface ImportKind {
  readonly layout: Layout
  readonly target: Target
  /**
   * Compares the rows with each other and with the database, and gives what only that can tell to be
   * wrong.
   */
  readonly compare: (db: Database, staging: Staging, limit: number) => Promise<readonly FaultList[]>
  /** The same for what others may have changed since then. Everybody who writes waits for it. */
  readonly compareAgain: (db: Database, staging: Staging) => Promise<readonly FaultList[]>
  readonly merge: (db: Database, staging: Staging) => Promise<ImportCounts>
}

export interface FileRequest {
  readonly file: string
  readonly mapping: readonly string[]
}

/**
 * Reads a file row by row into a temporary table, compares it with the database as a whole, and takes
 * it over in one transaction. Memory stays flat however long the file is. Others may write until the
 * last step, which does no more than to add what is new; where they have, it first takes that into
 * account.
 */
async function importFile(
  db: Database,
  { file, mapping }: FileRequest,
  kind: ImportKind,
): Promise<ImportOutcome> {
  const faults: FaultList = { faults: [], count: 0 }
  const rows = await openCsv({ file, layout: kind.layout, mapping }, faults)
  if (rows === null) return refused([faults])

  return db.connection().execute(async (connection) => {
    const staging = await openStaging(connection, kind.target, rows.columns)
    try {
      for await (const batch of rows.batches) await stageRows(connection, staging, batch)
      const { found, state } = await reading(connection, async (db) => ({
        found: [faults, ...(await kind.compare(db, staging, mostFaults))],
        state: await readState(db),
      }))
      if (hasFaults(found)) return refused(found)
      return await writing(connection, async (db) => {
        const isSame = (await readState(db)) === state
        const added = isSame ? [] : await kind.compareAgain(db, staging)
        if (hasFaults(added)) return refused(added)
        const counts = await kind.merge(db, staging)
        const { unknownColumns, warnings } = rows
        const looked = { warnings: warnings.faults, warningCount: warnings.count }
        return { kind: 'imported', ...counts, unknownColumns, ...looked }
      })
    } finally {
      await closeStaging(connection, staging)
    }
  })
}

function hasFaults(lists: readonly FaultList[]): boolean {
  return lists.some(({ count }) => count > 0)
}

function refused(lists: readonly FaultList[]): ImportRefused {
  const faults = lists
    .flatMap(({ faults }) => faults)
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
    .slice(0, mostFaults)
  return { kind: 'refused', faults, faultCount: lists.reduce((sum, { count }) => sum + count, 0) }
}

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

/** Rows that say otherwise than an earlier row of the file with the same key. */
function conflictFaults(file: string, key: string, found: RepeatedRows<Conflict>): FaultList {
  const faults = found.first.map(({ line, firstLine }) => ({
    file,
    line,
    column: null,
    expected: `one row for each ${key}`,
    given: `other values than in line ${firstLine}`,
    cure: `Remove line ${line} or line ${firstLine}.`,
  }))
  return { faults, count: found.count }
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

/**
 * Revenue that can't be summed to the cent any more, at today's rates. No single amount is to blame,
 * but one with digits too many is likely.
 */
function beyondExact(
  { file, currency, rates }: { file: string; currency: string; rates: ExchangeRates },
  revenue: readonly Total[],
): FaultList {
  const total = revenue.reduce((sum, one) => sum + sumIn(one, rates), 0n)
  if (total <= mostSummable) return { faults: [], count: 0 }
  const fault = {
    file,
    line: null,
    column: 'annual_revenue',
    expected: `at most ${mostSummable / 100n} ${currency} over all accounts`,
    given: `${total / 100n} ${currency}`,
    cure: 'Beyond that, sums are not exact to the hundredth. Check the amounts, their currencies and EXCHANGE_RATES; or report in a larger unit: set CURRENCY=USD and a rate for each other currency.',
  }
  return { faults: [fault], count: 1 }
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

export interface RecordedImport {
  readonly kind: ImportedKind
  readonly file: string
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
}

/** Imports a file, and keeps what came of it: the admins' next report tells of files refused. */
export async function importRecorded(
  work: Workspace,
  { kind, file, mapping }: RecordedImport,
): Promise<ImportOutcome> {
  const request = { file, mapping, recordedAt: isoUtc(work.now()) }
  const { currency, exchangeRates: rates } = work.config
  const outcome =
    kind === 'accounts'
      ? await importAccounts(work.db, { ...request, currency, rates })
      : await importSnapshots(work.db, { ...request, lastWeek: lastBegun(work) })
  await remember(work, { kind, file, outcome })
  return outcome
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
