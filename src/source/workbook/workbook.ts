import { UnreadableSource } from '../fault.js'
import { emptyFile } from '../file-kind.js'
import type { TableRow } from '../record.js'
import { damaged, openPackage } from './package.js'
import { readParts, type SheetEntry } from './parts.js'
import { hasRows, type SheetSource, sheetExtent, sheetRows } from './sheet.js'

/** The sheet of a workbook that was read. */
export interface WorkbookTable {
  readonly form: WorkbookForm
  readonly rows: AsyncIterable<TableRow[]>
}

/** Which sheet it is, and which a reader of the workbook sees. */
export interface WorkbookForm {
  readonly kind: 'workbook'
  readonly sheet: string
  readonly sheets: readonly string[]
  /** How many rows with anything in them are hidden, by hand or by a filter. They are read. */
  readonly hiddenRows: number
}

/**
 * The rows of one sheet of an Excel workbook: the one that is named, else the only one that isn't
 * hidden and has anything in it.
 *
 * @throws UnreadableSource where it is no workbook, damaged, too large, leaves the choice, or has
 *   formulas without their results.
 */
export async function openWorkbook(bytes: Buffer, named: string | null): Promise<WorkbookTable> {
  const book = await openPackage(bytes)
  const parts = await readParts(book)
  if (parts.sheets.length === 0) throw damaged('one without sheets')
  const sources = parts.sheets.map((sheet) => ({ book, parts, sheet }))
  const source = named === null ? await onlySheet(sources) : namedSheet(sources, named)
  const extent = await sheetExtent(source)
  if (extent.width === 0) throw emptyFile()
  const { name } = source.sheet
  const sheets = visible(parts.sheets)
  const form: WorkbookForm = {
    kind: 'workbook',
    sheet: name,
    sheets,
    hiddenRows: extent.hiddenRows,
  }
  return { form, rows: sheetRows(source, extent) }
}

function visible(sheets: readonly SheetEntry[]): string[] {
  return sheets.filter(({ isHidden }) => !isHidden).map(({ name }) => name)
}

async function onlySheet(sources: readonly SheetSource[]): Promise<SheetSource> {
  const shown = sources.filter(({ sheet }) => !sheet.isHidden)
  const filled: SheetSource[] = []
  for (const source of shown) if (await hasRows(source)) filled.push(source)
  const [first, ...others] = filled
  if (first === undefined) throw emptyFile()
  if (others.length === 0) return first
  throw undecided('one sheet with anything in it, or --sheet NAME', filled)
}

/** As Excel tells names apart: not by case. */
function namedSheet(sources: readonly SheetSource[], name: string): SheetSource {
  const key = (text: string) => text.normalize('NFC').trim().toLowerCase()
  const found = sources.find(({ sheet }) => key(sheet.name) === key(name))
  if (found !== undefined) return found
  throw undecided(`the sheet "${name}" that --sheet names`, sources)
}

function undecided(expected: string, sources: readonly SheetSource[]): UnreadableSource {
  const names = sources.map(({ sheet }) => sheet.name)
  return new UnreadableSource({
    line: null,
    column: null,
    expected,
    given: names.join(', '),
    cure: `Say which one: ${names.map((name) => `--sheet "${name}"`).join(' or ')}.`,
  })
}
