import { UnreadableSource } from '../fault.js'
import type { TableRow } from '../record.js'

/** Cells of one column that a sheet shows as one; only the first of them holds what it says. */
export interface MergedCells {
  /** From 0. */
  readonly column: number
  readonly firstRow: number
  readonly lastRow: number
}

/**
 * Reads a range such as `B2:B5`; null where it has more than one column, such as a title's, or no
 * more than one cell.
 */
export function mergedCells(range: string): MergedCells | null {
  const [, left = '', top, right = '', bottom] =
    /^([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})$/.exec(range.toUpperCase()) ?? []
  const [firstRow, lastRow] = [Number(top), Number(bottom)]
  if (left !== right || !(lastRow > firstRow)) return null
  return { column: columnOf(left) - 1, firstRow, lastRow }
}

/** The number of the column with these letters, from 1; 0 for none. */
export function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

/** Far more than anybody merges by hand. */
export const mostMerged = 100_000

/** Merged cells that reach over the row at hand, and what they say. */
interface OpenRange {
  readonly range: MergedCells
  readonly text: string
}

/**
 * Makes each row say what a reader of the sheet sees: cells below the first of merged ones say the
 * same. Rows are to be given in their order.
 *
 * @throws UnreadableSource where that fills more than `mostMerged` cells.
 */
export function mergeFiller(all: readonly MergedCells[]): (row: TableRow) => TableRow {
  const waiting = all.toSorted((a, b) => b.firstRow - a.firstRow)
  let open: OpenRange[] = []
  let filled = 0
  return (row) => {
    if (open.length === 0 && waiting.length === 0) return row
    const { line } = row
    open = open.filter(({ range }) => range.lastRow >= line)
    const cells = [...row.cells]
    for (const { range, text } of open) cells[range.column] = text
    filled += open.length
    if (filled > mostMerged) throw tooManyMerged(line)
    open.push(...begun(waiting, { line, cells }))
    return { line, cells }
  }
}

/** Takes those that begin up to this row. What begins in a row that is blank says nothing. */
function begun(waiting: MergedCells[], { line, cells }: TableRow): OpenRange[] {
  const found: OpenRange[] = []
  while ((waiting.at(-1)?.firstRow ?? Number.POSITIVE_INFINITY) <= line) {
    const range = waiting.pop()
    const text = (range && cells[range.column]) ?? ''
    if (range?.firstRow === line && text !== '') found.push({ range, text })
  }
  return found
}

/** `line` is null where no row of its own shows it. */
export function tooManyMerged(line: number | null): UnreadableSource {
  return new UnreadableSource({
    line,
    column: null,
    expected: `at most ${mostMerged} merged cells`,
    given: 'more',
    cure: 'Undo the merging of cells in the sheet, and fill them with what they say.',
  })
}
