import { matchKey } from '../characters.js'
import type { Cell, ReadCell } from './cell.js'
import {
  type FaultList,
  type LeftOut,
  type LeftOutList,
  noteFault,
  noteLeftOut,
  type Refusal,
} from './fault.js'
import { isTotalRow } from './footer.js'
import type { Header } from './header.js'
import type { Column, Layout, ReadText, ReadValue } from './layout.js'
import type { ColumnManner } from './manner.js'
import type { ReadingOptions } from './options.js'
import type { Orders } from './orders.js'
import { rowText, type TableRow } from './record.js'

/** Rows for the database, one after the other in one list: each its line, then its cells. */
export type Rows = Cell[]

/** What rows are read by. */
export interface RowPlan {
  readonly file: string
  readonly layout: Layout
  readonly header: Header
  readonly orders: Orders
  /** By column of the header, and of those that are set for each row. */
  readonly manners: ReadonlyMap<Column, ColumnManner>
  readonly options: ReadingOptions
  /** Whether rows make sense as a whole: not where the header has faults. */
  readonly isWhole: boolean
  readonly notes: RowNotes
}

/** What is noted besides the rows. */
export interface RowNotes {
  readonly faults: FaultList
  /** What was taken all the same, and should be looked at. */
  readonly warnings: FaultList
  /** What was left out. */
  readonly skipped: LeftOutList
  /** How many cells are empty in words, such as N/A. */
  nothings: number
}

/** The columns of the database that rows fill, in the order of a row's cells. */
export function filledColumns({ header, layout, orders }: RowPlan): string[] {
  const columns = [...header.columns, ...setColumns(layout, orders)]
  return [...columns.flatMap((column) => column?.into ?? []), ...(layout.derived?.into ?? [])]
}

/** The columns that say the same in each row. */
export function setColumns(layout: Layout, orders: Orders): Column[] {
  return layout.columns.filter(({ name }) => orders.set.has(name))
}

/** A column of the file, ready to be read. */
interface ReadyColumn {
  readonly column: Column
  readonly read: ReadCell
  /** Its text in each row; null where the row has one. */
  readonly set: string | null
  readonly values: ReadonlyMap<string, string> | null
  readonly whenEmpty: string
}

/** A function that adds a row to `rows`, or notes all that is wrong with it. */
export function rowReader(plan: RowPlan): (row: TableRow, rows: Rows) => void {
  const { file, layout, header, notes } = plan
  const ready = readyColumns(plan)
  const filled = filledColumns(plan)
  const position = new Map(filled.map((column, index) => [column, index + 1]))
  const place = new Map(ready.flatMap((one, index) => (one ? [[one.column.name, index]] : [])))
  const texts: string[] = Array(ready.length).fill('')
  let current: Rows = []
  let start = 0
  let line = 0
  const value: ReadValue = (column) => current[start + (position.get(column) ?? Number.NaN)] ?? null
  const text: ReadText = (column) => texts[place.get(column) ?? Number.NaN] ?? ''
  // Made once, and not for each of millions of rows.
  const note: Note = (column, { expected, cure }, given) =>
    noteFault(notes.faults, { file, line, column, expected, given, cure })
  const warn: Note = (column, { expected, cure }, given) =>
    noteFault(notes.warnings, { file, line, column, expected, given, cure })
  const reading: CellReading = { texts, note, warn, notes }

  return (row, rows) => {
    current = rows
    start = rows.length
    line = row.line
    const before = notes.faults.count
    const nothingsBefore = notes.nothings
    rows.push(line)
    if (row.cells.length !== header.columns.length && isUneven(row, header)) {
      note(null, ...unevenRow(row, header))
    } else if (isTotalRow(row, header, layout)) note(null, ...totalRow(row))
    else readCells(row, ready, rows, reading)
    if (plan.isWhole && rows.length > start + 1) {
      const derived = layout.derived?.read(text)
      if (derived !== undefined && 'expected' in derived) {
        note(derived.column, derived, derived.given)
      } else if (derived !== undefined) rows.push(...derived)
      const refusal = notes.faults.count > before ? null : layout.refuse(value, text)
      if (refusal !== null) {
        const mayLeave = plan.options.skipUnknown || notes.nothings > nothingsBefore
        if (refusal.isNothing === true && mayLeave) noteLeftOut(notes.skipped, leftOut(row))
        else note(refusal.column, refusal, refusal.given)
        rows.length = start
      }
    }
    if (notes.faults.count > before) rows.length = start
  }
}

type Note = (column: string | null, refusal: Refusal, given: string) => void

function leftOut(row: TableRow): LeftOut {
  return { line: row.line, given: rowText(row), reason: 'without a score', isRow: true }
}

