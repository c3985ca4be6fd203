import type { Day } from '../report/week.js'
import { openCsv } from '../source/csv.js'
import { type FaultList, mostFaults, type SourceFault } from '../source/fault.js'
import type { Layout } from '../source/layout.js'
import type { AccountNews } from '../store/account-news.js'
import { type Database, reading, writing } from '../store/database.js'
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
export interface ImportCounts {
  readonly added: number
  /** Accounts that are not what they were on the file's day by what was known before. */
  readonly changed: number
  /** Snapshots that have a new version. */
  readonly superseded: number
  readonly unchanged: number
}

export type ImportOutcome = ImportDone | ImportRefused

export interface ImportDone extends ImportCounts {
  readonly kind: 'imported'
  /** What of accounts is news, from the day on from which the file holds; null of snapshots. */
  readonly accounts: (AccountNews & { readonly asOf: Day }) | null
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

export type Merged = ImportCounts & Pick<ImportDone, 'accounts'>

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
  readonly merge: (db: Database, staging: Staging) => Promise<Merged>
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
export async function importFile(
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
        const merged = await kind.merge(db, staging)
        const { unknownColumns, warnings } = rows
        const looked = { warnings: warnings.faults, warningCount: warnings.count }
        return { kind: 'imported', ...merged, unknownColumns, ...looked }
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
