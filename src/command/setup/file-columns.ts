import { type Doubt, doubtOf } from '../../source/header-doubt.js'
import type { ImportWords } from '../../source/options.js'
import { headerKey } from '../../source/orders.js'
import { table } from '../table.js'
import { printable } from '../terminal.js'
import { type Asking, add, askWhich, askYesOrNo, say } from './asking.js'
import {
  columnAnswer,
  columnNames,
  columnsOfHeaders,
  confirmed,
  type FileWords,
  headerAnswer,
  openColumns,
  saidHeaders,
  weekHeaders,
  withGuesses,
  withReading,
} from './columns.js'

/** A file whose header was found. */
export interface HeadedFile extends FileWords {
  readonly name: string
  /** The line of its header. */
  readonly line: number
}

/**
 * Shows which column each header is, as far as that can be guessed, and asks what is doubtful or
 * missing. Null where the file can't be read as it is meant before it is changed.
 */
export async function askColumns(
  asking: Asking,
  file: HeadedFile,
  currency: string,
): Promise<ImportWords | null> {
  const settled = saidHeaders(file.words)
  const weeks = await askWeeks(asking, file)
  const told = await askHeaders(
    asking,
    { ...file, words: withGuesses({ ...file, words: weeks }) },
    settled,
  )
  const sure = await askDoubts(asking, { ...file, words: told }, settled)
  return sure && (await askOpen(asking, { ...file, words: sure }, { currency, settled }))
}

/** People who keep it by hand have a column a week. */
async function askWeeks(asking: Asking, file: HeadedFile): Promise<ImportWords> {
  const weeks = weekHeaders(file)
  if (file.kind !== 'snapshots' || weeks.length < 2 || file.words.reading.weeksInColumns !== null) {
    return file.words
  }
  say(asking, [
    `${file.name} has a column a week: ${weeks.slice(0, 4).join(', ')}${weeks.length > 4 ? ', …' : ''}.`,
  ])
  const columns = columnNames(file.kind).filter((name) => !['account_id', 'week'].includes(name))
  for (;;) {
    const line = headerKey(await asking.ask('  What stands below them, such as health? '))
    const column = columns.find((name) => headerKey(name) === line)
    if (column !== undefined) return withReading(file.words, { weeksInColumns: column })
    add(asking, [`Type one of ${columns.join(', ')}.`])
  }
}

async function askHeaders(
  asking: Asking,
  file: HeadedFile,
  settled: ReadonlySet<string>,
): Promise<ImportWords> {
  let { words } = file
  say(asking, [`${file.name}, by its header in line ${file.line}:`])
  for (;;) {
    asking.terminal.out(headersTable({ ...file, words }))
    const doubtful = doubtfulHeaders({ ...file, words }, settled)
    add(
      asking,
      doubtful.map(({ at, header, doubt }) => `warning: ${at + 1}. ${header}: ${doubt.warning}`),
    )
    const line = await asking.ask(
      '  Enter where that is right, else what is not, such as 3=region or 3=-: ',
    )
    if (line === '') return words
    const answer = headerAnswer(line, { ...file, words })
    if (answer.kind === 'words') words = answer.words
    else add(asking, [answer.why])
  }
}

function headersTable(file: FileWords): string {
  const columns = columnsOfHeaders(file)
  const weeks = new Set(file.words.reading.weeksInColumns === null ? [] : weekHeaders(file))
  const rows = file.headers.map((header, at) => {
    const column = weeks.has(header) ? '(a week)' : (columns[at] ?? '-')
    return [`  ${at + 1}.`, header === '' ? '(no header)' : header, column]
  })
  return table(rows, [8, 48, 32])
}

interface DoubtfulHeader {
  readonly at: number
  readonly header: string
  readonly column: string
  readonly doubt: Doubt
}

function doubtfulHeaders(file: FileWords, settled: ReadonlySet<string>): DoubtfulHeader[] {
  const columns = columnsOfHeaders(file)
  return file.headers.flatMap((header, at) => {
    const column = columns[at] ?? null
    if (column === null || settled.has(headerKey(header))) return []
    if (file.words.reading.set.some((pair) => pair.startsWith(`${column}=`))) return []
    const doubt = doubtOf(header, column, file.words.reading)
    return doubt === null ? [] : [{ at, header, column, doubt }]
  })
}

/** Asks of each whether it is what it was taken for, which Enter can't say; adds it to `settled`. */
async function askDoubts(
  asking: Asking,
  file: HeadedFile,
  settled: Set<string>,
): Promise<ImportWords | null> {
  let { words } = file
  for (const doubtful of doubtfulHeaders(file, settled)) {
    const { at, header, column } = doubtful
    const sure = await askDoubt(asking, doubtful, words)
    if (sure !== null) {
      words = confirmed(header, column, sure)
      settled.add(headerKey(header))
      continue
    }
    const answer = headerAnswer(`${at + 1}=-`, { ...file, words })
    if (answer.kind === 'refused') {
      add(asking, [answer.why, 'Rename it there or leave it out, then let it be read again.'])
      return null
    }
    words = answer.words
  }
  return words
}

/** The words with what was said to it; null where the header isn't what it was taken for. */
async function askDoubt(
  asking: Asking,
  { header, column, doubt }: DoubtfulHeader,
  words: ImportWords,
): Promise<ImportWords | null> {
  say(asking, [`${header} as ${column}: ${doubt.warning}`])
  if (doubt.kind === 'meaning')
    return (await askYesOrNo(asking, `  ${doubt.asks}`, null)) ? words : null
  const scales = [doubt.scale, '0-100']
  const choices = [...scales.map((scale) => `--scale ${column}=${scale}`), 'it is another thing']
  const scale = scales[await askWhich(asking, '  Which is right?', choices, null)]
  if (scale === undefined) return null
  return withReading(words, { scale: [...words.reading.scale, `${column}=${scale}`] })
}

interface OpenAsking {
  readonly currency: string
  readonly settled: Set<string>
}

/** What nobody can say now is left open: then the import says what is missing. */
async function askOpen(
  asking: Asking,
  file: HeadedFile,
  { currency, settled }: OpenAsking,
): Promise<ImportWords | null> {
  let { words } = file
  const left = new Set<string>()
  for (;;) {
    const open = openColumns({ ...file, words }, currency).find(({ column }) => !left.has(column))
    if (open === undefined) return words
    const { column, asks, standard } = open
    say(asking, [`No header says ${asks}.`])
    add(asking, [
      'The number of one all the same, = and what it is in each row, or - to go on without.',
    ])
    const line = await asking.ask(`  ${column} [${printable(standard)}]: `)
    if (line === '-') {
      left.add(column)
      continue
    }
    const answer = columnAnswer(line === '' ? standard : line, column, { ...file, words })
    if (answer.kind === 'refused') {
      add(asking, [answer.why])
      continue
    }
    const sure = await askDoubts(asking, { ...file, words: answer.words }, settled)
    if (sure === null) return null
    words = sure
  }
}
