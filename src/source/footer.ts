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
    const id = row.cells[at]?.trim() ?? ''
    return id === '' || isTotalOf(layout, id)
  }
}

/** Whether an id is a word for a total, and no account's. */
export function isTotalOf(layout: Layout, id: string): boolean {
  return isTotal(id) && !layout.isKnownId(id)
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
    if (isTotalOf(layout, id)) return true
    if (isLone(row) && /\S\s+\S/.test(row.cells.join(' ').trim())) return true
    return at >= 0 && id === '' && hasRows && !isFilledElsewhere(row, header)
  }
}

/** Where the id of a row stands; -1 where the header has none. */
export function idPlace({ columns }: Header, layout: Layout): number {
  return columns.findIndex((column) => column !== null && column === layout.columns[0])
}

const totals = new Set(
  'total totals grand total grand totals subtotal sum sums average avg mean median count records summe gesamt gesamtsumme gesamtergebnis zwischensumme mittelwert durchschnitt anzahl somme moyenne totale totaal suma promedio'
    .split(' ')
    .concat(['grand total', 'grand totals', 'total general']),
)

export function isTotal(text: string): boolean {
  // Of most rows, the first letters say that they aren't.
  if (text.length > 40 || !/^(?:[ts]o|gr|[sz][uw]|av|m[eio]|co|re|ge|du|an|pr)/i.test(text))
    return false
  const words = matchKey(text).replace(/\s*(?:[:=]|\(.*\)|\d[\d.,]*\s*\p{L}*)*\s*$/u, '')
  return totals.has(words)
}

/** Whether all that a row must have is there, apart from its id, and none of it is a total. */
function isFilledElsewhere({ cells }: TableRow, { columns }: Header): boolean {
  const needed = [...columns.keys()].filter((at) => {
    const column = columns[at]
    return column?.isRequired === true && column.into[0] !== 'account_id'
  })
  const texts = needed.map((at) => cells[at]?.trim() ?? '')
  return needed.length > 0 && texts.every((text) => text !== '' && !isTotal(text))
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
