import { type RawBuilder, sql } from 'kysely'
import type { ImportProblem } from '../report/digest/admin.js'
import type { Day } from '../report/week.js'
import type { Database } from './database.js'

export type ImportedKind = 'accounts' | 'snapshots'

/** Who imported: a person by a command, or the worker from where the settings say. */
export type ImportOrigin = 'command' | 'pull'

/** How many rows of a file did what, and what of it was left out. */
export interface ImportChanges {
  readonly added: number
  /** Accounts that are not what they were on the file's day by what was known before. */
  readonly changed: number
  /** Snapshots that have a new version. */
  readonly superseded: number
  readonly unchanged: number
  /** Rows that were left out. */
  readonly skipped: number
  /** The first of them, in words; null without one. */
  readonly firstSkipped: string | null
}

/** What an import spoke of: by this, it can be undone, and those after it followed again. */
export interface ImportScope {
  /** The columns that its file filled, as the table names them. */
  readonly columns: readonly string[]
  /** Of accounts: the day from which they hold, and whether the file was the whole list. */
  readonly asOf: Day | null
  readonly isComplete: boolean
}

/** An import as it ended. */
export type ImportRecord = {
  readonly kind: ImportedKind
  /** Without its folder. */
  readonly file: string
  /** UTC, ISO 8601 with milliseconds; of one that was taken, when its rows were recorded. */
  readonly at: string
  readonly origin: ImportOrigin
} & (
  | { readonly outcome: 'refused'; readonly faults: number; readonly firstFault: string | null }
  | ({ readonly outcome: 'taken'; readonly scope: ImportScope } & ImportChanges)
)

/** Of an import that has not merged its rows yet. */
export const noChanges: ImportChanges = {
  ...{ added: 0, changed: 0, superseded: 0, unchanged: 0 },
  ...{ skipped: 0, firstSkipped: null },
}

/**
 * Remembers an import, and gives its id. One that is taken is added before its rows, in their
 * transaction: each of them names it. `recordChanges` says then what they were.
 */
export async function addImport(db: Database, record: ImportRecord): Promise<number> {
  const { kind, file, at, origin } = record
  const refused = record.outcome === 'refused' ? record : { faults: 0, firstFault: null }
  const { rows } = await sql<{ id: number }>`
    insert into imports (kind, file, recorded_at, origin, faults, first_fault)
    values (${kind}, ${file}, ${at}, ${origin}, ${refused.faults}, ${refused.firstFault})
    returning import_id as id
  `.execute(db)
  const importId = rows[0]?.id
  if (importId === undefined) throw new Error('an import was added and has no id')
  if (record.outcome === 'taken') {
    await recordScope(db, importId, record.scope)
    await recordChanges(db, importId, record)
  }
  return importId
}

async function recordScope(db: Database, importId: number, scope: ImportScope): Promise<void> {
  await sql`
    update imports
    set columns = ${JSON.stringify(scope.columns)}, as_of = ${scope.asOf},
        complete = ${scope.isComplete ? 1 : 0}
    where import_id = ${importId}
  `.execute(db)
}

/** Notes what an import changed, in the transaction of its rows. */
export async function recordChanges(
  db: Database,
  importId: number,
  { added, changed, superseded, unchanged, skipped, firstSkipped }: ImportChanges,
): Promise<void> {
  await sql`
    update imports
    set added = ${added}, changed = ${changed}, superseded = ${superseded},
        unchanged = ${unchanged}, skipped = ${skipped}, first_skipped = ${firstSkipped}
    where import_id = ${importId}
  `.execute(db)
}

/** From then on (UTC, ISO 8601) its rows count for nothing; in the transaction that moved them. */
export async function markUndone(db: Database, importId: number, at: string): Promise<void> {
  await sql`update imports set undone_at = ${at} where import_id = ${importId}`.execute(db)
}

/** A line of the ledger. */
export type LedgerEntry = {
  readonly importId: number
  readonly kind: ImportedKind
  readonly file: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  /** Null of an import from before that was noted. */
  readonly origin: ImportOrigin | null
} & (
  | { readonly outcome: 'refused'; readonly faults: number; readonly firstFault: string | null }
  | {
      readonly outcome: 'taken'
      /** Null of an import from before they were noted: that can't be undone. */
      readonly changes: ImportChanges | null
      /** UTC, ISO 8601 with milliseconds; null while its rows count. */
      readonly undoneAt: string | null
    }
)

/** The latest imports, at most so many, the latest first. */
export async function readImports(db: Database, limit: number): Promise<LedgerEntry[]> {
  const { rows } = await sql<LedgerRow>`
    ${ledgerRows} order by import_id desc limit ${limit}
  `.execute(db)
  return rows.map(entryOf)
}

/** Null where there is none of this id. */
export async function readImport(db: Database, importId: number): Promise<LedgerEntry | null> {
  const { rows } = await sql<LedgerRow>`
    ${ledgerRows} where import_id = ${importId}
  `.execute(db)
  const [row] = rows
  return row === undefined ? null : entryOf(row)
}

