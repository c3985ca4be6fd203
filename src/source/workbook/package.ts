import { TextDecoder } from 'node:util'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { UnreadableSource } from '../fault.js'
import { type ForeignKind, notATable } from '../file-kind.js'

/** The parts of a workbook, which is a zip. */
export interface Package {
  readonly has: (part: string) => boolean
  /**
   * The text of a part, piece by piece.
   *
   * @throws UnreadableSource where it isn't there, larger than `most` bytes, or damaged.
   */
  readonly read: (part: string, most: number) => AsyncIterable<string>
}

/**
 * Opens the zip in these bytes. Nothing is inflated yet: a small zip may hold gigabytes.
 *
 * @throws UnreadableSource where it is damaged, or no workbook.
 */
export async function openPackage(bytes: Buffer): Promise<Package> {
  const zip = await orDamaged(() => fromBufferPromise(bytes))
  const entries = new Map<string, Entry>()
  await orDamaged(async () => {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry)
  })
  const foreign = foreignKind([...entries.keys()])
  if (foreign !== null) throw notATable(foreign)
  const claimed = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (claimed > mostOfAll) throw tooLarge('all its parts together', mostOfAll)
  // Excel finds parts whatever the case of their names.
  const find = (part: string) => entries.get(part.toLowerCase())
  return {
    has: (part) => find(part) !== undefined,
    read: (part, most) => readPart({ zip, part, entry: find(part) }, most),
  }
}

/** More than any workbook holds, with its pictures. */
const mostOfAll = 3_000_000_000

interface Part {
  readonly zip: ZipFile
  readonly part: string
  readonly entry: Entry | undefined
}

async function* readPart({ zip, part, entry }: Part, most: number): AsyncGenerator<string> {
  if (entry === undefined) throw damaged(`one without ${part}`)
  if (entry.isEncrypted()) throw damaged('one with a password')
  if (entry.uncompressedSize > most) throw tooLarge(part, most)
  // What is inflated beyond the size that the directory gives ends the stream with an error.
  const stream = await orDamaged(() => zip.openReadStreamPromise(entry))
  let decoder: TextDecoder | null = null
  let checksum = 0
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      checksum = crc32(bytes, checksum)
      decoder ??= new TextDecoder(labelOf(bytes), { fatal: true })
      yield decoder.decode(bytes, { stream: true })
    }
    // Damage that leaves good XML would be read as other figures.
    if (checksum !== entry.crc32) throw damaged(`a damaged ${part}`)
    yield decoder?.decode() ?? ''
  } catch (error) {
    throw error instanceof UnreadableSource ? error : damaged(`a damaged ${part}`, error)
  }
}

/** XML is in UTF-8, unless a mark says UTF-16. */
function labelOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

async function orDamaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw damaged('one that is cut off or damaged', error)
  }
}

/** Where a workbook isn't as it should be. */
export function damaged(given: string, cause?: unknown): UnreadableSource {
  const fault = {
    line: null,
    column: null,
    expected: 'a whole Excel workbook (.xlsx)',
    given,
    cure: 'Export it again; or open it in Excel or LibreOffice, and save it anew.',
  }
  return new UnreadableSource(fault, cause === undefined ? {} : { cause })
}

function tooLarge(part: string, most: number): UnreadableSource {
  return new UnreadableSource({
    line: null,
    column: null,
    expected: `at most ${Math.round(most / 1_000_000)} MB in ${part}`,
    given: 'more',
    cure: 'Delete what the table does not need, or save its sheet as "CSV UTF-8".',
  })
}

/** Other files that are zips, by what is in them. */
const kinds: readonly (readonly [part: RegExp, kind: ForeignKind])[] = [
  [/^xl\/workbook\.bin$/, { given: 'a binary workbook (.xlsb)', cure: saveAs('Excel') }],
  [/\.iwa$|^index\.zip$/, { given: 'an Apple Numbers file', cure: exportFrom('Numbers') }],
  [/^word\/document/, { given: 'a Word document', cure: saveAs('a spreadsheet') }],
  [/^ppt\//, { given: 'a presentation', cure: saveAs('a spreadsheet') }],
]

function saveAs(program: string): string {
  return `Open its table in ${program}, and save it as .xlsx or as "CSV UTF-8".`
}

function exportFrom(program: string): string {
  return `In ${program}, export it to Excel (.xlsx) or CSV.`
}

function foreignKind(parts: readonly string[]): ForeignKind | null {
  for (const [pattern, kind] of kinds) if (parts.some((part) => pattern.test(part))) return kind
  if (parts.includes('mimetype') && parts.includes('content.xml')) {
    return { given: 'an OpenDocument file (.ods)', cure: saveAs('LibreOffice') }
  }
  const isOffice = parts.includes('[content_types].xml') || parts.some((part) => /^xl\//.test(part))
  if (isOffice) return null
  return { given: 'a zip archive', cure: 'Unpack it, and import the file in it.' }
}
