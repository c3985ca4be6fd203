import { drivers } from '../../report/snapshot.js'
import { parseWeek } from '../../report/week.js'
import { accountsLayout } from '../../source/accounts.js'
import { readLine } from '../../source/cell.js'
import { readWeekText } from '../../source/date.js'
import { type ExportKind, guessColumns } from '../../source/guess.js'
import type { ImportWords, ReadingOptions } from '../../source/options.js'
import { headerKey } from '../../source/orders.js'
import { ownerColumns } from '../../source/owners.js'
import type { TableRow } from '../../source/record.js'
import { snapshotsLayout } from '../../source/snapshots.js'

/** The headers of a file, and what was said of it so far. */
export interface FileWords {
  readonly kind: ExportKind
  readonly headers: readonly string[]
  readonly words: ImportWords
}

const layouts = {
  accounts: accountsLayout({
    readAccountId: readLine,
    owners: [],
    currency: 'USD',
    rates: new Map(),
  }),
  snapshots: snapshotsLayout({
    readAccountId: readLine,
    isKnownId: () => false,
    today: '2026-01-05',
    thisWeek: '2026-W02',
  }),
}

/** The columns that a file of this kind can have. */
export function columnNames(kind: ExportKind): string[] {
  return layouts[kind].columns.map(({ name }) => name)
}

/** Which column each header stands for, by its own name or by what was said; null for none. */
export function columnsOfHeaders({ kind, headers, words }: FileWords): (string | null)[] {
  const own = new Map(
    layouts[kind].columns.flatMap(({ name, aliases = [] }) =>
      [name, ...aliases].map((one) => [headerKey(one), name] as const),
    ),
  )
  const said = new Map(words.reading.map.map((pair) => pairOf(pair)))
  return headers.map((header) => {
    const key = headerKey(header)
    return said.get(key) ?? own.get(key) ?? null
  })
}

/**
 * The header among the first rows of a file: the row with most columns that are known or can be
 * guessed; where none is, the first of the fullest ones. Null for no rows.
 */
export function headerAmong(
  rows: readonly TableRow[],
  kind: ExportKind,
  words: ImportWords,
): TableRow | null {
  const counted = rows.map((row) => {
    const file = { kind, headers: row.cells, words }
    const known = columnsOfHeaders({ ...file, words: withGuesses(file) }).filter(Boolean).length
    return { row, known, filled: row.cells.filter((cell) => cell.trim() !== '').length }
  })
  const isKnown = counted.some(({ known }) => known > 0)
  const [best] = counted.toSorted((one, other) =>
    isKnown ? other.known - one.known : other.filled - one.filled,
  )
  return best?.row ?? null
}

/** `Account Name=name` as the key of the header, and the column. */
function pairOf(pair: string): [string, string] {
  const at = pair.lastIndexOf('=')
  return [headerKey(pair.slice(0, at)), pair.slice(at + 1).trim()]
}

/** With what can be guessed of headers that nothing is known of; what was said stays. */
export function withGuesses(file: FileWords): ImportWords {
  const { kind, headers, words } = file
  const known = columnsOfHeaders(file)
  const taken = new Set(known.filter((column) => column !== null))
  const open = headers.map((header, at) => (known[at] === null ? header : ''))
  const guesses = [...guessColumns(open, kind, taken)].filter(
    ([, column]) => !isSaidElsewhere(column, words.reading),
  )
  const map = guesses.map(([at, column]) => `${headers[at]}=${column}`)
  return withReading(words, { map: [...words.reading.map, ...map] })
}

function isSaidElsewhere(column: string, { set }: ReadingOptions): boolean {
  return set.some((pair) => pair.startsWith(`${column}=`))
}

/** The same words with some of them otherwise. */
export function withReading(words: ImportWords, reading: Partial<ReadingOptions>): ImportWords {
  return { ...words, reading: { ...words.reading, ...reading } }
}

/** Headers that are weeks, as where people keep a column a week. */
export function weekHeaders({ headers }: FileWords): string[] {
  return headers.filter((header) => parseWeek(header) !== null || readWeekText(header) !== null)
}

/** What somebody said of a header or a column, and what came of it. */
export type WordsAnswer =
  | { readonly kind: 'words'; readonly words: ImportWords }
  | { readonly kind: 'refused'; readonly why: string }

/** `7=region`, or `7=-` for a header that nothing is to be read from. */
export function headerAnswer(line: string, file: FileWords): WordsAnswer {
  const [, number = '', wanted = ''] = /^(\d+)\s*=\s*(\S+)$/.exec(line) ?? []
  const header = file.headers[Number(number) - 1]
  if (header === undefined) {
    return refused(
      'Type a number of the list, = and a column: 3=region. Or Enter, where all is right.',
    )
  }
  if (wanted === '-') return withoutHeader(header, file)
  const column = columnNames(file.kind).find((name) => headerKey(name) === headerKey(wanted))
  if (column === undefined) {
    return refused(`There is no column ${wanted}. They are ${columnNames(file.kind).join(', ')}.`)
  }
  return { kind: 'words', words: mapped(header, column, file) }
}