function readyColumns({ header, layout, orders, manners }: RowPlan): (ReadyColumn | null)[] {
  const made = (column: Column, set: string | null): ReadyColumn => {
    const manner = manners.get(column)
    if (manner === undefined) throw new Error(`nobody has looked at the column ${column.name}`)
    return {
      column,
      read: column.reader(manner),
      set,
      values: orders.values.get(column.name) ?? null,
      whenEmpty: orders.whenEmpty.get(column.name) ?? '',
    }
  }
  return [
    ...header.columns.map((column) => (column === null ? null : made(column, null))),
    ...setColumns(layout, orders).map((column) => made(column, orders.set.get(column.name) ?? '')),
  ]
}

interface CellReading {
  /** What was read in each column, as far as it is a text. */
  readonly texts: string[]
  readonly note: Note
  readonly warn: Note
  readonly notes: RowNotes
}

function readCells(
  { cells }: TableRow,
  ready: readonly (ReadyColumn | null)[],
  rows: Rows,
  { texts, note, warn, notes }: CellReading,
): void {
  // Millions of times: an index is four times faster here than entries() and its pairs.
  for (let index = 0; index < ready.length; index++) {
    const one = ready[index]
    if (one == null) continue
    const given = one.set ?? cells[index]?.trim() ?? ''
    const text = spoken(given, one, notes)
    texts[index] = text
    const { column } = one
    if (column.into.length === 0) continue
    const found = text === '' ? column.empty : one.read(text)
    if (typeof found !== 'object' || found === null) rows.push(found)
    else if ('expected' in found) note(column.name, withOptions(found, column, given), given)
    else if ('doubt' in found) {
      rows.push(found.cell)
      warn(column.name, found.doubt, text)
    } else rows.push(...found)
  }
}

const [digit0, digit9] = [0x30, 0x39] as const

/** A refusal that also names the option by which such cells can be taken as they are. */
function withOptions({ expected, cure }: Refusal, column: Column, given: string): Refusal {
  const { name, kind } = column
  const isWord = /^\p{L}[\p{L}\s./-]{0,29}$/u.test(given)
  if (kind === 'id' || kind === 'text') return { expected, cure }
  if (given === '' || isNothing(given, column)) {
    return { expected, cure: `${cure} Or say what such cells say: --set-empty ${name}=….` }
  }
  // A code that is one is a question of rates.
  if (!isWord || (name === 'currency' && given.length === 3)) return { expected, cure }
  return { expected, cure: `${cure} Or say what it stands for: --value "${name}:${given}=…".` }
}

/** What a text stands for, by what was said of its column; empty for one that says so. */
function spoken(
  given: string,
  { column, values, whenEmpty }: ReadyColumn,
  notes: RowNotes,
): string {
  // Most cells of most files begin with a digit, and mean what they say.
  const first = given.charCodeAt(0)
  if (values === null && first >= digit0 && first <= digit9) return given
  // How programs keep a spreadsheet from taking an id for a number; a note may say so itself.
  const isWrapped = column.kind !== 'text' && given.startsWith('="')
  const plain = isWrapped ? given.replace(/^="([^"\n]+)"$/, '$1') : given
  const text = values === null ? plain : (values.get(matchKey(plain)) ?? plain)
  if (text !== '' && !isNothing(text, column)) return text
  if (text !== '') notes.nothings++
  return whenEmpty
}

/** Whether a text says that there is nothing: `N/A`, `-`. In names and notes, `NA` may be a name. */
export function isNothing(text: string, { kind }: Column): boolean {
  if (text.length > longestNothing || !beginnings.includes(text.charAt(0))) return false
  // An id may be anything.
  if (kind === 'id') return false
  const words = text.toLowerCase()
  return alwaysNothing.has(words) || (kind !== 'text' && nothingInFigures.has(words))
}

/** With what such texts begin: of most cells, the first character says that they aren't. */
const beginnings = '-–—#(nNkK'

const alwaysNothing = new Set(
  'n/a|n.a.|n. a.|n/a.|#n/a|#nv|#n/d|-|--|---|–|—|(none)|(blank)|(empty)|(null)|null|nan|not available|not applicable|k.a.|k. a.'.split(
    '|',
  ),
)
const nothingInFigures = new Set('na|nil|none|n.v.|no data'.split('|'))
const longestNothing = 'not applicable'.length

/** More cells than the header has, with something in them; or fewer. */
function isUneven({ cells }: TableRow, { columns }: Header): boolean {
  return (
    cells.length < columns.length || cells.slice(columns.length).some((cell) => cell.trim() !== '')
  )
}

function totalRow(row: TableRow): [Refusal, string] {
  const cure = 'Remove the line, or export the rows without subtotals.'
  return [{ expected: 'a row, and not a total between rows', cure }, rowText(row)]
}

function unevenRow({ cells }: TableRow, { columns }: Header): [Refusal, string] {
  const expected = `${columns.length} cells, as in the header`
  const cure =
    cells.length === 1
      ? 'Remove the line if it is no data. If it belongs to the row before it, put quotation marks around the cell that holds the line break.'
      : 'Put quotation marks around a cell that holds a comma or a line break.'
  return [{ expected, cure }, `${cells.length} cells: ${cells.join(',')}`]
}
