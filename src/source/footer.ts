import { matchKey } from '../characters.js'
import type { Header } from './header.js'
import type { Layout } from './layout.js'
import type { TableRow } from './record.js'

/** More lines than any export writes below its rows. */
const mostBelow = 20

/**
 * Parts rows from what exports write below them: a total, a copyright, who has made it. Gives the
 * rows, batch by batch; what stands at the end and is none goes to `leaveOut`. Anywhere else, such a
 * line may be a row that was cut off, and is given as a row.
 */
export async function* withoutFooter(
  batches: AsyncIterable<TableRow[]>,
  { header, layout }: { readonly header: Header; readonly layout: Layout },
  leaveOut: (row: TableRow) => void,
): AsyncGenerator<TableRow[]> {
  const isLike = footerLike(header, layout)
  let held: TableRow[] = []
  let count = 0
  for await (const batch of batches) {
    // Of nearly all batches: nothing to part, and nothing to copy.
    if (held.length === 0 && !batch.some(isLike)) {
      count += batch.length
      yield batch
      continue
    }
    const rows: TableRow[] = []
    for (const row of batch) {
      if (held.length < mostBelow && isLike(row)) {
        held.push(row)
        continue
      }
      if (held.length > 0) rows.push(...held.splice(0))
      rows.push(row)
    }
    count += rows.length
    yield rows
  }
  const isNone = footer(header, layout, count > 0)
  for (const row of held.filter(isNone)) leaveOut(row)
  held = held.filter((row) => !isNone(row))
  if (held.length > 0) yield held
}

/** Whether a row may be one of those lines, by what stands where its id belongs. */
function footerLike(header: Header, layout: Layout): (row: TableRow) => boolean {
  const at = idPlace(header, layout)
  return (row) => {
    if (isLone(row)) return true
    if (at < 0) return false
    return (row.cells[at]?.trim() ?? '') === '' || isTotalRow(row, header, layout)
  }
}

/**
 * Whether a row is a total: its id is a word for one and no account's. A word such as "count" may be
 * an id, where nothing else is missing.
 */
export function isTotalRow(row: TableRow, header: Header, layout: Layout): boolean {
  const id = row.cells[idPlace(header, layout)]?.trim() ?? ''
  const words = totalWords(id)
  if (words === null || layout.isKnownId(id)) return false
  return sums.has(words) || (figures.has(words) && !isFilledElsewhere(row, header, layout))
}

/**
 * Whether a line at the end is none: one without an id that lacks something else, a total, or a
 * single cell of words. A lone word where the id belongs may be a row that was cut off, and a row
 * that has all but its id is one; without any rows above, an empty id is a fault of the file.
 */
function footer(header: Header, layout: Layout, hasRows: boolean): (row: TableRow) => boolean {
  const at = idPlace(header, layout)
  return (row) => {
    const id = row.cells[at]?.trim() ?? ''
    if (isTotalRow(row, header, layout)) return true
    if (isLone(row) && /\S\s+\S/.test(row.cells.join(' ').trim())) return true
    return at >= 0 && id === '' && hasRows && !isFilledElsewhere(row, header, layout)
  }
}

/** Where the id of a row stands; -1 where the header has none. */
function idPlace({ columns }: Header, layout: Layout): number {
  return columns.findIndex((column) => column !== null && column === layout.columns[0])
}

/** What is only ever written for a sum. */
const sums = new Set([
  ...['total', 'totals', 'grand total', 'grand totals', 'subtotal', 'subtotals', 'total general'],
  ...['summe', 'gesamt', 'gesamtsumme', 'gesamtergebnis', 'zwischensumme', 'somme', 'totale'],
  'totaal',
])

/** What is written for a figure below the rows, and may be an id or a name as well. */
const figures = new Set([
  ...['sum', 'sums', 'average', 'avg', 'mean', 'median', 'count', 'records', 'mittelwert'],
  ...['durchschnitt', 'anzahl', 'moyenne', 'suma', 'promedio'],
])

/** A text without a figure or a remark behind it, as totals are compared; null for what is none. */
function totalWords(text: string): string | null {
  // Of most rows, the first letters say that they aren't.
  const isLike = /^(?:[ts]o|gr|[sz][uw]|av|m[eio]|co|re|ge|du|an|pr)/i.test(text)
  if (!isLike || text.length > 40) return null
  return matchKey(text).replace(/(?:\s*[:=]|\s*\(.*\)|\s+\d[\d.,]*(?:\s+\p{L}+)?)*\s*$/u, '')
}

/** Whether a text is only ever written for a sum. */
export function isSum(text: string): boolean {
  return sums.has(totalWords(text) ?? '')
}

/** Whether all that a row must have is there, apart from its id, and none of it is a total. */
function isFilledElsewhere({ cells }: TableRow, { columns }: Header, layout: Layout): boolean {
  const needed = [...columns.keys()].filter((at) => {
    const column = columns[at]
    return column?.isRequired === true && column !== layout.columns[0]
  })
  const texts = needed.map((at) => cells[at]?.trim() ?? '')
  return needed.length > 0 && texts.every((text) => text !== '' && !isRemark(text))
}

/** `Total`, or `Count: 2`. */
function isRemark(text: string): boolean {
  const words = totalWords(text) ?? ''
  return sums.has(words) || (figures.has(words) && /[:=]/.test(text))
}

/** Whether nothing is in any cell but one: no row of data, whatever the file is of. */
export function isLone({ cells }: TableRow): boolean {
  // Of most rows, the first two cells say that they aren't.
  if (cells.length > 1 && cells[0] !== '' && cells[1] !== undefined && cells[1].trim() !== '') {
    return false
  }
  let filled = 0
  for (const cell of cells) if (cell.trim() !== '' && ++filled > 1) return false
  return filled === 1
}

/** Whether nothing is in any cell: what a spreadsheet writes for rows that were cleared. */
export function isBlank({ cells }: TableRow): boolean {
  return cells.every((cell) => cell.trim() === '')
}
