import { capitalised } from '../characters.js'
import { unitDoubtOf } from './header-doubt.js'
import type { RowRefusal } from './layout.js'
import type { TableRow } from './record.js'
import type { RowPlan } from './row.js'
import type { SurveyManner } from './survey.js'
import type { TableForm } from './table.js'

/** What the units that headers name speak against. */
export function headerDoubts({ header, options }: RowPlan): RowRefusal[] {
  return [...header.columns.entries()].flatMap(([at, column]) => {
    const given = header.texts[at] ?? ''
    const doubt = column === null ? null : unitDoubtOf(given, column.name, options)
    if (column === null || doubt === null) return []
    const expected = 'a header that says what the column has here'
    return { column: column.name, expected, given, cure: capitalised(doubt.warning) }
  })
}

/** What a file was, and the rows by which it was understood. */
export interface Understood {
  readonly manner: SurveyManner
  /** The lines above the header. */
  readonly above: readonly TableRow[]
  readonly first: readonly TableRow[]
}

/** How a file was read, in words; without what goes without saying. */
export function understoodTexts(
  { header, manners }: RowPlan,
  { manner, above, first }: Understood,
): string[] {
  return [
    ...formTexts(manner.form, first),
    ...(above.length > 0 ? [`the header on line ${header.line}`] : []),
    ...[...manners.values()].flatMap(({ found }) => found),
    ...header.overruled.map(
      (name) => `${name}: as it was set; what the file has there was not read`,
    ),
  ]
}

/** The first text that another encoding would have as other letters; null for none. */
function beyondAscii(rows: readonly TableRow[]): string | null {
  for (const { cells } of rows) {
    const found = cells.find((cell) => /[^\0-\x7f]/.test(cell))
    if (found !== undefined) return found.trim().slice(0, 40)
  }
  return null
}

function inWords(example: string | null): string {
  return example === null ? '' : ` ("${example}")`
}

/** What isn't so in the plainest of files. */
function formTexts(form: TableForm, sample: readonly TableRow[]): string[] {
  if (form.kind === 'query') return []
  if (form.kind === 'workbook') {
    const { sheet, sheets, hiddenRows } = form
    return [
      ...(sheets.length > 1 ? [`the sheet "${sheet}", of ${sheets.length}`] : []),
      ...(hiddenRows > 0 ? [`its hidden rows, ${hiddenRows}`] : []),
    ]
  }
  const delimiters = { ',': null, ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const
  const delimiter = delimiters[form.delimiter]
  return [
    ...(form.encoding === 'UTF-8' ? [] : [form.encoding + inWords(beyondAscii(sample))]),
    ...(delimiter === null ? [] : [`${delimiter} between cells`]),
  ]
}

/** How many cells say that there is nothing. */
export function nothingText(count: number): string {
  return count === 1
    ? 'one cell that says there is nothing (such as N/A) is empty'
    : `${count} cells that say there is nothing (such as N/A) are empty`
}
