import type { Cell } from './cell.js'
import { type FaultList, noteFault, type Refusal, UnreadableSource } from './fault.js'
import { type Header, readHeader, readMapping } from './header.js'
import type { Layout, ReadValue } from './layout.js'
import { type CsvRecord, decodeText, readRecords } from './record.js'

export interface CsvRequest {
  readonly file: string
  readonly layout: Layout
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
}

/** A CSV file whose header makes sense. */
export interface CsvRows {
  /** The columns of the database that a row fills, after the line it began on. */
  readonly columns: readonly string[]
  readonly unknownColumns: readonly string[]
  /** The good rows, batch by batch, to be read once; what is wrong with others is noted. */
  readonly batches: AsyncIterable<Rows>
  /** What was left out or taken all the same, and should be looked at; whole after the last batch. */
  readonly warnings: FaultList
}

/**
 * Reads the header of a file and gets its rows ready; null, with the faults noted, where it can't.
 */
export async function openCsv(request: CsvRequest, faults: FaultList): Promise<CsvRows | null> {
  const { file, layout } = request
  const mapping = readMapping(request.mapping, layout, faults)
  const records = filledRecords(file, faults)
  const first = await records.next()
  const [record, ...rest] = first.done ? [] : first.value
  if (record === undefined) {
    if (faults.count === 0) noteFault(faults, { ...emptyFile, file })
    return null
  }
  const header = readHeader({ file, record, layout, mapping }, faults)
  if (header === null || faults.count > 0) {
    await records.return(undefined)
    return null
  }
  const warnings: FaultList = { faults: [], count: 0 }
  const batches = batchesOf({ file, layout, header, warnings }, chained(rest, records), faults)
  return { columns: filledColumns(header), unknownColumns: header.unknown, batches, warnings }
}

const emptyFile = {
  line: 1,
  column: null,
  expected: 'a header and rows',
  given: '',
  cure: 'The file is empty: export it again.',
}

/**
 * Reads the rows. Lines of words that an export writes below them (a total, a copyright, who has
 * made it) are left out, with a warning that names them; anywhere else, or without a blank in it,
 * such a line may be a row that was cut off.
 */
async function* batchesOf(
  plan: RowPlan,
  records: AsyncIterable<CsvRecord[]>,
  faults: FaultList,
): AsyncGenerator<Rows> {
  const read = rowReader(plan, faults)
  let held: CsvRecord[] = []
  for await (const batch of records) {
    const rows: Rows = []
    for (const record of batch) {
      if (isLone(record) && held.length < mostBelow) {
        held.push(record)
        continue
      }
      for (const one of held) read(one, rows)
      if (held.length > 0) held = []
      read(record, rows)
    }
    yield rows
  }
  const below: Rows = []
  for (const record of held) {
    if (hasWords(record)) leaveOut(plan, record)
    else read(record, below)
  }
  yield below
}

/** More lines than any export writes below its rows. */
const mostBelow = 20

function hasWords({ cells }: CsvRecord): boolean {
  return /\S\s+\S/.test(cells[0] ?? '')
}

function leaveOut({ file, header, warnings }: RowPlan, { line, cells }: CsvRecord): void {
  noteFault(warnings, {
    file,
    line,
    column: null,
    expected: `${header.columns.length} cells, as in the header`,
    given: cells[0] ?? '',
    cure: 'It was left out, as a line that is no data. If it belongs to the row before it, put quotation marks around the cell that holds the line break, and import the file again.',
  })
}

/**
 * The records of a file, blank ones left out; ends, with the fault noted, where it can't be read.
 */
async function* filledRecords(file: string, faults: FaultList): AsyncGenerator<CsvRecord[]> {
  try {
    for await (const batch of readRecords(decodeText(file))) {
      const filled = batch.filter((record) => !isBlank(record) && !isSeparatorLine(record))
      if (filled.length > 0) yield filled
    }
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error
    noteFault(faults, { ...error.fault, file })
  }
}

/** `sep=,` in the first line tells Excel what stands between cells. */
function isSeparatorLine(record: CsvRecord): boolean {
  if (record.line !== 1 || !isLone(record)) return false
  return /^sep=[,;\t|]?$/i.test(record.cells[0]?.trim() ?? '')
}

async function* chained<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

/** Rows for the database, one after the other in one list: each its line, then its cells. */
type Rows = Cell[]

interface RowPlan {
  readonly file: string
  readonly layout: Layout
  readonly header: Header
  /** What was taken all the same, and should be looked at. */
  readonly warnings: FaultList
}

/** The columns of the database that the file fills, in the order of a row's cells. */
function filledColumns({ columns }: Header): string[] {
  return columns.flatMap((column) => column?.into ?? [])
}

/** A function that adds a record to `rows`, or notes all that is wrong with it. */
function rowReader(plan: RowPlan, faults: FaultList): (record: CsvRecord, rows: Rows) => void {
  const { file, layout, header, warnings } = plan
  const position = new Map(filledColumns(header).map((column, index) => [column, index + 1]))
  let current: Rows = []
  let start = 0
  const value: ReadValue = (column) => current[start + (position.get(column) ?? Number.NaN)] ?? null

  return (record, rows) => {
    current = rows
    start = rows.length
    const before = faults.count
    rows.push(record.line)
    const place = { file, line: record.line }
    const note = (column: string | null, { expected, cure }: Refusal, given: string) =>
      noteFault(faults, { ...place, column, expected, given, cure })
    const warn = (column: string, { expected, cure }: Refusal, given: string) =>
      noteFault(warnings, { ...place, column, expected, given, cure })

    if (record.cells.length !== header.columns.length) note(null, ...unevenRow(record, header))
    else readCells(record, header, { rows, note, warn })
    if (faults.count === before) {
      const refusal = layout.refuse(value)
      if (refusal !== null) note(refusal.column, refusal, refusal.given)
    }
    if (faults.count > before) rows.length = start
  }
}

/** Whether nothing is in any cell: what a spreadsheet writes for rows that were cleared. */
function isBlank({ cells }: CsvRecord): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** Whether nothing is in any cell but the first: no row of data, whatever the file is of. */
function isLone({ cells }: CsvRecord): boolean {
  // Of most rows, the second cell says that they aren't, and nothing is copied to see it.
  if (cells[1] !== undefined && cells[1].trim() !== '') return false
  return cells.every((cell, index) => (cell.trim() !== '') === (index === 0))
}

interface Reading {
  readonly rows: Rows
  readonly note: (column: string, refusal: Refusal, given: string) => void
  readonly warn: (column: string, doubt: Refusal, given: string) => void
}

function readCells({ cells }: CsvRecord, { columns }: Header, reading: Reading): void {
  const { rows, note, warn } = reading
  // Millions of times: an index is four times faster here than entries() and its pairs.
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index]
    if (column == null) continue
    const text = cells[index]?.trim() ?? ''
    const found = text === '' ? column.empty : column.read(text)
    if (typeof found !== 'object' || found === null) rows.push(found)
    else if ('expected' in found) note(column.name, found, text)
    else if ('doubt' in found) {
      rows.push(found.cell)
      warn(column.name, found.doubt, text)
    } else rows.push(...found)
  }
}

function unevenRow({ cells }: CsvRecord, { columns }: Header): [Refusal, string] {
  const expected = `${columns.length} cells, as in the header`
  const cure =
    cells.length === 1
      ? 'Remove the line if it is no data. If it belongs to the row before it, put quotation marks around the cell that holds the line break.'
      : 'Put quotation marks around a cell that holds a comma or a line break.'
  return [{ expected, cure }, `${cells.length} cells: ${cells.join(',')}`]
}
