import { basename, resolve } from 'node:path'
import { type Format, formatOf } from '../../format.js'
import {
  type ImportDone,
  type ImportedKind,
  type ImportRefused,
  importRecorded,
} from '../../run/import.js'
import { describeRowFault } from '../../source/fault.js'
import { type CommonOptions, configOrFail, inWorkspace } from '../session.js'
import { type ExitCode, printable, type Terminal } from '../terminal.js'

export interface ImportCall {
  readonly kind: ImportedKind
  readonly file: string
  readonly options: CommonOptions & { readonly map: readonly string[] }
}

/** Imports a file and says what became of its rows. */
export async function importCsv(terminal: Terminal, call: ImportCall): Promise<ExitCode> {
  const config = configOrFail(terminal, call.options)
  return await inWorkspace(terminal, config, async (work) => {
    const { kind, options } = call
    const file = resolve(terminal.directory, call.file)
    const outcome = await importRecorded(work, { kind, file, mapping: options.map })
    if (outcome.kind === 'refused') return refused(terminal, call, outcome, formatOf(config))
    return done(terminal, call, outcome, formatOf(config))
  })
}

function done(
  terminal: Terminal,
  { kind, file }: ImportCall,
  outcome: ImportDone,
  format: Format,
): ExitCode {
  const { unknownColumns, warnings, warningCount } = outcome
  terminal.out(`${printable(basename(file))}: ${counts(kind, outcome, format)}.\n`)
  for (const warning of warnings) terminal.err(`warning: ${describeRowFault(warning)}\n`)
  const more = warningCount - warnings.length
  if (more > 0) terminal.err(`and ${format.count(more)} more.\n`)
  if (unknownColumns.length > 0) {
    terminal.err(
      `warning: nothing was read from ${format.counted(unknownColumns.length, 'column')} of ${printable(basename(file))}: ` +
        `${printable(unknownColumns.join(', '))}. Name the column that it is with --map "Header=column", if it is one.\n`,
    )
  }
  return 0
}

/** An account has no versions that could be superseded, and a snapshot is never changed. */
function counts(kind: ImportedKind, outcome: ImportDone, { count, counted }: Format): string {
  const { added, changed, superseded, unchanged } = outcome
  const all = added + changed + superseded + unchanged
  const told = [
    `${count(added)} added`,
    kind === 'accounts' ? `${count(changed)} changed` : `${count(superseded)} superseded`,
    `${count(unchanged)} unchanged`,
  ]
  return `${counted(all, kind === 'accounts' ? 'account' : 'snapshot')}, ${told.join(', ')}`
}

function refused(
  terminal: Terminal,
  { file }: ImportCall,
  outcome: ImportRefused,
  { count, counted }: Format,
): ExitCode {
  const { faults, faultCount } = outcome
  const more = faultCount - faults.length
  terminal.err(
    [
      `${printable(basename(file))}: nothing was imported. ${counted(faultCount, 'fault')}:`,
      ...faults.map((fault) => `- ${describeRowFault(fault)}`),
      ...(more > 0 ? [`and ${count(more)} more.`] : []),
      '',
    ].join('\n'),
  )
  return 1
}
