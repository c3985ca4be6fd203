import { basename, resolve } from 'node:path'
import { importAccounts, importSnapshots } from '../../run/import.js'
import type { ImportDone, ImportOutcome, ImportRefused } from '../../run/import-file.js'
import { stored, type Workspace } from '../../run/workspace.js'
import { describeFault } from '../../source/fault.js'
import { addImport } from '../../store/receipt.js'
import { counted } from '../counted.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'

export interface ImportCall {
  readonly kind: 'accounts' | 'snapshots'
  readonly file: string
  readonly options: CommonOptions & { readonly map: readonly string[] }
}

/** Imports a file and says what became of its rows. */
export async function importCsv(terminal: Terminal, call: ImportCall): Promise<ExitCode> {
  const config = settings(terminal, call.options)
  return await inWorkspace(terminal, config, async (work) => {
    const outcome = await imported(work, terminal, call)
    await remember(work, call, outcome)
    if (outcome.kind === 'refused') return refused(terminal, call, outcome)
    return done(terminal, call, outcome)
  })
}

function imported(
  work: Workspace,
  { directory }: Terminal,
  { kind, file, options }: ImportCall,
): Promise<ImportOutcome> {
  const request = {
    file: resolve(directory, file),
    mapping: options.map,
    recordedAt: stored(work.now()),
  }
  const { currency, exchangeRates: rates } = work.config
  return kind === 'accounts'
    ? importAccounts(work.db, { ...request, currency, rates })
    : importSnapshots(work.db, request)
}

/** The admins' next report tells of files that were refused and not taken since. */
async function remember(
  work: Workspace,
  { kind, file }: ImportCall,
  outcome: ImportOutcome,
): Promise<void> {
  const refusal = outcome.kind === 'refused' ? outcome : null
  const [first] = refusal?.faults ?? []
  await addImport(work.db, {
    kind,
    file: basename(file),
    at: stored(work.now()),
    faults: refusal?.faultCount ?? 0,
    firstFault: first === undefined ? null : describeFault(first),
  })
}

function done(terminal: Terminal, { kind, file }: ImportCall, outcome: ImportDone): ExitCode {
  const { added, changed, superseded, unchanged, unknownColumns } = outcome
  const counts = `${added} added, ${changed} changed, ${superseded} superseded, ${unchanged} unchanged`
  terminal.out(`${basename(file)}: ${kind}: ${counts}.\n`)
  if (unknownColumns.length > 0) {
    terminal.err(
      `warning: nothing was read from ${counted(unknownColumns.length, 'column')} of ${basename(file)}: ` +
        `${unknownColumns.join(', ')}. Name the column that it is with --map "Header=column", if it is one.\n`,
    )
  }
  return 0
}

function refused(terminal: Terminal, { file }: ImportCall, outcome: ImportRefused): ExitCode {
  const { faults, faultCount } = outcome
  const more = faultCount - faults.length
  terminal.err(
    [
      `${basename(file)}: nothing was imported. ${counted(faultCount, 'fault')}:`,
      ...faults.map((fault) => `- ${describeFault(fault)}`),
      ...(more > 0 ? [`and ${more} more.`] : []),
      '',
    ].join('\n'),
  )
  return 1
}