function withoutHeader(header: string, file: FileWords): WordsAnswer {
  const map = file.words.reading.map.filter((pair) => pairOf(pair)[0] !== headerKey(header))
  const words = withReading(file.words, { map })
  const isOwn = columnsOfHeaders({ ...file, headers: [header], words })[0] !== null
  return isOwn
    ? refused(`${header} is a column's own name: rename it in the file, where it is another thing.`)
    : { kind: 'words', words }
}

/** The words that say of a header what is known of it by its name alone, so that it isn't asked again. */
export function confirmed(header: string, column: string, words: ImportWords): ImportWords {
  const { map } = words.reading
  const isSaid = saidHeaders(words).has(headerKey(header))
  return isSaid ? words : withReading(words, { map: [...map, `${header}=${column}`] })
}

/** The headers that something was said of, as headers are compared. */
export function saidHeaders({ reading }: ImportWords): Set<string> {
  return new Set(reading.map.map((pair) => pairOf(pair)[0]))
}

/** A header stands for one column, and a column for one header. */
function mapped(header: string, column: string, { words }: FileWords): ImportWords {
  const others = words.reading.map.filter((pair) => {
    const [key, name] = pairOf(pair)
    return key !== headerKey(header) && name !== column
  })
  const set = words.reading.set.filter((pair) => !pair.startsWith(`${column}=`))
  const isOwn = headerKey(header) === headerKey(column)
  return withReading(words, { map: isOwn ? others : [...others, `${header}=${column}`], set })
}

function refused(why: string): WordsAnswer {
  return { kind: 'refused', why }
}

/** A column that is needed, and that no header stands for. */
export interface OpenColumn {
  readonly column: string
  readonly asks: string
  /** What Enter says; empty for nothing. */
  readonly standard: string
}

/** What is still to be asked before a file can be read. */
export function openColumns(file: FileWords, currency: string): OpenColumn[] {
  const { kind, words } = file
  const known = new Set<string | null>(columnsOfHeaders(file))
  for (const pair of words.reading.set) known.add(pair.slice(0, pair.indexOf('=')).trim())
  if (words.reading.weeksInColumns !== null) known.add('week').add(words.reading.weeksInColumns)
  return needed(kind, currency).flatMap(({ anyOf, ...open }) =>
    anyOf.some((name) => known.has(name)) ? [] : [open],
  )
}

interface Needed extends OpenColumn {
  /** Any of these will do. */
  readonly anyOf: readonly string[]
}

function needed(kind: ExportKind, currency: string): Needed[] {
  return kind === 'accounts'
    ? [
        one('account_id', 'the id by which your systems know an account'),
        one('name', 'what your people call an account'),
        {
          ...one('account_manager', 'who owns an account: Full Name <name@example.com>, or a name'),
          anyOf: ownerColumns,
        },
        one('annual_revenue', 'what the contract brings in a year'),
        one('currency', 'the currency of the revenue', `=${currency}`),
        one('notice_days', "how many days' notice the customer has to give"),
      ]
    : [
        one('account_id', 'the id or the name of the account'),
        one(
          'week',
          'the week that a row is about; =last is always the last one that has ended',
          '=last',
        ),
        {
          ...one('health', 'a score: another system’s health, or a driver (3=relationship above)'),
          anyOf: [...drivers, 'health'],
        },
      ]
}

function one(column: string, asks: string, standard = ''): Needed {
  return { column, asks, standard, anyOf: [column] }
}

/** A header by its number or as it is written, or `=60` for what a column says in each row. */
export function columnAnswer(line: string, column: string, file: FileWords): WordsAnswer {
  const { words, kind } = file
  if (/^=\s*\S/.test(line)) {
    const set = words.reading.set.filter((pair) => !pair.startsWith(`${column}=`))
    const value = line.slice(1).trim()
    return { kind: 'words', words: withReading(words, { set: [...set, `${column}=${value}`] }) }
  }
  const at = /^\d+$/.test(line)
    ? Number(line) - 1
    : file.headers.findIndex((header) => headerKey(header) === headerKey(line))
  const header = file.headers[at]
  if (header === undefined) {
    const example = kind === 'accounts' ? '=60' : '=last'
    return refused(`Type a number of the list, a header, or = and what each row says: ${example}.`)
  }
  const other = columnsOfHeaders(file)[at]
  return other == null
    ? { kind: 'words', words: mapped(header, column, file) }
    : refused(`${header} says ${other} already.`)
}
