import { basename } from 'node:path'
import type { Day } from '../report/week.js'
import type { Cell } from '../source/cell.js'
import {
  describeLeftOut,
  type FaultList,
  type LeftOut,
  type LeftOutList,
  mostFaults,
  type SourceFault,
} from '../source/fault.js'
import type { Layout } from '../source/layout.js'
import type { ReadingOptions } from '../source/options.js'
import { type MatchedColumn, type OpenRows, openRows } from '../source/rows.js'
import type { Source } from '../source/table.js'
import type { AccountNews } from '../store/account-news.js'
import { type Database, reading, writing } from '../store/database.js'
import {
  addImport,
  type ImportChanges,
  type ImportedKind,
  type ImportOrigin,
  type ImportRecord,
  type ImportScope,
  noChanges,
  recordChanges,
} from '../store/imports.js'
import {
  type Conflict,
  closeStaging,
  openStaging,
  type RepeatedRows,
  readState,
  type Staging,
  stageRows,
  type Target,
} from '../store/staging.js'

/** How many rows of a file did what; rows that say the same as an earlier one are not counted. */
export type ImportCounts = Omit<ImportChanges, 'skipped' | 'firstSkipped'>

export type ImportOutcome = ImportDone | ImportRefused

export interface ImportDone extends ImportCounts, FileReading {
  readonly kind: 'imported'
  /** In the ledger: what mmr import --undo takes. */
  readonly importId: number
  /** What of accounts is news, from the day on from which the file holds; null of snapshots. */
  readonly accounts: (AccountNews & { readonly asOf: Day }) | null
}

/** How a file was read, and what of it wasn't taken or should be looked at. */
export interface FileReading {
  /** In sentences; without what goes without saying. */
  readonly understood: readonly string[]
  /** The columns that were found, each with its header. */
  readonly matched: readonly MatchedColumn[]
  /** The first rows, as they were understood. */
  readonly firstRows: FirstRows
  /** Headers of the file that nothing was read from, as they are written. */
  readonly unknownColumns: readonly string[]
  /** The first ones of what was taken, and should be looked at. */
  readonly warnings: readonly SourceFault[]
  readonly warningCount: number
  /** The first ones of what was left out. */
  readonly skipped: readonly LeftOut[]
  readonly skippedCount: number
  /** How many of them said something of an account. */
  readonly skippedRows: number
}

export interface FirstRows {
  /** The columns of the database. */
  readonly columns: readonly string[]
  /** Each its line, then its cells. */
  readonly rows: readonly (readonly Cell[])[]
}

/** Nothing was imported. */
export interface ImportRefused {
  readonly kind: 'refused'
  /** The first faults, in the order of the file. */
  readonly faults: readonly SourceFault[]
  /** How many faults there are in all. */
  readonly faultCount: number
  /** Null where the header alone was reason enough. */
  readonly reading: FileReading | null
}

export type Merged = ImportCounts & Pick<ImportDone, 'accounts'>

/** What is particular to a kind of file. */
export interface ImportKind extends Omit<ImportScope, 'columns'> {
  readonly kind: ImportedKind
  readonly layout: Layout
  readonly target: Target
  /**
   * Compares the rows with each other and with the database, and gives what only that can tell to be
   * wrong. `skipped` takes what it leaves out.
   */
  readonly compare: (
    db: Database,
    staging: Staging,
    skipped: LeftOutList,
  ) => Promise<readonly FaultList[]>
  /** The same for what others may have changed since then. Everybody who writes waits for it. */
  readonly compareAgain: (db: Database, staging: Staging) => Promise<readonly FaultList[]>
  /** In the transaction of the ledger's row `importId`. */
  readonly merge: (db: Database, staging: Staging, importId: number) => Promise<Merged>
}

/** A file to be imported, and how it is to be read. */
export interface FileRequest {
  readonly source: Source
  readonly options: ReadingOptions
  /** IANA: an instant with its own zone is dated by clocks here. */
  readonly timeZone: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  /** Do everything but keep it: what would come of the file. */
  readonly isDryRun?: boolean
  /** A command unless told. */
  readonly origin?: ImportOrigin
}

