import { basename } from 'node:path'
import {
  type Day,
  dayIn,
  firstDay,
  lastDay,
  lastEndedWeek,
  shiftWeek,
  type Week,
  weeksEnding,
} from '../report/week.js'
import { snapshotAccounts } from '../source/accounts.js'
import {
  describeRowFault,
  type FaultList,
  type LeftOut,
  mostFaults,
  noteLeftOut,
  type SourceFault,
} from '../source/fault.js'
import type { ReadingOptions } from '../source/options.js'
import { snapshotsLayout } from '../source/snapshots.js'
import type { Source } from '../source/table.js'
import { findLatestAsOf } from '../store/account-import.js'
import { readAccountIds, readAccountNames } from '../store/accounts.js'
import type { Database } from '../store/database.js'
import { addImport, countUndone, type ImportedKind, type ImportOrigin } from '../store/imports.js'
import {
  compareSnapshots,
  dropStrays,
  type Early,
  findEarly,
  findRescaled,
  findStrays,
  mergeSnapshots,
  readLastStagedWeek,
  snapshotTarget,
} from '../store/snapshots.js'
import { foldRepeats, type RepeatedRows, type Staging } from '../store/staging.js'
import { importAccounts } from './import-accounts.js'
import {
  conflictFaults,
  type FileRequest,
  type ImportOutcome,
  type ImportRefused,
  importFile,
} from './import-file.js'
import { isoUtc, type Workspace } from './workspace.js'

export interface SnapshotImportRequest extends FileRequest {
  readonly today: Day
  /** The week that runs today. */
  readonly thisWeek: Week
  /**
   * The last week that has begun anywhere: of a later one nothing can be known, and it could never
   * be removed.
   */
  readonly lastWeek: Week
}

/** Imports `snapshots.csv`: all of it or nothing, and nothing twice. */
export async function importSnapshots(
  db: Database,
  request: SnapshotImportRequest,
): Promise<ImportOutcome> {
  const { source, recordedAt, options } = request
  const file = source.name
  const accounts = snapshotAccounts(await readAccountNames(db))
  let undone = 0
  return importFile(db, request, {
    ...{ kind: 'snapshots', asOf: null, isComplete: false },
    layout: snapshotsLayout({ ...request, ...accounts }),
    target: snapshotTarget,
    compare: async (db, staging, skipped) => {
      undone = await countUndone(db)
      const conflicts = await foldRepeats(db, staging, mostFaults)
      const strays = await strayFaults(db, file, staging)
      if (options.skipUnknown && strays.isSkippable) {
        for (const one of strays.rows) noteLeftOut(skipped, one)
        const others = strays.list.count - strays.rows.length
        skipped.count += others
        skipped.rowCount += others
        await dropStrays(db, staging)
      }
      await compareSnapshots(db, staging)
      return [
        conflictFaults(file, 'account_id and week', conflicts),
        ...(options.skipUnknown && strays.isSkippable ? [] : [strays.list]),
        earlyFaults(file, await findEarly(db, staging, { ...request, limit: mostFaults })),
        await rescaledFaults(db, request, staging),
      ]
    },
    // What was known of accounts and weeks goes on holding, unless an import was undone.
    compareAgain: async (db, staging) => {
      const anew = (await countUndone(db)) > undone
      await compareSnapshots(db, staging, { anew })
      return anew ? [(await strayFaults(db, file, staging)).list] : []
    },
    merge: async (db, staging, importId) => {
      const recording = { recordedAt, recordedBy: `import ${basename(file)}`, importId }
      const { added, superseded, unchanged } = await mergeSnapshots(db, staging, recording)
      return { added, changed: 0, superseded, unchanged, accounts: null }
    },
  })
}

interface Strays {
  readonly list: FaultList
  /** The same as rows to be left out, the first ones. */
  readonly rows: readonly LeftOut[]
  /** Whether the others could be taken without them. */
  readonly isSkippable: boolean
}

/** Snapshots of accounts that aren't known. */
async function strayFaults(db: Database, file: string, staging: Staging): Promise<Strays> {
  const found = await findStrays(db, staging, mostFaults)
  if (found.count > 0 && (await readAccountIds(db)).length === 0) {
    return { list: withoutAccounts(file), rows: [], isSkippable: false }
  }
  const faults = found.first.map(({ line, accountId }) => ({
    file,
    line,
    column: 'account_id',
    expected: 'the id of an account that is known, or the name of one',
    given: accountId,
    cure: 'Import the accounts first (mmr import accounts FILE), or correct the id, or leave such rows out with --skip-unknown.',
  }))
  const rows = found.first.map(({ line, accountId }) => {
    return { line, given: accountId, reason: 'an account that isn’t known', isRow: true }
  })
  return { list: { faults, count: found.count }, rows, isSkippable: true }
}

