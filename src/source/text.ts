import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { UnreadableSource } from './fault.js'

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
