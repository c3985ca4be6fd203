import type { Package } from './package.js'
import { damaged } from './package.js'
import { type DateSystem, type NumberKind, numberKind, plainText } from './value.js'
import { readAllXml } from './xml.js'

/** A sheet of cells, as the workbook lists it. */
export interface SheetEntry {
  readonly name: string
  readonly isHidden: boolean
  readonly part: string
}

/** What a workbook says of itself, before any cell is read. */
export interface WorkbookParts {
  readonly sheets: readonly SheetEntry[]
  readonly dates: DateSystem
  /** What texts of cells are kept in, once each. */
  readonly strings: readonly string[]
  /** What the number format of each style makes of a number. */
  readonly styles: readonly NumberKind[]
}

/**
 * Reads all but the sheets.
 *
 * @throws UnreadableSource where something is missing, too large or damaged.
 */
export async function readParts(book: Package): Promise<WorkbookParts> {
  const top = await readRelations(book, '')
  const main = top.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  const relations = await readRelations(book, main)
  const { dates, listed } = await readList(book, main)
  const sheets = listed.flatMap(({ name, isHidden, id }) => {
    const relation = relations.find((relation) => relation.id === id)
    // Others are charts and macros.
    if (relation !== undefined && relation.type !== 'worksheet') return []
    if (relation === undefined) throw damaged(`one without the sheet "${name}"`)
    return { name, isHidden, part: relation.part }
  })
  const partOf = (wanted: string) => relations.find(({ type }) => type === wanted)?.part
  return {
    sheets,
    dates,
    strings: await readStrings(book, partOf('sharedStrings')),
    styles: await readStyles(book, partOf('styles')),
  }
}

/** Far more than any part of this kind has. */
const mostOfPart = 32_000_000

/** A million texts of a line or two. */
const mostOfStrings = 150_000_000

interface Relation {
  readonly id: string
  /** The last word of its address: all kinds of workbook agree on it. */
  readonly type: string
  readonly part: string
}

/** What a part refers to; nothing where it doesn't say. */
async function readRelations(book: Package, of: string): Promise<Relation[]> {
  const slash = of.lastIndexOf('/') + 1
  const part = `${of.slice(0, slash)}_rels/${of.slice(slash)}.rels`
  const relations: Relation[] = []
  if (!book.has(part)) return relations
  await readAllXml(part, book.read(part, mostOfPart), {
    open: (name, attribute) => {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return
      const target = new URL(attribute('Target') ?? '', `zip:/${of}`).pathname.slice(1)
      const type = attribute('Type')?.split('/').at(-1) ?? ''
      relations.push({ id: attribute('Id') ?? '', type, part: decodeURI(target) })
    },
    close: () => undefined,
    text: () => undefined,
  })
  return relations
}

interface Listed {
  readonly name: string
  readonly isHidden: boolean
  readonly id: string
}

async function readList(book: Package, part: string) {
  const listed: Listed[] = []
  let dates: DateSystem = 1900
  await readAllXml(part, book.read(part, mostOfPart), {
    open: (name, attribute) => {
      if (name === 'workbookPr' && isTrue(attribute('date1904'))) dates = 1904
      if (name !== 'sheet') return
      const isHidden = /hidden$/i.test(attribute('state') ?? '')
      const sheet = plainText(attribute('name') ?? '')
      listed.push({ name: sheet, isHidden, id: attribute('id') ?? '' })
    },
    close: () => undefined,
    text: () => undefined,
  })
  return { listed, dates }
}

/** How XML says yes. */
export function isTrue(value: string | null): boolean {
  return value === '1' || value === 'true'
}

/**
 * A text may come in runs of different fonts; how it is pronounced is no part of it. Some programs
 * name this part and leave it out where no cell needs it.
 */
async function readStrings(book: Package, part: string | undefined): Promise<string[]> {
  const strings: string[] = []
  if (part === undefined || !book.has(part)) return strings
  let text = ''
  const runs = textRuns((run) => (text += run))
  await readAllXml(part, book.read(part, mostOfStrings), {
    open: (name) => {
      if (name === 'si') text = ''
      runs.open(name)
    },
    close: (name) => {
      if (name === 'si') strings.push(plainText(text))
      runs.close(name)
    },
    text: runs.text,
  })
  return strings
}

/** Tells the texts of `<t>`, without those of `<rPh>`. */
export function textRuns(tell: (text: string) => void) {
  let isText = false
  let isSpoken = false
  return {
    open: (name: string) => {
      if (name === 't') isText = true
      if (name === 'rPh') isSpoken = true
    },
    close: (name: string) => {
      if (name === 't') isText = false
      if (name === 'rPh') isSpoken = false
    },
    text: (text: string) => {
      if (isText && !isSpoken) tell(text)
    },
  }
}

async function readStyles(book: Package, part: string | undefined): Promise<NumberKind[]> {
  const styles: NumberKind[] = []
  if (part === undefined) return styles
  const codes = new Map<number, string>()
  let isOfCells = false
  await readAllXml(part, book.read(part, mostOfPart), {
    open: (name, attribute) => {
      if (name === 'cellXfs') isOfCells = true
      if (name === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '')
      if (name !== 'xf' || !isOfCells) return
      const id = Number(attribute('numFmtId') ?? 0)
      styles.push(numberKind(id, codes.get(id) ?? null))
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false
    },
    text: () => undefined,
  })
  return styles
}
