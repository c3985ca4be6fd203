import { createReadStream } from 'node:fs'
import { type Delimiter, guessDelimiter } from './delimiter.js'
import { decodeText, type Encoding, type FileSample } from './encoding.js'
import { UnreadableSource } from './fault.js'
import { aTable, fileKind } from './file-kind.js'
import { readRecords, type TableRow } from './record.js'
import type { WorkbookForm } from './workbook/workbook.js'

/** Where rows come from: a file, or what another database answers. */
export interface Source {
  /** As faults and the ledger of imports name it; without secrets. */
  readonly name: string
  /** @throws UnreadableSource where it isn't there, or is no table. */
  readonly open: () => Promise<Table>
}

/** Rows of text, of whatever they were made. */
export interface Table {
  /** What it was read as. */
  readonly form: TableForm
  /**
   * Its rows, blank ones too, batch by batch, to be read once: a long file stays open until they
   * end.
   *
   * @throws UnreadableSource where it makes no sense from some line on.
   */
  readonly rows: AsyncIterable<TableRow[]>
}

export type TableForm =
  | { readonly kind: 'text'; readonly encoding: Encoding; readonly delimiter: Delimiter }
  | WorkbookForm
  | { readonly kind: 'query' }

export interface FileSource {
  readonly file: string
  /** The sheet of a workbook; null for its only one. */
  readonly sheet: string | null
}

/**
 * A file as a source: CSV in the encoding and with the delimiter that its first megabyte shows, or
 * a sheet of an Excel workbook.
 */
export function fileSource(source: FileSource): Source {
  return { name: source.file, open: () => openFile(source) }
}

async function openFile({ file, sheet }: FileSource): Promise<Table> {
  const pieces = readBytes(file)
  const read = await readStart(pieces)
  try {
    const kind = fileKind(sampleOf(read))
    if (kind.kind === 'zip') {
      const { openWorkbook } = await import('./workbook/workbook.js')
      return await openWorkbook(await readWhole(read, pieces), sheet)
    }
    if (sheet !== null) throw notAWorkbook(sheet)
    return openText(kind, allOf(read, pieces))
  } catch (error) {
    await pieces.return(undefined)
    throw error
  }
}

/** Text with its encoding, and its first megabyte. */
interface TextStart {
  readonly encoding: Encoding
  readonly start: string
}

function openText({ encoding, start }: TextStart, pieces: AsyncIterable<Buffer>): Table {
  const { delimiter, isSaid } = guessDelimiter(start)
  const texts = decodeText(pieces, encoding)
  const rows = isSaid
    ? readRecords(withoutFirstLine(texts), { delimiter, firstLine: 2 })
    : readRecords(texts, { delimiter, firstLine: 1 })
  return { form: { kind: 'text', encoding, delimiter }, rows }
}

/** The first line is at most a few characters long. */
async function* withoutFirstLine(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let isInFirst = true
  for await (const text of texts) {
    const end: number = isInFirst ? text.indexOf('\n') : -1
    if (!isInFirst) yield text
    else if (end !== -1) yield text.slice(end + 1)
    isInFirst &&= end === -1
  }
}

/** The pieces of a file that were read already. */
interface Start {
  readonly pieces: readonly Buffer[]
  readonly isWhole: boolean
}

/** How much of a file tells what it is. */
const mostSampled = 1_000_000

async function readStart(rest: AsyncIterator<Buffer>): Promise<Start> {
  const pieces: Buffer[] = []
  let length = 0
  while (length < mostSampled) {
    const next = await rest.next()
    if (next.done === true) return { pieces, isWhole: true }
    pieces.push(next.value)
    length += next.value.length
  }
  return { pieces, isWhole: false }
}

function sampleOf({ pieces, isWhole }: Start): FileSample {
  const bytes = Buffer.concat(pieces)
  return bytes.length <= mostSampled
    ? { bytes, isWhole }
    : { bytes: bytes.subarray(0, mostSampled), isWhole: false }
}

async function* allOf({ pieces }: Start, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces
  yield* rest
}

/** A workbook of a million rows is smaller. */
const largestWorkbook = 200_000_000

/** A workbook's directory stands at its end, so all of it is kept: packed, it is small. */
async function readWhole(start: Start, rest: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of allOf(start, rest)) {
    pieces.push(piece)
    length += piece.length
    if (length > largestWorkbook) throw tooLarge()
  }
  return Buffer.concat(pieces)
}

function tooLarge(): UnreadableSource {
  return new UnreadableSource({
    line: null,
    column: null,
    expected: 'a workbook of at most 200 MB',
    given: 'a larger one',
    cure: 'Save its sheet as "CSV UTF-8", and import that.',
  })
}

function notAWorkbook(sheet: string): UnreadableSource {
  return new UnreadableSource({
    line: null,
    column: null,
    expected: `a workbook, since --sheet names the sheet "${sheet}"`,
    given: 'a text file, which has no sheets',
    cure: 'Leave --sheet out, or name the .xlsx file.',
  })
}

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 256 * 1024 })
  } catch (error) {
    throw new UnreadableSource({ ...unopened(error), line: null, column: null }, { cause: error })
  }
}

function unopened(error: unknown): { expected: string; given: string; cure: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = openFaults[code]
  const given = known?.given ?? (error instanceof Error ? error.message : String(error))
  return { expected: aTable.expected, given, cure: known?.cure ?? 'Check the file and its disk.' }
}

const openFaults: Readonly<Record<string, { given: string; cure: string }>> = {
  ENOENT: { given: 'no such file', cure: 'Check its name and directory.' },
  EISDIR: { given: 'a directory', cure: 'Name a file in it.' },
  EACCES: { given: 'a file that may not be read', cure: 'Give this user permission to read it.' },
}
