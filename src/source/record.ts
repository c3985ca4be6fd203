import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CsvError, type Options, parse } from 'csv-parse'
import { UnreadableSource } from './fault.js'

/** One row of a CSV file as text. */
export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * The records of a CSV text whose line breaks are `\n`, batch by batch.
 *
 * @throws UnreadableSource where quotation marks leave it open where a record ends.
 */
export async function* readRecords(texts: AsyncIterable<string>): AsyncGenerator<CsvRecord[]> {
  const problem: Problem = { after: Number.POSITIVE_INFINITY }
  const parser = parse({ ...options, on_skip: (error) => noteFirst(problem, error) })
  // What goes wrong before the parser ends it too, and is thrown by the loop below.
  pipeline(Readable.from(texts), parser).catch(() => undefined)

  let line = 1
  let count = 0
  let batch: CsvRecord[] = []
  for await (const cells of parser as AsyncIterable<string[]>) {
    if (count++ === problem.after) break
    batch.push({ line, cells })
    line += linesOf(cells)
    if (batch.length < recordsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
  if (problem.after < Number.POSITIVE_INFINITY) throw misquoted(line)
}

const recordsAtOnce = 1000

const options: Options = {
  record_delimiter: '\n',
  relax_column_count: true,
  // Blanks around quotation marks, which some exports write.
  trim: true,
  // No row is this long: what looks like one is a quotation mark that is never closed.
  max_record_size: 1_000_000,
  // An error would end the parser before the records that it still holds are read.
  skip_records_with_error: true,
}

/** After how many records the first one stands that makes no sense. */
interface Problem {
  after: number
}

function noteFirst(problem: Problem, error: CsvError | undefined): undefined {
  problem.after = Math.min(problem.after, Number(error?.records ?? 0))
}

/** csv-parse has a count of its own, but asking for it doubles the time it takes. */
function linesOf(cells: readonly string[]): number {
  let lines = 1
  for (const cell of cells) {
    if (cell.includes('\n')) lines += cell.split('\n').length - 1
  }
  return lines
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