/**
 * Reads a file row by row into a temporary table, compares it with the database as a whole, and takes
 * it over in one transaction. Memory stays flat however long the file is. Others may write until the
 * last step, which does no more than to add what is new; where they have, it first takes that into
 * account. `faults` are those that were found before the file was opened.
 */
export async function importFile(
  db: Database,
  request: FileRequest,
  kind: ImportKind,
  faults: FaultList = { faults: [], count: 0 },
): Promise<ImportOutcome> {
  const rows = await openRows({ ...request, layout: kind.layout }, faults)
  if (rows === null) return refused([faults], null)

  return db.connection().execute(async (connection) => {
    const staging = await openStaging(connection, kind.target, rows.columns)
    try {
      const firstRows = await stageAll(connection, staging, rows)
      const { found, state } = await reading(connection, async (db) => ({
        found: [faults, ...(await kind.compare(db, staging, rows.skipped))],
        state: await readState(db),
      }))
      const read = readingOf(rows, firstRows)
      if (hasFaults(found)) return refused(found, read)
      const take = async (db: Database): Promise<ImportOutcome> => {
        const isSame = (await readState(db)) === state
        const added = isSame ? [] : await kind.compareAgain(db, staging)
        if (hasFaults(added)) return refused(added, read)
        const importId = await addImport(db, ledgerRow(request, kind, rows))
        const merged = await kind.merge(db, staging, importId)
        await recordChanges(db, importId, { ...merged, ...skippedOf(read) })
        return { kind: 'imported', importId, ...merged, ...read }
      }
      return await (request.isDryRun === true
        ? undone(connection, take)
        : writing(connection, take))
    } finally {
      await closeStaging(connection, staging)
    }
  })
}

/** The ledger's row of an import whose rows follow. */
function ledgerRow(
  { source, recordedAt, origin = 'command' }: FileRequest,
  { kind, asOf, isComplete }: ImportKind,
  { columns }: OpenRows,
): ImportRecord {
  return {
    ...{ kind, file: basename(source.name), at: recordedAt, origin, outcome: 'taken' },
    ...{ scope: { columns, asOf, isComplete }, ...noChanges },
  }
}

/** The rows that were left out, for the ledger. */
function skippedOf({ skipped, skippedRows }: FileReading) {
  const first = skipped.find(({ isRow }) => isRow)
  return {
    skipped: skippedRows,
    firstSkipped: first === undefined ? null : describeLeftOut(first),
  }
}

/** Does `work` in a transaction, and takes all of it back. */
async function undone<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  const transaction = await db.startTransaction().execute()
  try {
    return await work(transaction)
  } finally {
    await transaction.rollback().execute()
  }
}

/** How many rows a person is shown. */
const mostShown = 5

async function stageAll(db: Database, staging: Staging, rows: OpenRows): Promise<FirstRows> {
  const width = rows.columns.length + 1
  const first: Cell[][] = []
  for await (const batch of rows.batches) {
    for (let at = 0; at < batch.length && first.length < mostShown; at += width) {
      first.push(batch.slice(at, at + width))
    }
    await stageRows(db, staging, batch)
  }
  return { columns: rows.columns, rows: first }
}

function readingOf(rows: OpenRows, firstRows: FirstRows): FileReading {
  const { understood, matched, unknownColumns, warnings, skipped } = rows
  return {
    understood,
    matched,
    firstRows,
    unknownColumns,
    warnings: warnings.faults,
    warningCount: warnings.count,
    skipped: skipped.rows,
    skippedCount: skipped.count,
    skippedRows: skipped.rowCount,
  }
}

function hasFaults(lists: readonly FaultList[]): boolean {
  return lists.some(({ count }) => count > 0)
}

function refused(lists: readonly FaultList[], read: FileReading | null): ImportRefused {
  const faults = lists
    .flatMap(({ faults }) => faults)
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
    .slice(0, mostFaults)
  const faultCount = lists.reduce((sum, { count }) => sum + count, 0)
  return { kind: 'refused', faults, faultCount, reading: read }
}

/** Rows that say otherwise than an earlier row of the file with the same key. */
export function conflictFaults(
  file: string,
  key: string,
  found: RepeatedRows<Conflict>,
): FaultList {
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
