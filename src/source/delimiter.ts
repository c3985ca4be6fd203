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
 * (`sep=;`), else what divides the most records, one after the other, into the same number of cells.
 * A record is what quotation marks leave whole, so that line breaks and delimiters inside a cell
 * don't count.
 *
 * Why by number: a comma may stand in every note and every decimal of a file with semicolons, but
 * rarely as often in each row, and then not in the header. Why one after the other: titles stand
 * above the header, and totals below the rows, however many. Where nothing divides records alike,
 * there is one cell to a row, which a comma says as well as any.
 *
 * @throws UnreadableSource where the first line names what can't stand between cells.
 */
export function guessDelimiter(text: string): DelimiterGuess {
  const said = saidDelimiter(text)
  if (said !== null) return { delimiter: said, isSaid: true }
  const divided = delimiters.map((delimiter) => divide(text, delimiter))
  // A quotation mark that is never closed hides the rest from one of them only.
  const end = Math.min(...divided.map(({ end }) => end))
  let best: Division = { delimiter: ',', weight: 0, cells: 1 }
  for (const { delimiter, records } of divided) {
    const counts = records.filter(({ start }) => start < end).map(({ cells }) => cells)
    for (const cells of new Set(counts)) {
      const division = { delimiter, weight: weightOf(cells, counts), cells }
      if (isBetter(division, best)) best = division
    }
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

/** How well a delimiter divides records into a number of cells. */
interface Division {
  readonly delimiter: Delimiter
  readonly weight: number
  readonly cells: number
}

function isBetter(one: Division, other: Division): boolean {
  if (one.weight === 0 || one.cells < 2) return false
  return one.weight > other.weight || (one.weight === other.weight && one.cells > other.cells)
}

/** How many records have this number of cells, less the more others stand among them. */
function weightOf(cells: number, counts: readonly number[]): number {
  const count = counts.filter((one) => one === cells).length
  // Once, among others: an accident of a text.
  if (count === 1 && counts.length > 2) return 0
  const among = counts.lastIndexOf(cells) - counts.indexOf(cells) + 1
  return (count * count) / among
}

/** A record, as one delimiter has it. */
interface DividedRecord {
  readonly start: number
  readonly end: number
  /** 0 where quotation marks stand in places in which this delimiter can't have them. */
  readonly cells: number
  readonly isBlank: boolean
}

/** More records than it takes to see what is usual. */
const mostRecords = 2000

/** A longer record is most often a quotation mark that is never closed. */
const longestRecord = 50_000

/** The records that aren't blank, and where they end or make no sense any more. */
function divide(text: string, delimiter: Delimiter) {
  const records: DividedRecord[] = []
  let at = 0
  while (at < text.length && records.length < mostRecords) {
    const record = readRecord(text, at, delimiter)
    if (record.end - at > longestRecord) return { delimiter, records, end: at }
    if (!record.isBlank) records.push(record)
    at = record.end + 1
  }
  return { delimiter, records, end: text.length }
}

function readRecord(text: string, start: number, delimiter: Delimiter): DividedRecord {
  let cells = 1
  let isBlank = true
  let isQuoted = false
  let isStray = false
  let isCellStart = true
  let at = start
  for (; at < text.length && at - start <= longestRecord; at++) {
    const character = text[at] ?? ''
    if (isQuoted) {
      isQuoted = character !== '"'
      continue
    }
    if (character === '\n' || character === '\r') break
    if (character === delimiter) {
      cells++
      isCellStart = true
    } else if (character === '"') {
      // The second of two quotation marks inside a cell, too: the cell goes on.
      isQuoted = isCellStart || text[at - 1] === '"'
      isStray ||= !isQuoted
      isBlank = false
      isCellStart = false
    } else if (character.trim() !== '') {
      isBlank = false
      isCellStart = false
    }
  }
  return { start, end: at, cells: isStray ? 0 : cells, isBlank }
}