/** Health that moved by one factor in every account: the source has changed its scale. */
async function rescaledFaults(
  db: Database,
  { source, options }: SnapshotImportRequest,
  staging: Staging,
): Promise<FaultList> {
  const isSaid = options.scale.some((scale) => /\bhealth\b/i.test(scale))
  if (isSaid) return { faults: [], count: 0 }
  const last = await readLastStagedWeek(db, staging)
  // What changed longer ago was told, or stands in a history that is loaded as a whole.
  const weeks = last === null ? [] : weeksEnding(last, 13)
  const before = new Map(weeks.map((week) => [week, shiftWeek(week, -1)]))
  const found = await findRescaled(db, staging, before)
  const faults = found.slice(0, mostFaults).map(({ line, week, accounts, factor }) => ({
    file: source.name,
    line,
    column: 'health',
    expected: 'health on the same scale as the week before',
    given: `in ${week} the health of all ${accounts} accounts is ${Number(factor.toPrecision(3))} times what it was`,
    cure: 'If the source has changed its scale, say which one it is: --scale health=0-10. If the figures are right: --scale health=0-100.',
  }))
  return { faults, count: found.length }
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

export type { ImportedKind } from '../store/imports.js'

/** A file to be imported, and what a person says of it. */
export type RecordedImport = {
  readonly source: Source
  readonly options: ReadingOptions
  /** Do everything but keep it. */
  readonly isDryRun?: boolean
  /** A command unless told. */
  readonly origin?: ImportOrigin
} & ({ readonly kind: 'snapshots' } | ({ readonly kind: 'accounts' } & AccountsOrder))

/** What may be said of a file of accounts. */
export interface AccountsOrder {
  /** A table of the account managers' names and addresses. */
  readonly owners?: Source
  /** The day from which it holds; without it, the usual one. */
  readonly asOf?: Day
  readonly isComplete?: boolean
  readonly isConfirmed?: boolean
}

/** Imports a file. The ledger keeps what came of it, and the admins' next report tells of it. */
export async function importRecorded(
  work: Workspace,
  order: RecordedImport,
): Promise<ImportOutcome> {
  const outcome = await importOnce(work, order)
  if (outcome.kind === 'refused' && order.isDryRun !== true) {
    const { kind, source, origin = 'command' } = order
    await recordRefusal(work, { kind, file: source.name, origin, refusal: outcome })
  }
  return outcome
}

/** Imports a file. One that was taken is in the ledger; who calls it sees to one that was refused. */
export async function importOnce(work: Workspace, order: RecordedImport): Promise<ImportOutcome> {
  const { config } = work
  const request = { ...order, timeZone: config.timeZone, recordedAt: isoUtc(work.now()) }
  return request.kind === 'accounts'
    ? await importAccounts(work.db, {
        ...request,
        currency: config.currency,
        rates: config.exchangeRates,
        owners: request.owners ?? null,
        asOf: request.asOf ?? (await usualAsOf(work)),
      })
    : await importSnapshots(work.db, { ...request, ...weeksOf(work) })
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

function weeksOf({
  now,
  config,
}: Workspace): Pick<SnapshotImportRequest, 'today' | 'thisWeek' | 'lastWeek'> {
  const { timeZone } = config
  return {
    today: dayIn(now(), timeZone),
    thisWeek: shiftWeek(lastEndedWeek(now(), timeZone), 1),
    // On the day before it begins here, it may have begun elsewhere.
    lastWeek: shiftWeek(lastEndedWeek(now() + 86_400_000, timeZone), 1),
  }
}

/** Where the file lies is nothing for a mail. */
function named(fault: SourceFault): SourceFault {
  return { ...fault, file: basename(fault.file) }
}

/** An import of which nothing was taken. */
export interface RefusedImport {
  readonly kind: ImportedKind
  readonly file: string
  readonly origin: ImportOrigin
  readonly refusal: Pick<ImportRefused, 'faults' | 'faultCount'>
}

/** Keeps it in the ledger, and gives the time under which it is there (UTC, ISO 8601). */
export async function recordRefusal(
  work: Workspace,
  { kind, file, origin, refusal }: RefusedImport,
): Promise<string> {
  const at = isoUtc(work.now())
  await addImport(work.db, {
    ...{ kind, file: basename(file), at, origin, outcome: 'refused' },
    faults: refusal.faultCount,
    firstFault: firstFaultText(refusal),
  })
  return at
}

/** The first of its faults as the ledger and mails tell it. */
export function firstFaultText({ faults }: Pick<ImportRefused, 'faults'>): string | null {
  const [first] = faults
  return first === undefined ? null : describeRowFault(named(first))
}
