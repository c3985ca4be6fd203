import { UnreadableSource } from '../fault.js'
import type { TableRow } from '../record.js'
import {
  columnOf,
  type MergedCells,
  mergedCells,
  mergeFiller,
  mostMerged,
  tooManyMerged,
} from './merge.js'
import { damaged, type Package } from './package.js'
import { isTrue, type SheetEntry, type WorkbookParts } from './parts.js'
import { cellReader, withoutResult } from './sheet-cell.js'
import { readXml, type XmlAttributes } from './xml.js'

/** The sheet of a workbook, and what its cells refer to. */
export interface SheetSource {
  readonly book: Package
  readonly parts: WorkbookParts
  readonly sheet: SheetEntry
}

/** What has to be known of a sheet before its first row is handed on. */
export interface SheetExtent {
  /** In how many columns it has anything; 0 for an empty one. */
  readonly width: number
  /** How many rows with anything in them are hidden, by hand or by a filter. */
  readonly hiddenRows: number
  readonly merged: readonly MergedCells[]
}

/**
 * Reads a sheet once, and keeps no row of it.
 *
 * @throws UnreadableSource where it is damaged or too large, or has formulas without their results.
 */
export async function sheetExtent(source: SheetSource): Promise<SheetExtent> {
  const reader = sheetReader(source.parts)
  let width = 0
  for await (const rows of filledRows(source, reader)) {
    for (const { cells } of rows) width = Math.max(width, cells.length)
  }
  const { hiddenRows, unsolved, merged } = reader.noted
  if (unsolved !== null) throw unsolvedFault(unsolved)
  return { width, hiddenRows, merged }
}

/** Whether a sheet has anything in it. */
export async function hasRows(source: SheetSource): Promise<boolean> {
  for await (const _ of filledRows(source, sheetReader(source.parts))) return true
  return false
}

/**
 * The rows of a sheet that have anything in them, all of them as wide as the sheet, merged cells
 * below each other filled; `line` is the number that Excel shows.
 *
 * @throws UnreadableSource where the sheet is damaged or too large.
 */
export async function* sheetRows(
  source: SheetSource,
  { width, merged }: SheetExtent,
): AsyncGenerator<TableRow[]> {
  const fill = mergeFiller(merged)
  for await (const rows of filledRows(source, sheetReader(source.parts))) {
    yield rows.map(({ line, cells }) => fill({ line, cells: widened(cells, width) }))
  }
}

function widened(cells: readonly string[], width: number): readonly string[] {
  return cells.length === width ? cells : [...cells, ...Array(width - cells.length).fill('')]
}

/** Of a million rows with fifteen columns. */
const mostOfSheet = 600_000_000

/** Rows up to their last cell with anything in it. */
async function* filledRows(
  { book, sheet }: SheetSource,
  reader: SheetReader,
): AsyncGenerator<TableRow[]> {
  for await (const _ of readXml(sheet.part, book.read(sheet.part, mostOfSheet), reader.handlers)) {
    const rows = reader.take()
    if (rows.length > 0) yield rows
  }
}

interface Place {
  row: number
  column: number
}

/** What is noted of a sheet beside its rows. */
interface Noted {
  hiddenRows: number
  unsolved: Unsolved | null
  readonly merged: MergedCells[]
}

/** The first formula without a result, and how many there are. */
interface Unsolved {
  readonly first: Readonly<Place>
  readonly count: number
}

type SheetReader = ReturnType<typeof sheetReader>

/** Hears a sheet's XML, and gathers its rows. */
function sheetReader(parts: WorkbookParts) {
  let rows: TableRow[] = []
  let cells: string[] = []
  let isHidden = false
  const place: Place = { row: 0, column: 0 }
  const noted: Noted = { hiddenRows: 0, unsolved: null, merged: [] }
  const cell = cellReader(parts)
  return {
    noted,
    take: () => {
      const taken = rows
      rows = []
      return taken
    },
    handlers: {
      open: (name: string, attribute: XmlAttributes) => {
        if (name === 'row') {
          place.row = rowNumber(attribute('r'), place.row)
          place.column = 0
          cells = []
          isHidden = isTrue(attribute('hidden'))
        } else if (name === 'c') place.column = columnNumber(attribute('r'), place)
        else if (name === 'mergeCell') noteMerged(noted, attribute('ref'))
        cell.open(name, attribute)
      },
      close: (name: string) => {
        if (name === 'row' && cells.length > 0) {
          rows.push({ line: place.row, cells })
          if (isHidden) noted.hiddenRows++
        }
        const text = cell.close(name)
        if (text === withoutResult) noteUnsolved(noted, place)
        // Even a formula without a result is something: its sheet isn't empty.
        const shown = text === withoutResult ? '=' : text
        if (shown.trim() !== '') setCell(cells, place, shown)
      },
      text: cell.text,
    },
  }
}

function noteMerged({ merged }: Noted, range: string | null): void {
  const cells = mergedCells(range ?? '')
  if (cells === null) return
  if (merged.length >= mostMerged) throw tooManyMerged(null)
  merged.push(cells)
}

function noteUnsolved(noted: Noted, { row, column }: Place): void {
  const { first, count } = noted.unsolved ?? { first: { row, column }, count: 0 }
  noted.unsolved = { first, count: count + 1 }
}

function unsolvedFault({ first: { row, column }, count }: Unsolved): UnreadableSource {
  const others = count === 2 ? ', nor in 1 other' : `, nor in ${count - 1} others`
  return new UnreadableSource({
    line: row,
    column: null,
    expected: 'a result beside each formula',
    given: `none in cell ${columnLetters(column)}${row}${count === 1 ? '' : others}`,
    cure: 'Open the workbook in Excel or LibreOffice and save it, so that results are stored.',
  })
}

/** The column as Excel names it: 1 is A, 27 is AA. */
function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + ((column - 1) % 26))
  return column > 26 ? columnLetters(Math.floor((column - 1) / 26)) + last : last
}

function setCell(cells: string[], { row, column }: Place, text: string): void {
  if (column > mostColumns) throw tooWide(row)
  while (cells.length < column - 1) cells.push('')
  cells[column - 1] = text
}

/** What no table needs, and would fill memory with blanks. */
const mostColumns = 1000

function tooWide(line: number): UnreadableSource {
  return new UnreadableSource({
    line,
    column: null,
    expected: `a table of at most ${mostColumns} columns`,
    given: 'something far to the right of it',
    cure: 'Delete what stands there, and save the workbook again.',
  })
}

/** As Excel counts them; where a row doesn't say, it is the next one. */
function rowNumber(given: string | null, last: number): number {
  const row = given === null ? last + 1 : Number(given)
  if (Number.isInteger(row) && row > last && row <= 1_048_576) return row
  throw damaged(`one with row ${given} after row ${last}`)
}

/** The column in an address such as `B7`, from 1. */
function columnNumber(address: string | null, { row, column: last }: Place): number {
  if (address === null) return last + 1
  const column = columnOf(/^[A-Z]{1,3}(?=\d)/i.exec(address)?.[0].toUpperCase() ?? '')
  if (column > last && column <= 16_384) return column
  throw damaged(`one with cell ${address} in row ${row} after column ${last}`)
}
