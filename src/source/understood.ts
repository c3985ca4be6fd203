import type { Column } from './layout.js'
import type { Orders } from './orders.js'
import type { TableRow } from './record.js'
import type { RowPlan } from './row.js'
import type { SurveyManner } from './survey.js'
import type { TableForm } from './table.js'

/** What the headers say of units that aren't ours. */
export function headerDoubts({ header, orders }: RowPlan): { column: string; given: string }[] {
  return [...header.columns.entries()].flatMap(([at, column]) => {
    const given = header.texts[at] ?? ''
    if (column === null || !hasForeignUnit(column, given, orders)) return []
    return [{ column: column.name, given }]
  })
}

function hasForeignUnit({ kind, name }: Column, header: string, { scales }: Orders): boolean {
  if (kind === 'amount')
    return /\b(?:k|tsd|thousands?|mio|millions?|mrr|monthly|quarterly|per month)\b/i.test(header)
  if (name === 'notice_days') return /\b(?:months?|weeks?|monate?|wochen?)\b/i.test(header)
  const isScale = /\b[01]\s*(?:-|–|to)\s*(?:1|5|10)\b|(?:\/|out of|von)\s*(?:5|10)\b/i.test(header)
  return kind === 'score' && !scales.has(name) && isScale
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
  { header, orders, manners }: RowPlan,
  { manner, above, first }: Understood,
): string[] {
  const set = [...orders.set].flatMap(([name]) => {
    const at = header.columns.findIndex((_, place) => header.texts[place]?.toLowerCase() === name)
    return at < 0 ? [] : [`${name}: as it was set; what the file has there was not read`]
  })
  return [
    ...formTexts(manner.form, first),
    ...(above.length > 0 ? [`the header on line ${header.line}`] : []),
    ...[...manners.values()].flatMap(({ found }) => found),
    ...set,
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
