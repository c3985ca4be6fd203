import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
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
 * @throws UnreadableSource where a record is too long to be one, or quotation marks leave it open
 * where it ends.
 */
export async function* readRecords(texts: AsyncIterable<string>): AsyncGenerator<CsvRecord[]> {
  const problem: Problem = { after: Number.POSITIVE_INFINITY, tooLong: null }
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

function noteFirst(problem: Problem, error: CsvError | undefined): undefined {
  const after = Number(error?.records ?? 0)
  if (after >= problem.after) return
  problem.after = after
  const isTooLong = error?.code === 'CSV_MAX_RECORD_SIZE'
  const [cell, line] = [Number(error?.column) + 1, Number(error?.lines)]
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

/**
 * The text of a UTF-8 file, piece by piece, without a byte order mark; line breaks are `\n`,
 * however the file writes them, so that saving it on another system changes no row.
 *
 * @throws UnreadableSource where the file isn't there, or isn't UTF-8.
 */
export async function* decodeText(file: string): AsyncGenerator<string> {
  let line = 1
  for await (const text of withUnixBreaks(decoded(readBytes(file), () => line))) {
    yield text
    line += breaksIn(text)
  }
}

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 256 * 1024 })
  } catch (error) {
    throw new UnreadableSource({ ...unopened(error), line: null, column: null }, { cause: error })
  }
}

/** `line` tells on which line of the file the next piece begins. */
async function* decoded(pieces: AsyncIterable<Buffer>, line: () => number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const bytes of pieces) {
    if (line() === 1 && looksLikeUtf16(bytes)) throw foreign({ line: 1, given: 'UTF-16' })
    const text = attempt(() => decoder.decode(bytes, { stream: true }))
    if (text === null) throw foreign(firstBadLine(bytes, line()))
    yield text
  }
  if (attempt(() => decoder.decode()) === null) {
    throw foreign({ line: line(), given: 'half a character at the end' })
  }
}

async function* withUnixBreaks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = ''
  for await (const text of texts) {
    const whole = held + text
    // A `\r` at the end may be the first half of a `\r\n`.
    held = whole.endsWith('\r') ? '\r' : ''
    const ready = held === '' ? whole : whole.slice(0, -1)
    yield ready.includes('\r') ? ready.replace(/\r\n?/g, '\n') : ready
  }
  if (held !== '') yield '\n'
}

function attempt(decode: () => string): string | null {
  try {
    return decode()
  } catch {
    return null
  }
}

/** By its byte order mark, or by the empty half of its first letters. */
export function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    first === 0 ||
    second === 0
  )
}

/** The first line in `bytes`, which aren't UTF-8, that isn't; `line` is the one they begin on. */
export function firstBadLine(bytes: Buffer, line: number): { line: number; given: string } {
  const lines = bytes.toString('latin1').split(/\r\n?|\n/)
  // The first line may begin inside a character whose other bytes were in the piece before.
  const isWhole = (text: string) => isUtf8(Buffer.from(text.replace(/^[\x80-\xbf]+/, ''), 'latin1'))
  const bad = Math.max(
    0,
    lines.findIndex((text) => !isWhole(text)),
  )
  return { line: line + bad, given: lines[bad] ?? '' }
}

function foreign(found: { line: number; given: string }): UnreadableSource {
  return new UnreadableSource({
    ...found,
    column: null,
    expected: 'text in UTF-8',
    cure: 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8") and import it again.',
  })
}

function unopened(error: unknown): { expected: string; given: string; cure: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = openFaults[code]
  const given = known?.given ?? (error instanceof Error ? error.message : String(error))
  return { expected: 'a CSV file', given, cure: known?.cure ?? 'Check the file and its disk.' }
}

const openFaults: Readonly<Record<string, { given: string; cure: string }>> = {
  ENOENT: { given: 'no such file', cure: 'Check its name and directory.' },
  EISDIR: { given: 'a directory', cure: 'Name a file in it.' },
  EACCES: { given: 'a file that may not be read', cure: 'Give this user permission to read it.' },
}

function breaksIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