/** How many there are in all. */
export async function countImports(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from imports`.execute(db)
  return rows[0]?.count ?? 0
}

/** How many were undone: more than before means that what was compared may not hold any more. */
export async function countUndone(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from imports where undone_at is not null
  `.execute(db)
  return rows[0]?.count ?? 0
}

interface LedgerRow extends ImportChanges {
  readonly importId: number
  readonly kind: ImportedKind
  readonly file: string
  readonly at: string
  readonly origin: ImportOrigin | null
  readonly faults: number
  readonly firstFault: string | null
  readonly isLinked: 0 | 1
  readonly undoneAt: string | null
}

const ledgerRows: RawBuilder<unknown> = sql`
  select import_id as "importId", kind, file, recorded_at as "at", origin, faults,
         first_fault as "firstFault", added, changed, superseded, unchanged, skipped,
         first_skipped as "firstSkipped", columns is not null as "isLinked", undone_at as "undoneAt"
  from imports`

function entryOf(row: LedgerRow): LedgerEntry {
  const { importId, kind, file, at, origin, faults, firstFault, isLinked, undoneAt } = row
  const head = { importId, kind, file, at, origin }
  if (faults > 0) return { ...head, outcome: 'refused', faults, firstFault }
  const { added, changed, superseded, unchanged, skipped, firstSkipped } = row
  const changes = { added, changed, superseded, unchanged, skipped, firstSkipped }
  return { ...head, outcome: 'taken', changes: isLinked === 1 ? changes : null, undoneAt }
}

/** An import with its scope, to be undone or followed again. */
export interface ScopedImport extends ImportScope {
  readonly importId: number
  readonly file: string
  readonly at: string
}

/** Imports of a kind that count and can be undone, in their order. */
export async function readScopes(db: Database, kind: ImportedKind): Promise<ScopedImport[]> {
  const { rows } = await sql<ScopeRow>`
    select import_id as "importId", file, recorded_at as "at", columns, as_of as "asOf",
           complete as "isComplete"
    from imports
    where kind = ${kind} and columns is not null and undone_at is null
    order by import_id
  `.execute(db)
  return rows.map(({ columns, isComplete, ...row }) => {
    return { ...row, columns: JSON.parse(columns), isComplete: isComplete === 1 }
  })
}

interface ScopeRow {
  readonly importId: number
  readonly file: string
  readonly at: string
  readonly columns: string
  readonly asOf: Day | null
  readonly isComplete: 0 | 1
}

/**
 * What the admins should hear of imports since an instant (UTC, ISO 8601), the latest first: files
 * that were refused, and rows that were left out, unless the file was tried again since; and imports
 * that were undone. What is pulled may have another name each time. `mended` are the kinds that could be
 * pulled again since they were refused, and were as before.
 */
export async function readImportProblems(
  db: Database,
  since: string,
  mended: readonly ImportedKind[] = [],
): Promise<ImportProblem[]> {
  const later = sql`
    select 1 from imports as later
    where later.kind = one.kind
      and (later.file = one.file or (later.origin = 'pull' and one.origin = 'pull'))
      and later.recorded_at > one.recorded_at`
  const isLast = sql`not exists (${later})`
  // One that was refused since takes nothing away from what a file before it lacked.
  const isLastTaken = sql`not exists (${later} and later.faults = 0)`
  const isMended = sql`(one.origin = 'pull'
    and one.kind in (select value from json_each(${JSON.stringify(mended)})))`
  const { rows } = await sql<ProblemRow>`
    select kind, file, at, faults, "firstFault", rows, "firstRow"
    from (
      select 'refused' as kind, file, recorded_at as at, faults, first_fault as "firstFault",
             null as rows, null as "firstRow", import_id
      from imports as one
      where faults > 0 and recorded_at > ${since} and ${isLast} and not ${isMended}
      union all
      select 'left-out', file, recorded_at, null, null, skipped, first_skipped, import_id
      from imports as one
      where skipped > 0 and undone_at is null and recorded_at > ${since} and ${isLastTaken}
      union all
      select 'undone', file, undone_at, null, null, added + changed + superseded, null, import_id
      from imports
      where undone_at > ${since})
    order by at desc, import_id desc
  `.execute(db)
  return rows.map(problemOf)
}

interface ProblemRow {
  readonly kind: ImportProblem['kind']
  readonly file: string
  readonly at: string
  readonly faults: number
  readonly firstFault: string
  readonly rows: number
  readonly firstRow: string
}

function problemOf({ kind, file, at, faults, firstFault, rows, firstRow }: ProblemRow) {
  switch (kind) {
    case 'refused':
      return { kind, file, at, faults, firstFault }
    case 'left-out':
      return { kind, file, at, rows, firstRow }
    case 'undone':
      return { kind, file, at, rows }
  }
}
