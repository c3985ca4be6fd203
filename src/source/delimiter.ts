import { UnreadableSource } from './fault.js'

/** What stands between the cells of a text. */
export type Delimiter = ',' | ';' | '\t' | '|'

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

/** What stands between cells, and whether the first line says so and is no row. */
export interface DelimiterGuess {
  readonly delimiter: Delimiter
  readonly isSaid: boolean
}

/**
 * What stands between the cells of a text that begins like this: what its first line says
 * (`sep=;`), else what divides most of its records into the same number of cells. A record is what
 * quotation marks leave whole, so that line breaks and delimiters inside a cell don't count.
 *
 * Why by number: a comma may stand in every note and every decimal of a file with semicolons, but
 * rarely as often in each row, and in the header, too. Titles above the header and totals below the
 * rows are few. Where nothing divides half of the records alike, cells are one to a row, which a
 * comma says as well as any.
 *
 * @throws UnreadableSource where the first line names what can't stand between cells.
 */
export function guessDelimiter(text: string): DelimiterGuess {
  const said = saidDelimiter(text)
  if (said !== null) return { delimiter: said, isSaid: true }
  let best: Division = { delimiter: ',', share: 0.5, cells: 1 }
  for (const delimiter of delimiters) {
    const division = divisionBy(delimiter, text)
    if (isBetter(division, best)) best = division
  }
  return { delimiter: best.delimiter, isSaid: false }
}

/** `sep=,` in the first line tells Excel what stands between cells; alone, it means a comma. */
function saidDelimiter(text: string): Delimiter | null {
  const line = /^ *"?sep=(.?)"? *(?:[\r\n]|$)/i.exec(text)
  if (line === null) return null
  const given = line[1] === '"' ? '' : (line[1] ?? '')
  const said = delimiters.find((delimiter) => delimiter === (given || ','))
  if (said !== undefined) return said
  throw new UnreadableSource({
    line: 1,
    column: null,
    expected: 'sep= with a comma, a semicolon, a tab or a | after it',
    given: `sep=${given}`,
    cure: 'Save the file with commas between its cells, and remove this line.',
  })
}

/** How evenly a delimiter divides records. */
interface Division {
  readonly delimiter: Delimiter
  /** How many of the records have this number of cells. */
  readonly share: number
  readonly cells: number
}

function isBetter(one: Division, other: Division): boolean {
  if (one.cells < 2) return false
  return one.share > other.share || (one.share === other.share && one.cells > other.cells)
}

/** The commonest number of cells, two or more, and its share of the records that aren't blank. */
function divisionBy(delimiter: Delimiter, text: string): Division {
  const records = countCells(text, delimiter)
  const counts = new Map<number, number>()
  for (const cells of records) if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1)
  const [cells, count] = [...counts].reduce(
    (most, one) => (one[1] > most[1] || (one[1] === most[1] && one[0] > most[0]) ? one : most),
    [1, 0],
  )
  return { delimiter, share: count / Math.max(1, records.length), cells }
}

/** More records than it takes to see what is usual. */
const mostRecords = 2000

/** A longer record is most often a quotation mark that is never closed. */
const longestRecord = 50_000

/** How many cells each record has, blank ones left out; ends where records make no sense. */
function countCells(text: string, delimiter: Delimiter): readonly number[] {
  const records: number[] = []
  let at = 0
  while (at < text.length && records.length < mostRecords) {
    const { end, cells, isBlank } = readRecord(text, at, delimiter)
    // The last one may be cut off.
    if (end - at > longestRecord || (end === text.length && records.length > 1)) break
    if (!isBlank) records.push(cells)
    at = end + 1
  }
  return records
}

/** The record that begins at `start`: where it ends, and how many cells it has. */
function readRecord(text: string, start: number, delimiter: Delimiter) {
  let cells = 1
  let isBlank = true
  let isQuoted = false
  let isCellStart = true
  let at = start
  for (; at < text.length && at - start <= longestRecord; at++) {
    const character = text[at] ?? ''
    if (isQuoted) {
      if (character === '"') isQuoted = false
      continue
    }
    if (character === '\n' || character === '\r') break
    if (character === delimiter) {
      cells++
      isCellStart = true
    } else if (character === '"' && (isCellStart || text[at - 1] === '"')) {
      // Also the second of two quotation marks inside a cell: the cell goes on.
      isQuoted = true
      isBlank = false
      isCellStart = false
    } else if (character !== ' ') {
      isBlank &&= character.trim() === ''
      isCellStart &&= character.trim() === ''
    }
  }
  return { end: at, cells, isBlank }
}
