import { basename, resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { type Format, formatOf, type Manner } from '../../format.js'
import { type Day, dayIn, parseDay } from '../../report/week.js'
import { type ImportedKind, importRecorded, type RecordedImport } from '../../run/import.js'
import type { ImportDone, ImportRefused } from '../../run/import-file.js'
import { describeRowFault } from '../../source/fault.js'
import { type CommonOptions, configOrFail, inWorkspace } from '../session.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'
import { changeTexts, newsWarnings } from './account-news.js'

export interface ImportCall {
  readonly kind: ImportedKind
  readonly file: string
  readonly options: CommonOptions & {
    readonly map: readonly string[]
    readonly asOf?: string
    readonly complete?: boolean
    readonly yes?: boolean
  }
}

/** Imports a file and says what became of its rows. */
export async function importCsv(terminal: Terminal, call: ImportCall): Promise<ExitCode> {
  const config = configOrFail(terminal, call.options)
  const order = orderOf(terminal, call, config)
  return await inWorkspace(terminal, config, async (work) => {
    const outcome = await importRecorded(work, order)
    if (outcome.kind === 'refused') return refused(terminal, call, outcome, formatOf(config))
    return done(terminal, call, outcome, config)
  })
}

function orderOf(terminal: Terminal, call: ImportCall, config: Config): RecordedImport {
  const { kind, options } = call
  const { asOf, complete = false, yes = false } = options
  const file = { file: resolve(terminal.directory, call.file), mapping: options.map }
  if (kind === 'accounts') {
    const order = { ...file, kind, isComplete: complete, isConfirmed: yes }
    return asOf === undefined ? order : { ...order, asOf: asOfOption(asOf, terminal, config) }
  }
  const [stray] = [
    ...(asOf === undefined ? [] : ['--as-of']),
    ...(complete ? ['--complete'] : []),
    ...(yes ? ['--yes'] : []),
  ]
  if (stray === undefined) return { ...file, kind }
  throw new UsageFault(
    `${stray} is for accounts: the rows of a file of snapshots have a week each. Leave it out.`,
  )
}

/** The day that `--as-of` names: in the settings' time zone, none to come. */
function asOfOption(text: string, terminal: Terminal, { timeZone }: Config): Day {
  const day = parseDay(text)
  if (day === null) {
    throw new UsageFault(
      `--as-of wants a day such as 2026-09-30, and was given "${text}". Nothing was imported.`,
    )
  }
  const today = dayIn(terminal.now(), timeZone)
  if (day <= today) return day
  throw new UsageFault(
    `--as-of wants a day that has come, and ${day} is after today, ${today} in ${timeZone}: what a ` +
      'contract will be nobody knows. A last day to come goes into the column ended_on. Nothing ' +
      'was imported.',
  )
}

function done(
  terminal: Terminal,
  { kind, file, options }: ImportCall,
  outcome: ImportDone,
  manner: Manner,
): ExitCode {
  const format = formatOf(manner)
  const { unknownColumns, warnings, warningCount, accounts } = outcome
  const asOf = accounts === null || options.asOf === undefined ? '' : `, as of ${accounts.asOf}`
  terminal.out(`${printable(basename(file))}: ${counts(kind, outcome, format)}${asOf}.\n`)
  if (accounts !== null) {
    for (const line of changeTexts(accounts, manner)) terminal.out(`  ${printable(line)}\n`)
    for (const line of newsWarnings(accounts, format)) {
      terminal.err(`warning: ${printable(line)}\n`)
    }
  }
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

/** What is said of accounts and snapshots in one word is not the same. */
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
