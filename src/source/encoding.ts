import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { UnreadableSource } from './fault.js'

/** How letters are written in a file's bytes. UTF-16 is told by its byte order mark. */
export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252'

/** What the first bytes of a text say of its letters, or why they can't be told. */
export type EncodingGuess =
  | { readonly kind: 'encoding'; readonly encoding: Encoding }
  | { readonly kind: 'unknown'; readonly given: string }

/** The start of a file. */
export interface FileSample {
  readonly bytes: Buffer
  /** Whether this is all there is. */
  readonly isWhole: boolean
}

/**
 * The encoding of a text. What isn't UTF-8 is Windows-1252, which has a letter for nearly every
 * byte, only where it looks like a language of Western Europe; a text that is mostly good UTF-8 is
 * UTF-8 that was damaged, and refused where that shows.
 */
export function guessEncoding(sample: FileSample): EncodingGuess {
  const { bytes } = sample
  if (startsWith(bytes, utf32)) return { kind: 'unknown', given: 'text in UTF-32' }
  if (hasUtf16Mark(bytes)) return { kind: 'encoding', encoding: 'UTF-16' }
  if (isHalfEmpty(bytes)) return { kind: 'unknown', given: 'UTF-16 without its mark' }
  // A character or two that cannot be seen are for those who read the cell that holds them.
  const isText = isUtf8(withoutHalfCharacter(bytes))
  if (controlShare(bytes) > (isText ? 0.1 : 0.03)) return { kind: 'unknown', given: binary }
  if (isText) return { kind: 'encoding', encoding: 'UTF-8' }
  return guessBytes(bytes)
}

export const binary = 'no text: binary data'

const utf32 = [0xff, 0xfe, 0, 0]

function startsWith(bytes: Buffer, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function hasUtf16Mark(bytes: Buffer): boolean {
  return startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
}

/** By its byte order mark, or by the empty half of its first letters. */
export function looksLikeUtf16(bytes: Buffer): boolean {
  return hasUtf16Mark(bytes) || bytes[0] === 0 || bytes[1] === 0
}

/** Whether one half of most letters is empty, as in UTF-16 of Western languages. */
function isHalfEmpty(bytes: Buffer): boolean {
  const empty = [0, 0]
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) empty[index % 2] = (empty[index % 2] ?? 0) + 1
  }
  const [even = 0, odd = 0] = empty
  return Math.max(even, odd) > bytes.length / 4 && Math.min(even, odd) < bytes.length / 50
}

/** How much of it is characters that no text has. */
function controlShare(bytes: Buffer): number {
  let count = 0
  for (const byte of bytes) if (byte < 0x20 && (byte < 9 || byte > 13) && byte !== 0x1a) count++
  return count / Math.max(1, bytes.length)
}

/**
 * Without what may be the first bytes of a character whose others are missing: where the sample
 * ends, or where the file was cut off.
 */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes.at(-back) ?? 0
    if (byte < 0x80) return bytes
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return back < length ? bytes.subarray(0, -back) : bytes
  }
  return bytes
}

function guessBytes(bytes: Buffer): EncodingGuess {
  const text = bytes.toString('latin1')
  const high = lengthOf(text, /[\x80-\xff]/g)
  const whole = lengthOf(text, /[\xc2-\xf4][\x80-\xbf]{1,3}/g)
  if (whole * 2 > high) return { kind: 'encoding', encoding: 'UTF-8' }
  if (isWestern(text, high)) return { kind: 'encoding', encoding: 'Windows-1252' }
  return { kind: 'unknown', given: 'text in another encoding' }
}

/**
 * Whether a text with so many letters beyond ASCII can be Windows-1252: it has neither bytes without
 * a letter there, nor many of those that hardly any text needs, nor whole words beyond ASCII.
 */
function isWestern(text: string, high: number): boolean {
  if (/[\x81\x8d\x8f\x90\x9d]/.test(text)) return false
  const odd = lengthOf(text, /[\x82\x83\x86-\x89\x8b\x98\x9b]/g)
  const words = lengthOf(text, /[\xa1-\xff]{3,}/g)
  return odd * 4 < high && (words < 12 || words * 2 < high)
}

/** How many characters of a text the pattern finds. */
function lengthOf(text: string, pattern: RegExp): number {
  let length = 0
  for (const [found] of text.matchAll(pattern)) length += found.length
  return length
}

/** The text of the first bytes, for whoever wants to look at it; without a byte order mark. */
export function sampleText({ bytes, isWhole }: FileSample, encoding: Encoding): string {
  const decoder = new TextDecoder(labelOf(bytes, encoding))
  return decoder.decode(bytes, { stream: !isWhole })
}

function labelOf(first: Buffer, encoding: Encoding): string {
  if (encoding !== 'UTF-16') return encoding
  return startsWith(first, [0xff, 0xfe]) ? 'utf-16le' : 'utf-16be'
}

/**
 * The text of a file, piece by piece, without a byte order mark; line breaks are `\n`, however the
 * file writes them, so that saving it on another system changes no row.
 *
 * @throws UnreadableSource where it holds what its encoding has no letter for.
 */
export async function* decodeText(
  pieces: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<string> {
  let line = 1
  for await (const text of withUnixBreaks(decoded(pieces, encoding, () => line))) {
    yield text
    line += breaksIn(text)
  }
}

/** `line` tells on which line of the file the next piece begins. */
async function* decoded(
  pieces: AsyncIterable<Buffer>,
  encoding: Encoding,
  line: () => number,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  for await (const bytes of pieces) {
    decoder ??= new TextDecoder(labelOf(bytes, encoding), { fatal: encoding === 'UTF-8' })
    const piece = decoder
    const text = attempt(() => piece.decode(bytes, { stream: true }))
    if (text === null) throw foreign(firstBadLine(bytes, line()))
    if (encoding === 'UTF-16') checkWhole(text, line())
    yield text
  }
  const rest = attempt(() => decoder?.decode() ?? '')
  if (rest === null || rest !== '') {
    throw foreign({ line: line(), given: 'half a character at the end' })
  }
}

function attempt(decode: () => string): string | null {
  try {
    return decode()
  } catch {
    return null
  }
}

/** What stands in UTF-16 for half a letter without its other half. */
const damaged = '\ufffd'

function checkWhole(text: string, line: number): void {
  const at = text.indexOf(damaged)
  if (at === -1) return
  const before = text.slice(0, at).split(/\r\n?|\n/)
  const given = `${before.at(-1)}${/^.*/.exec(text.slice(at))?.[0]}`
  throw foreign({ line: line + before.length - 1, given })
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
  return new UnreadableSource({ ...found, column: null, ...asUtf8 })
}

/** What text is wanted in, and how a spreadsheet writes it. */
export const asUtf8 = {
  expected: 'text in UTF-8',
  cure: 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8") and import it again.',
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

function breaksIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
