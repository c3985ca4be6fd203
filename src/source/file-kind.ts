import { asUtf8, type Encoding, type FileSample, guessEncoding, sampleText } from './encoding.js'
import { type Refusal, UnreadableSource } from './fault.js'

/** What a file is read as. */
export type FileKind =
  | { readonly kind: 'zip' }
  | { readonly kind: 'text'; readonly encoding: Encoding; readonly start: string }

/**
 * What a file is, by how it begins, whatever its name says.
 *
 * @throws UnreadableSource with what it is, and what to save instead, where no table can be read
 * from it.
 */
export function fileKind(sample: FileSample): FileKind {
  if (sample.bytes.length === 0) throw emptyFile()
  const known = byBytes(sample.bytes)
  if (known !== null) throw notATable(known)
  if (startsWithOne(sample.bytes, zipSignatures)) return { kind: 'zip' }
  return textKind(sample)
}

function textKind(sample: FileSample): FileKind {
  const guess = guessEncoding(sample)
  if (guess.kind === 'unknown') {
    const { expected, cure } = guess.given.startsWith('no text') ? aTable : asUtf8
    throw new UnreadableSource({ line: null, column: null, expected, given: guess.given, cure })
  }
  const start = sampleText(sample, guess.encoding)
  if (sample.isWhole && start.trim() === '') throw emptyFile()
  const known = byText(start.slice(0, 20_000))
  if (known !== null) throw notATable(known)
  return { kind: 'text', encoding: guess.encoding, start }
}

/** A kind of file that holds no table that we read: what it is, and what to do. */
export interface ForeignKind {
  readonly given: string
  readonly cure: string
}

/** What an import wants. */
export const aTable: Refusal = {
  expected: 'a CSV file or an Excel workbook (.xlsx)',
  cure: 'Export the table as CSV or .xlsx, and import that.',
}

/** The one sentence about a file of another kind. */
export function notATable(kind: ForeignKind): UnreadableSource {
  const { expected } = aTable
  return new UnreadableSource({ line: null, column: null, expected, ...kind })
}

/** A file with nothing in it. */
export function emptyFile(): UnreadableSource {
  return new UnreadableSource({
    line: 1,
    column: null,
    expected: 'a header and rows',
    given: '',
    cure: 'The file is empty: export it again.',
  })
}

const inSpreadsheet = 'Open it in Excel or LibreOffice, and save it as .xlsx or as "CSV UTF-8".'

const aPdf = { given: 'a PDF', cure: aTable.cure }
const anSqliteFile = { given: 'an SQLite database', cure: 'Export its table as CSV.' }
const anImage = { given: 'a picture', cure: aTable.cure }
const anArchive = { given: 'a compressed file', cure: 'Unpack it, and import the file in it.' }

/** Kinds by the bytes they begin with, in hexadecimal. */
const signatures: readonly (readonly [start: string, kind: ForeignKind])[] = [
  ['25504446', aPdf],
  ['1f8b', anArchive],
  ['425a6839314159', anArchive],
  ['fd377a58', anArchive],
  ['377abcaf', anArchive],
  ['52617221', anArchive],
  ['28b52ffd', anArchive],
  ['89504e47', anImage],
  ['ffd8ff', anImage],
  ['47494638', anImage],
  ['49492a00', anImage],
  ['4d4d002a', anImage],
  ['53514c69746520666f726d6174203300', anSqliteFile],
]

/** A zip's, also of one that is empty, or in parts. */
const zipSignatures = ['504b0304', '504b0506', '504b0708']

function startsWithOne(bytes: Buffer, starts: readonly string[]): boolean {
  const start = bytes.toString('hex', 0, 16)
  return starts.some((one) => start.startsWith(one))
}

function byBytes(bytes: Buffer): ForeignKind | null {
  if (startsWithOne(bytes, [oleMark])) return oleKind(bytes)
  const found = signatures.find(([start]) => startsWithOne(bytes, [start]))?.[1]
  if (found !== undefined) return found
  // Some programs write something before the mark.
  return bytes.subarray(0, 1024).includes('%PDF-') ? aPdf : null
}

/** What old Office files begin with, and new ones with a password. */
const oleMark = 'd0cf11e0a1b11ae1'

function oleKind(bytes: Buffer): ForeignKind {
  const names = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'))
  if (names('EncryptedPackage') || names('EncryptionInfo')) {
    return {
      given: 'a workbook with a password',
      cure: 'Open it in Excel, take the password off (File, Info, Protect Workbook), and save it.',
    }
  }
  const isDocument = names('WordDocument') || names('PowerPoint Document')
  return isDocument
    ? { given: 'an old Office document', cure: aTable.cure }
    : { given: 'an old Excel workbook (.xls)', cure: inSpreadsheet }
}

/** Kinds by the text they begin with. */
const markups: readonly (readonly [start: RegExp, kind: ForeignKind])[] = [
  [
    /^\s*<\?(xml|mso-application)[\s\S]*urn:schemas-microsoft-com:office:spreadsheet/i,
    { given: 'an "XML Spreadsheet 2003"', cure: inSpreadsheet },
  ],
  [
    /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype html|html|head|body|meta|title|style|script|div|table|thead|tbody|tr)\b/i,
    { given: 'a web page (HTML), whatever its name says', cure: inSpreadsheet },
  ],
  [/^\s*MIME-Version:/i, { given: 'a web archive, whatever its name says', cure: inSpreadsheet }],
  [/^\s*<\?xml/i, { given: 'an XML file', cure: aTable.cure }],
  [/^\s*\{\\rtf/, { given: 'a text document (RTF)', cure: aTable.cure }],
  [/^\s*(\[\s*)?\{\s*("|\})/, { given: 'a JSON file', cure: aTable.cure }],
]

function byText(start: string): ForeignKind | null {
  return markups.find(([pattern]) => pattern.test(start))?.[1] ?? null
}
