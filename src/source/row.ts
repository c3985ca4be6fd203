import type { Cell } from './cell.js'
import { type FaultList, noteFault, type Refusal } from './fault.js'
import type { Header } from './header.js'
import type { Layout, ReadValue } from './layout.js'
import type { CsvRecord } from './record.js'

/** Rows for the database, one after the other in one list: each its line, then its cells. */
export type Rows = Cell[]

export interface RowPlan {
  readonly file: string
  readonly layout: Layout
  readonly header: Header
  /** What was taken all the same, and should be looked at. */
  readonly warnings: FaultList
}

/** The columns of the database that the file fills, in the order of a row's cells. */
export function filledColumns({ columns }: Header): string[] {
  return columns.flatMap((column) => column?.into ?? [])
}

/** A function that adds a record to `rows`, or notes all that is wrong with it. */
export function rowReader(
  plan: RowPlan,
  faults: FaultList,
): (record: CsvRecord, rows: Rows) => void {
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
export function isBlank({ cells }: CsvRecord): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** Whether nothing is in any cell but the first: no row of data, whatever the file is of. */
export function isLone({ cells }: CsvRecord): boolean {
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
