import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CsvError, type Options, parse } from 'csv-parse'
import type { Delimiter } from './delimiter.js'
import { UnreadableSource } from './fault.js'

/** One row of a CSV file as text. */
export interface TableRow {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** What a row holds, for a person to find it by. */
export function rowText({ cells }: TableRow): string {
  return cells.filter((cell) => cell.trim() !== '').join(', ')
}

/** How a CSV text is read. */
export interface RecordForm {
  readonly delimiter: Delimiter
  /** The line of the file on which the text begins, from 1. */
  readonly firstLine: number
}

/**
 * The records of a CSV text whose line breaks are `\n`, batch by batch.
 *
 * @throws UnreadableSource where a record is too long to be one, or quotation marks leave it open
 * where it ends.
 */
export async function* readRecords(
  texts: AsyncIterable<string>,
  { delimiter, firstLine }: RecordForm,
): AsyncGenerator<TableRow[]> {
  const problem: Problem = { after: Number.POSITIVE_INFINITY, tooLong: null }
  const on_skip = (error: CsvError | undefined) => noteFirst(problem, error, firstLine)
  const parser = parse({ ...options, delimiter, on_skip })
  // What goes wrong before the parser ends it too, and is thrown by the loop below.
  pipeline(Readable.from(texts), parser).catch(() => undefined)

  let line = firstLine
  let count = 0
  let batch: TableRow[] = []
  for await (const cells of parser as AsyncIterable<string[]>) {
    if (count++ === problem.after) break
    batch.push({ line, cells })
    line += linesOf(cells)
    if (batch.length < recordsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
  if (problem.after < Number.POSITIVE_INFINITY) throw unreadable(problem, line)
}

const recordsAtOnce = 1000

const longestRecord = 1_000_000
const most = longestRecord.toLocaleString('en')

const options: Options = {
  record_delimiter: '\n',
  relax_column_count: true,
  // Blanks around quotation marks, which some exports write.
  trim: true,
  // No row is this long: what looks like one is most often a quotation mark that is never closed.
  max_record_size: longestRecord,
  // An error would end the parser before the records that it still holds are read.
  skip_records_with_error: true,
}

/** After how many records the first one stands that makes no sense. */
interface Problem {
  after: number
  /** Where its cell was too long: which one, from 1, and the line that was reached by then. */
  tooLong: { readonly cell: number; readonly line: number } | null
}

function noteFirst(problem: Problem, error: CsvError | undefined, firstLine: number): undefined {
  const after = Number(error?.records ?? 0)
  if (after >= problem.after) return
  problem.after = after
  const isTooLong = error?.code === 'CSV_MAX_RECORD_SIZE'
  const [cell, line] = [Number(error?.column) + 1, Number(error?.lines) + firstLine - 1]
  problem.tooLong = isTooLong ? { cell, line } : null
}

/** csv-parse has a count of its own, but asking for it doubles the time it takes. */
function linesOf(cells: readonly string[]): number {
  let lines = 1
  for (const cell of cells) {
    if (cell.includes('\n')) lines += cell.split('\n').length - 1
  }
  return lines
}

function unreadable({ tooLong }: Problem, line: number): UnreadableSource {
  if (tooLong === null) return misquoted(line)
  const { cell, line: reached } = tooLong
  if (reached > line) return neverClosed(line, cell)
  return new UnreadableSource({
    line,
    column: null,
    expected: `a row of at most ${most} characters`,
    given: `more, with cell ${cell}`,
    cure: `Shorten ${line === 1 ? 'the header' : 'the text'} there. What follows this line was not checked.`,
  })
}

/** Lines that a quotation mark has made into one cell, or a cell of lines that is too long. */
function neverClosed(line: number, cell: number): UnreadableSource {
  return new UnreadableSource({
    line,
    column: null,
    expected: 'quotation marks in pairs around whole cells, those inside a cell doubled',
    given: `a quotation mark before cell ${cell} and none after it, or a cell that is too long`,
    cure: `Close the quotation mark, or shorten the cell: a row has at most ${most} characters. What follows this line was not checked.`,
  })
}

function misquoted(line: number): UnreadableSource {
  return new UnreadableSource({
    line,
    column: null,
    expected: 'quotation marks in pairs around whole cells, those inside a cell doubled',
    given: 'a quotation mark out of place',
    cure: 'Write "5"" pipe" for 5" pipe. What follows this line was not checked.',
  })
}
