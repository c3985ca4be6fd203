import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratchFile } from '../store/scratch.js'
import { readTable, readTableFile } from './tables.js'
import { textRows, xlsxFile, xlsxParts } from './xlsx-file.js'
import { zipFile } from './zip-file.js'

const csv = 'account_id,week,health\nA,2026-W47,50\n'
const oleMark = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const ole = (stream: string) =>
  Buffer.concat([oleMark, Buffer.alloc(600), Buffer.from(stream, 'utf16le'), Buffer.alloc(600)])
const withParts = (...names: readonly string[]) =>
  zipFile(names.map((name) => ({ name, content: 'x' })))

describe('a file that is no table', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'nothing. The file is empty'],
    ['a byte order mark alone', '\ufeff', 'nothing. The file is empty'],
    ['blank lines', ' \n\r\n\t\n', 'nothing. The file is empty'],
    ['a table of a web page', '\n<table><tr><td>id</td></tr></table>', '"a web page (HTML)'],
    ['a whole web page', '<!DOCTYPE html>\n<html></html>', '"a web page (HTML)'],
    ['a web page in UTF-16', Buffer.from('\ufeff<html><body>', 'utf16le'), '"a web page (HTML)'],
    ['a web page of Excel', '<!-- x --><html xmlns:x="urn:schemas">', '"a web page (HTML)'],
    [
      'an XML spreadsheet',
      '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
      '"an \\"XML Spreadsheet 2003\\""',
    ],
    ['other XML', '<?xml version="1.0"?><accounts/>', '"an XML file"'],
    ['a web archive', 'MIME-Version: 1.0\nContent-Type: multipart/related', '"a web archive'],
    ['JSON', '[\n  {"account_id": "A"}\n]', '"a JSON file"'],
    ['RTF', '{\\rtf1\\ansi}', '"a text document (RTF)"'],
    ['an old workbook', ole('Workbook'), '"an old Excel workbook (.xls)"'],
    ['an old document', ole('WordDocument'), '"an old Office document"'],
    ['a workbook with a password', ole('EncryptedPackage'), '"a workbook with a password"'],
    ['a PDF', '%PDF-1.7\n%\xe2\xe3', '"a PDF"'],
    ['an OpenDocument spreadsheet', withParts('mimetype', 'content.xml'), '"an OpenDocument file'],
    ['a Numbers file', withParts('Index/Document.iwa'), '"an Apple Numbers file"'],
    ['a binary workbook', withParts('xl/workbook.bin'), '"a binary workbook (.xlsb)"'],
    ['a Word document', withParts('word/document.xml'), '"a Word document"'],
    ['a zip of other files', withParts('accounts.csv'), '"a zip archive"'],
    ['a packed file', gzipSync(csv), '"a compressed file"'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), '"a picture"'],
    ['a database', 'SQLite format 3\0', '"an SQLite database"'],
    ['zeros', Buffer.alloc(5000), '"no text: binary data"'],
    ['other bytes', Buffer.from(Array.from({ length: 999 }, (_, at) => at % 256)), '"no text: bin'],
    ['UTF-16 without its mark', Buffer.from(csv, 'utf16le'), '"UTF-16 without its mark"'],
    ['UTF-32', Buffer.from('fffe00006100000062000000', 'hex'), '"text in UTF-32"'],
    [
      'text in Shift JIS',
      Buffer.from('82a082a2,8caa8ca99781', 'hex'),
      '"text in another encoding"',
    ],
    [
      'Cyrillic in one byte a letter',
      latin1('\xef\xf0\xe8\xe2\xe5\xf2,\xf1\xe5\xe2\xe5\xf0\xed\xfb\xe9'),
      '"text in anoth',
    ],
  ])('but %s is refused in a sentence', async (_what, content, given) => {
    const read = await readTable(content)
    expect(read).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(/^FILE(, line 1)?: expected .+, found .+\. [A-Z].+\.$/s),
    })
    expect(read).toMatchObject({ sentence: expect.stringContaining(given.replaceAll('\\', '')) })
  })

  it('but text, when a sheet is named, is refused', async () => {
    const read = await readTable(csv, 'Health')
    expect(read).toMatchObject({ sentence: expect.stringContaining('Leave --sheet out') })
  })

  it('is refused when it is not there', async () => {
    expect(await readTableFile('/no/such.csv')).toMatchObject({
      sentence: expect.stringContaining('found "no such file"'),
    })
    expect(await readTableFile('/')).toMatchObject({
      sentence: expect.stringContaining('found "a directory"'),
    })
  })
})

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

