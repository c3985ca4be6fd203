import { basename } from 'node:path'
import { lastEndedWeek, shiftWeek, type Week } from '../../report/week.js'
import { describeRowFault, type SourceFault } from '../../source/fault.js'
import { addImport } from '../../store/deliveries.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { importAccounts, importSnapshots } from './import.js'
import type { ImportOutcome } from './import-file.js'

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
