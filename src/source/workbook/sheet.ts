import { UnreadableSource } from '../fault.js'
import type { TableRow } from '../record.js'
import { damaged, type Package } from './package.js'
import { type SheetEntry, textRuns, type WorkbookParts } from './parts.js'
import { isoText, type NumberKind, numberText, plainText } from './value.js'
import { readXml, type XmlAttributes } from './xml.js'

/** The sheet of a workbook, and what its cells refer to. */
export interface SheetSource {
  readonly book: Package
  readonly parts: WorkbookParts
  readonly sheet: SheetEntry
}

/** In how many columns a sheet has anything; 0 for an empty one. */
export async function sheetWidth(source: SheetSource): Promise<number> {
  let width = 0
  for await (const rows of filledRows(source)) {
    for (const { cells } of rows) width = Math.max(width, cells.length)
  }
  return width
}

/** Whether a sheet has anything in it. */
export async function hasRows(source: SheetSource): Promise<boolean> {
  for await (const _ of filledRows(source)) return true
  return false
}

/**
 * The rows of a sheet that have anything in them, all of them as wide as the sheet; `line` is the
 * number that Excel shows.
 *
 * @throws UnreadableSource where the sheet is damaged or too large.
 */
export async function* sheetRows(source: SheetSource, width: number): AsyncGenerator<TableRow[]> {
  for await (const rows of filledRows(source)) {
    yield rows.map(({ line, cells }) => ({ line, cells: widened(cells, width) }))
  }
}

function widened(cells: readonly string[], width: number): readonly string[] {
  return cells.length === width ? cells : [...cells, ...Array(width - cells.length).fill('')]
}

/** Of a million rows with fifteen columns. */
const mostOfSheet = 600_000_000

/** Rows up to their last cell with anything in it. */
async function* filledRows({ book, parts, sheet }: SheetSource): AsyncGenerator<TableRow[]> {
  const reader = sheetReader(parts)
  for await (const _ of readXml(sheet.part, book.read(sheet.part, mostOfSheet), reader.handlers)) {
    const rows = reader.take()
    if (rows.length > 0) yield rows
  }
}

interface Place {
  row: number
  column: number
}

/** Hears a sheet's XML, and gathers its rows. */
function sheetReader(parts: WorkbookParts) {
  let rows: TableRow[] = []
  let cells: string[] = []
  const place: Place = { row: 0, column: 0 }
  let cell: CellStart | null = null
  let isValue = false
  let value = ''
  const runs = textRuns((text) => (value += text))
  return {
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
        } else if (name === 'c') {
          place.column = columnNumber(attribute('r'), place)
          cell = { type: attribute('t') ?? 'n', style: attribute('s') }
          value = ''
        } else if (name === 'v') isValue = cell !== null
        else if (cell?.type === 'inlineStr') runs.open(name)
      },
      close: (name: string) => {
        if (name === 'row') {
          if (cells.length > 0) rows.push({ line: place.row, cells })
        } else if (name === 'c' && cell !== null) {
          const text = cellText(cell, value, parts)
          if (text.trim() !== '') setCell(cells, place, text)
          cell = null
        } else if (name === 'v') isValue = false
        else runs.close(name)
      },
      text: (text: string) => {
        if (isValue) value += text
        else runs.text(text)
      },
    },
  }
}

interface CellStart {
  readonly type: string
  readonly style: string | null
}

const plain: NumberKind = { kind: 'plain' }

/** What a cell says, of a formula its last result. */
function cellText({ type, style }: CellStart, value: string, parts: WorkbookParts): string {
  switch (type) {
    case 's':
      return sharedText(value, parts.strings)
    case 'str':
    case 'inlineStr':
      return plainText(value)
    case 'b':
      return { '1': 'TRUE', true: 'TRUE', '0': 'FALSE', false: 'FALSE' }[value.trim()] ?? value
    case 'd':
      return isoText(value)
    case 'n':
      return value === '' ? '' : numberText(value, styleOf(style ?? '0', parts), parts.dates)
    default:
      // An error, such as #N/A.
      return value
  }
}

/** Programs that know no styles leave them out, and their number. */
function styleOf(style: string, { styles }: WorkbookParts): NumberKind {
  const kind = styles[Number(style)]
  if (kind !== undefined) return kind
  if (style === '0') return plain
  throw damaged(`one that lacks its style ${style}`)
}

function sharedText(value: string, strings: readonly string[]): string {
  if (value === '') return ''
  const text = strings[Number(value)]
  if (text === undefined) throw damaged(`one that lacks its text ${value}`)
  return text
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
  let column = 0
  for (const letter of /^[A-Z]{1,3}(?=\d)/i.exec(address)?.[0].toUpperCase() ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64
  }
  if (column > last && column <= 16_384) return column
  throw damaged(`one with cell ${address} in row ${row} after column ${last}`)
}
