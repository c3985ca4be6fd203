import { basename, resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { type Format, formatOf, type Manner } from '../../format.js'
import { type Day, dayIn, parseDay } from '../../report/week.js'
import { type ImportedKind, importRecorded, type RecordedImport } from '../../run/import.js'
import type {
  FileReading,
  ImportDone,
  ImportOutcome,
  ImportRefused,
} from '../../run/import-file.js'
import type { Cell } from '../../source/cell.js'
import { describeLeftOut, describeRowFault } from '../../source/fault.js'
import { type GivenOptions, importWords } from '../../source/options.js'
import { fileSource } from '../../source/table.js'
import { type CommonOptions, configOrFail, inWorkspace } from '../session.js'
import { table } from '../table.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'
import { changeTexts, newsWarnings } from './account-news.js'

export interface ImportCall {
  readonly kind: ImportedKind
  readonly file: string
  readonly options: CommonOptions & GivenOptions
}

/** Imports a file and says what became of its rows. */
export async function importFrom(terminal: Terminal, call: ImportCall): Promise<ExitCode> {
  const config = configOrFail(terminal, call.options)
  const order = orderOf(terminal, call, config)
  return await inWorkspace(terminal, config, async (work) => {
    const outcome = await importRecorded(work, order)
    if (order.isDryRun === true) return rehearsed(terminal, call, outcome, config)
    if (outcome.kind === 'refused') return tellRefused(terminal, call, outcome, formatOf(config))
    return tellTaken(terminal, call, outcome, config)
  })
}

function orderOf(terminal: Terminal, call: ImportCall, config: Config): RecordedImport {
  const { kind, options } = call
  const words = importWords(options)
  const path = (file: string) => resolve(terminal.directory, file)
  const order = {
    source: fileSource({ file: path(call.file), sheet: words.sheet }),
    options: words.reading,
    isDryRun: options.dryRun === true,
  }
  if (kind === 'accounts') {
    const owners = words.owners ?? config.ownersFile
    return {
      ...order,
      kind,
      isComplete: words.complete,
      isConfirmed: words.yes,
      ...(owners !== null && { owners: fileSource({ file: path(owners), sheet: null }) }),
      ...(words.asOf !== null && { asOf: asOfOption(words.asOf, terminal, config) }),
    }
  }
  const [stray] = [
    ...(words.asOf === null ? [] : ['--as-of']),
    ...(words.complete ? ['--complete'] : []),
    ...(words.yes ? ['--yes'] : []),
    ...(words.owners === null ? [] : ['--owners']),
  ]
  if (stray === undefined) return { ...order, kind }
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

/** What would come of a file: how it was understood, then what an import would say. */
function rehearsed(
  terminal: Terminal,
  call: ImportCall,
  outcome: ImportOutcome,
  config: Config,
): ExitCode {
  const read = outcome.kind === 'imported' ? outcome : outcome.reading
  const format = formatOf(config)
  if (read !== null) terminal.out(understandingTable(read))
  if (read !== null && outcome.kind === 'refused') {
    tellReading(terminal, { file: call.file, read, format })
  }
  const code =
    outcome.kind === 'imported'
      ? tellTaken(terminal, call, outcome, config)
      : tellRefused(terminal, call, outcome, formatOf(config))
  terminal.out('Nothing was imported: this was a dry run.\n')
  return code
}

/** The columns of a file, each with its header and what its first rows say. */
export function understandingTable({ matched, firstRows }: FileReading): string {
  const lines = firstRows.rows.map(([line]) => `line ${line}`)
  const together = matched.filter(({ into }) => into.length === 0)
  const rows = firstRows.columns.map((column, index) => {
    const own = matched.find(({ into }) => into.includes(column))
    const from = own === undefined ? together : [own]
    const headers = from.map(({ header }) => header ?? '(set)').join(', ')
    const cells = firstRows.rows.map((row) => cellText(column, row[index + 1]))
    return [own?.column ?? column, headers, ...cells]
  })
  const widest = [24, 32, ...lines.map(() => 24)]
  return `${table([['column', 'header', ...lines], ...rows], widest)}\n`
}

function cellText(column: string, cell: Cell | undefined): string {
  if (cell == null || cell === '') return '·'
  // Money is kept in hundredths.
  return column === 'annual_revenue' ? (Number(cell) / 100).toFixed(2) : String(cell)
}

/** Says what became of the rows of a file that was taken. */
export function tellTaken(
  terminal: Terminal,
  { kind, file, options }: ImportCall,
  outcome: ImportDone,
  manner: Manner,
): ExitCode {
  const format = formatOf(manner)
  const { accounts } = outcome
  const asOf = accounts === null || options.asOf === undefined ? '' : `, as of ${accounts.asOf}`
  terminal.out(`${printable(basename(file))}: ${importCounts(kind, outcome, format)}${asOf}.\n`)
  if (accounts !== null) {
    for (const line of changeTexts(accounts, manner)) terminal.out(`  ${printable(line)}\n`)
    for (const line of newsWarnings(accounts, format)) {
      terminal.err(`warning: ${printable(line)}\n`)
    }
  }
  tellReading(terminal, { file, read: outcome, format })
  return 0
}

interface ReadingTold {
  readonly file: string
  readonly read: FileReading
  readonly format: Format
}

/** How a file was read, what was left out, and what should be looked at. */
export function tellReading(terminal: Terminal, { file, read, format }: ReadingTold): void {
  const { understood, skipped, skippedCount, warnings, warningCount, unknownColumns } = read
  if (understood.length > 0) terminal.out(`  Read with ${printable(understood.join('; '))}.\n`)
  const more = (count: number) => (count > 0 ? `and ${format.count(count)} more.\n` : '')
  for (const one of skipped) terminal.err(`left out: ${describeLeftOut(one)}.\n`)
  terminal.err(more(skippedCount - skipped.length))
  for (const warning of warnings) terminal.err(`warning: ${describeRowFault(warning)}\n`)
  terminal.err(more(warningCount - warnings.length))
  if (unknownColumns.length > 0) {
    terminal.err(
      `warning: nothing was read from ${format.counted(unknownColumns.length, 'column')} of ${printable(basename(file))}: ` +
        `${printable(unknownColumns.join(', '))}. Name the column that it is with --map "Header=column", if it is one.\n`,
    )
  }
}

/** What is said of accounts and snapshots in one word is not the same. */
export function importCounts(
  kind: ImportedKind,
  outcome: ImportDone,
  { count, counted }: Format,
): string {
  const { added, changed, superseded, unchanged } = outcome
  const all = added + changed + superseded + unchanged
  const told = [
    `${count(added)} added`,
    kind === 'accounts' ? `${count(changed)} changed` : `${count(superseded)} superseded`,
    `${count(unchanged)} unchanged`,
  ]
  return `${counted(all, kind === 'accounts' ? 'account' : 'snapshot')}, ${told.join(', ')}`
}

/** Says why nothing of a file was taken. */
export function tellRefused(
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
