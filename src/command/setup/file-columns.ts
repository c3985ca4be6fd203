import type { ImportWords } from '../../source/options.js'
import { table } from '../table.js'
import { printable } from '../terminal.js'
import { type Asking, add, say } from './asking.js'
import {
  columnAnswer,
  columnsOfHeaders,
  type FileWords,
  headerAnswer,
  openColumns,
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

/** Shows which column each header is, as far as that can be guessed, and asks for what is missing. */
export async function askColumns(
  asking: Asking,
  file: HeadedFile,
  currency: string,
): Promise<ImportWords> {
  const weeks = await askWeeks(asking, file)
  const told = await askHeaders(asking, { ...file, words: withGuesses({ ...file, words: weeks }) })
  return await askOpen(asking, { ...file, words: told }, currency)
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
  const line = await asking.ask('  What stands below them? [health]: ')
  return withReading(file.words, { weeksInColumns: line === '' ? 'health' : line })
}

async function askHeaders(asking: Asking, file: HeadedFile): Promise<ImportWords> {
  let { words } = file
  say(asking, [`${file.name}, by its header in line ${file.line}:`])
  for (;;) {
    asking.terminal.out(headersTable({ ...file, words }))
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

/** What nobody can say now is left open: then the import says what is missing. */
async function askOpen(asking: Asking, file: HeadedFile, currency: string): Promise<ImportWords> {
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
    if (answer.kind === 'words') words = answer.words
    else add(asking, [answer.why])
  }
}