describe('the letters of a text', () => {
  it.each<[string, Uint8Array, string]>([
    ['Windows-1252', latin1('name\nCaf\xe9 \x80\x9f\n'), 'Café €Ÿ'],
    [
      'Windows-1252',
      latin1('name\n\xc4\xd6\xdc\xe4\xf6\xfc\xdf stra\xdfe na\xefve Bj\xf8rn Se\xf1or co\xfbt\n'),
      'ÄÖÜäöüß straße naïve Bjørn Señor coût',
    ],
    ['UTF-8', Buffer.from('name\nCafé 東京\n'), 'Café 東京'],
  ])('in %s are told', async (encoding, content, name) => {
    const read = await readTable(content)
    expect(read).toMatchObject({ form: { encoding }, rows: [['name'], [name]] })
  })

  it('that are UTF-8 but for a damaged one are refused where it is', async () => {
    const bytes = Buffer.concat([Buffer.from('name\nä\nö\nü\n'), latin1('\xe9\n')])
    expect(await readTable(bytes)).toMatchObject({
      sentence: expect.stringContaining('line 5: expected text in UTF-8'),
    })
  })

  it('may be cut by the end of what is looked at', async () => {
    for (const start of ['', 'a', 'ab']) {
      const read = await readTable(`${start}\n${'漢漢漢\n'.repeat(150_000)}`)
      expect(read).toMatchObject({ form: { encoding: 'UTF-8' } })
      expect(read.kind === 'table' && read.rows.at(-1)).toEqual(['漢漢漢'])
    }
  })

  it('in UTF-16 are refused where one is damaged', async () => {
    const bytes = Buffer.from('\ufeffname\nfine\nbad \ud800.\n', 'utf16le')
    expect(await readTable(bytes)).toMatchObject({
      sentence: expect.stringContaining('line 3: expected text in UTF-8, found "bad'),
    })
    expect(await readTable(bytes.subarray(0, -1))).toMatchObject({ kind: 'refused' })
  })
})

describe('a table', () => {
  it('comes back the same from each form that a program writes', async () => {
    await fc.assert(
      fc.asyncProperty(tables, forms, async (rows, form) => {
        const read = await readTable(written(rows, form))
        expect(read).toMatchObject({ kind: 'table', rows, lines: linesOf(rows) })
        expect(read).toMatchObject({ form: { delimiter: form.delimiter } })
      }),
      { numRuns: 400 },
    )
  })

  it('comes back the same from a workbook', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const bytes = xlsxFile({ sheets: [{ name: 'A', data: textRows(rows) }] })
        expect(await readTable(bytes)).toMatchObject({
          rows,
          lines: rows.map((_, index) => index + 1),
        })
      }),
      { numRuns: 100 },
    )
  })

  it('is read from the same lines after a line that says its delimiter', async () => {
    const read = await readTable('sep=;\na;b\n\n1;"x\ny"\n2;3\n')
    expect(read).toMatchObject({
      rows: [['a', 'b'], [''], ['1', 'x\ny'], ['2', '3']],
      lines: [2, 3, 4, 6],
    })
  })

  it('with a mark out of place is refused on the line of the file', async () => {
    const read = await readTable('sep=;\na;b\n1;x"y\n')
    expect(read).toMatchObject({ sentence: expect.stringContaining('FILE, line 3: expected quot') })
  })
})

interface Form {
  readonly encoding: 'utf8' | 'utf8 with mark' | 'utf16le' | 'utf16be' | 'latin1'
  readonly delimiter: string
  readonly isQuoted: boolean
  readonly lineEnd: string
}

const forms: fc.Arbitrary<Form> = fc.record({
  encoding: fc.constantFrom('utf8', 'utf8 with mark', 'utf16le', 'utf16be', 'latin1'),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  isQuoted: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
})

const cells = fc.oneof(
  fc.constantFrom(
    '82,5',
    '1.234,50',
    'a, b, c',
    'a; b',
    'Äußerst',
    'née',
    '',
    '"',
    '5" pipe',
    'x\ny',
  ),
  fc.string({ unit: fc.constantFrom('a', '7', ',', ';', '|', '"', '\n', ' ', 'é'), maxLength: 8 }),
)

