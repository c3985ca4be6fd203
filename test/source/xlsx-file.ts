import { type ZipPart, zipFile } from './zip-file.js'

/** A sheet of a workbook: its `<sheetData>`, or what else its part holds. */
export interface SheetFile {
  readonly name: string
  readonly state?: 'hidden' | 'veryHidden'
  /** What stands between `<sheetData>` and its end. */
  readonly data: string
}

export interface WorkbookFile {
  readonly sheets: readonly SheetFile[]
  /** What stands in `<si>`, once each. */
  readonly strings?: readonly string[]
  /** The number format of each style: the id of one that Excel knows, or a code. */
  readonly formats?: readonly (number | string)[]
  readonly is1904?: boolean
}

/** An Excel workbook. */
export function xlsxFile(book: WorkbookFile): Buffer {
  return zipFile(xlsxParts(book))
}

/** Its parts, for those who want to spoil one. */
export function xlsxParts({ sheets, strings = [], formats = [], is1904 }: WorkbookFile): ZipPart[] {
  return [
    part('[Content_Types].xml', `<Types xmlns="${packageUrl}/content-types"/>`),
    part('_rels/.rels', relations([['rId1', 'officeDocument', 'xl/workbook.xml']])),
    part('xl/workbook.xml', list(sheets, is1904 ?? false)),
    part(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, at): [string, string, string] => {
          return [`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`]
        }),
        ['rIdStrings', 'sharedStrings', '/xl/sharedStrings.xml'],
        ['rIdStyles', 'styles', 'styles.xml'],
      ]),
    ),
    part('xl/styles.xml', styles(formats)),
    part(
      'xl/sharedStrings.xml',
      `<sst xmlns="${mainUrl}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ),
    ...sheets.map(({ data }, at) =>
      part(
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet xmlns="${mainUrl}"><sheetData>${data}</sheetData></worksheet>`,
      ),
    ),
  ]
}

const packageUrl = 'http://schemas.openxmlformats.org/package/2006'
const documentUrl = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const mainUrl = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

function part(name: string, xml: string): ZipPart {
  return { name, content: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` }
}

function relations(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(
    ([id, type, target]) =>
      `<Relationship Id="${id}" Type="${documentUrl}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${packageUrl}/relationships">${each.join('')}</Relationships>`
}

function list(sheets: readonly SheetFile[], is1904: boolean): string {
  const each = sheets.map(({ name, state }, at) => {
    const hidden = state === undefined ? '' : ` state="${state}"`
    return `<sheet name="${escaped(name)}" sheetId="${at + 1}"${hidden} r:id="rId${at + 1}"/>`
  })
  const dates = is1904 ? '<workbookPr date1904="1"/>' : '<workbookPr/>'
  return `<workbook xmlns="${mainUrl}" xmlns:r="${documentUrl}">${dates}<sheets>${each.join('')}</sheets></workbook>`
}

function styles(formats: readonly (number | string)[]): string {
  const codes = formats.flatMap((format, at) =>
    typeof format === 'string'
      ? `<numFmt numFmtId="${164 + at}" formatCode="${escaped(format)}"/>`
      : [],
  )
  const each = formats.map((format, at) => {
    return `<xf numFmtId="${typeof format === 'string' ? 164 + at : format}" xfId="0"/>`
  })
  return `<styleSheet xmlns="${mainUrl}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${each.join('')}</cellXfs></styleSheet>`
}

/** Text as XML has it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Rows of texts, each in a cell of its own. */
export function textRows(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
  return rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('')
}
