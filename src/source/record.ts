import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, type Options, parse } from 'csv-parse'
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
  const parser = parse(options)
  // What goes wrong in it ends the parser too, and is thrown by the loop below.
  pipeline(Readable.from(texts), parser).catch(() => undefined)
  let line = 1
  let batch: CsvRecord[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      batch.push({ line, cells })
      line += linesOf(cells)
      if (batch.length < recordsAtOnce) continue
      yield batch
      batch = []
    }
  } catch (error) {
    throw error instanceof CsvError ? misquoted(line, error) : error
  }
  if (batch.length > 0) yield batch
}

const recordsAtOnce = 1000

const options: Options = {
  record_delimiter: '\n',
  relax_column_count: true,
  // Blanks around quotation marks, which some exports write.
  trim: true,
  // No row is this long: what looks like one is a quotation mark that is never closed.
  max_record_size: 1_000_000,
}

/** csv-parse has a count of its own, but asking for it doubles the time it takes. */
function linesOf(cells: readonly string[]): number {
  let lines = 1
  for (const cell of cells) {
    if (cell.includes('\n')) lines += cell.split('\n').length - 1
  }
  return lines
}

function misquoted(line: number, cause: CsvError): UnreadableSource {
  return new UnreadableSource(
    {
      line,
      column: null,
      expected: 'quotation marks in pairs around whole cells, those inside a cell doubled',
      given: '',
      cure: 'Write "5"" pipe" for 5" pipe. What follows this line was not checked.',
    },
    { cause },
  )
}