/** A header of words, and rows below it, of which none is blank and each is as long. */
const tables = fc.integer({ min: 2, max: 6 }).chain((width) =>
  fc
    .array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 })
    .map((rows) => [
      Array.from({ length: width }, (_, at) => `column ${at}`),
      ...rows.map(([, ...rest], at) => [`A${at}`, ...rest.map((cell) => cell.trim())]),
    ])
    .map((rows) => [...rows, Array.from({ length: width }, () => 'end')]),
)

function written(rows: readonly (readonly string[])[], form: Form): Buffer {
  const { delimiter, isQuoted, lineEnd } = form
  const cell = (text: string) =>
    isQuoted || text.includes(delimiter) || /["\n]/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text
  const lines = rows.map((cells) => cells.map(cell).join(delimiter))
  const text = lines
    .map((line) => `${line}\n`)
    .join('')
    .replaceAll('\n', lineEnd)
  switch (form.encoding) {
    case 'utf8':
      return Buffer.from(text)
    case 'latin1':
      return latin1(text)
    case 'utf8 with mark':
      return Buffer.from(`\ufeff${text}`)
    case 'utf16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'utf16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  }
}

function linesOf(rows: readonly (readonly string[])[]): number[] {
  let line = 1
  return rows.map((cells) => {
    const first = line
    line += 1 + cells.join('').split('\n').length - 1
    return first
  })
}

/** Two thousand each way, fifty thousand where there is time: `MMR_LONG=1`. */
const numRuns = process.env.MMR_LONG === undefined ? 2000 : 50_000
const timeout = 600_000

describe('a mangled file', () => {
  const texts = [
    'account_id,week,health,note\nA,2026-W47,50,"a, ""b"""\nB,2026-W47,51,é\n',
    'account_id;week;health\r\nA;2026-W47;82,5\r\n',
  ]
  const parts = xlsxParts({
    sheets: [
      {
        name: 'A',
        data: '<row r="2"><c r="A2" s="1"><v>46342</v></c><c t="s"><v>0</v></c><c t="b"><v>1</v></c></row>',
      },
      {
        name: 'B',
        data: textRows([
          ['id', 'health'],
          ['A', '5'],
        ]),
        state: 'hidden',
      },
    ],
    strings: ['<r><t>x</t></r>'],
    formats: [0, 14],
  })
  const files = [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from(`\ufeff${texts[0]}`, 'utf16le'),
    latin1(texts[0] ?? ''),
    zipFile(parts),
  ]

  it('is a table or refused, and nothing else', { timeout }, async () => {
    const file = scratchFile('rows.bin', '')
    const kinds = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), changes, async (whole, all) => {
        writeFileSync(file, mangled(whole, all))
        const read = await readTableFile(file)
        kinds.add(read.kind)
        if (read.kind === 'table' && read.form.kind === 'workbook') {
          expect(read.rows).toEqual([['2026-11-16', 'x', 'TRUE']])
        }
      }),
      { numRuns },
    )
    expect([...kinds].toSorted()).toEqual(['refused', 'table'])
  })

  it('is so where a workbook was mangled before it was packed', { timeout }, async () => {
    const file = scratchFile('rows.bin', '')
    const kinds = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.nat(parts.length - 1), changes, async (spoilt, all) => {
        const other = parts.map((part, index) =>
          index === spoilt ? { ...part, content: mangled(Buffer.from(part.content), all) } : part,
        )
        writeFileSync(file, zipFile(other))
        kinds.add((await readTableFile(file)).kind)
      }),
      { numRuns },
    )
    expect([...kinds].toSorted()).toEqual(['refused', 'table'])
  })
})

interface Change {
  /** Where, as a part of the whole. */
  readonly at: number
  readonly kind: 'set' | 'insert' | 'remove' | 'double' | 'cut'
  readonly bytes: Uint8Array
}

const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('set', 'set', 'insert', 'remove', 'double', 'cut'),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc.constantFrom('"', ',', '\n', '<', '>', '/', '9').map((text) => Buffer.from(text)),
    ),
  }),
  { minLength: 1, maxLength: 6 },
)

function mangled(whole: Buffer, all: readonly Change[]): Buffer {
  let bytes = whole
  for (const { at, kind, bytes: other } of all) {
    const place = Math.floor(at * bytes.length)
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)]
    if (kind === 'cut') bytes = before
    else if (kind === 'insert') bytes = Buffer.concat([before, other, after])
    else if (kind === 'double') bytes = Buffer.concat([before, before.subarray(-30), after])
    else if (kind === 'remove') bytes = Buffer.concat([before, after.subarray(other.length)])
    else bytes = Buffer.concat([before, other, after.subarray(other.length)])
  }
  return bytes
}
