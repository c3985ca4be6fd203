import { describe, expect, it } from 'vitest'
import { readTable } from './tables.js'
import { textRows, type WorkbookFile, xlsxFile, xlsxParts } from './xlsx-file.js'
import { zipFile } from './zip-file.js'

const header = '<row r="1"><c r="A1" t="inlineStr"><is><t>account_id</t></is></c></row>'

/** What a workbook's cells say, one to a row below a header. */
async function valuesOf(cells: readonly string[], book: Partial<WorkbookFile> = {}) {
  const rows = cells.map((cell, at) => `<row r="${at + 2}">${cell}</row>`)
  const sheets = [{ name: 'Health', data: header + rows.join('') }]
  const read = await readTable(xlsxFile({ ...book, sheets }))
  return read.kind === 'table' ? read.rows.slice(1).map(([cell]) => cell) : read.sentence
}

/** What a number says in a format. */
async function numberIn(format: number | string, value: string | number, is1904 = false) {
  const values = await valuesOf([`<c s="0"><v>${value}</v></c>`], { formats: [format], is1904 })
  return values[0]
}

describe('a cell of a workbook', () => {
  it.each<[string, string, string]>([
    ['a shared text', '<c t="s"><v>0</v></c>', 'shared & kept'],
    ['a shared text of several fonts', '<c t="s"><v>1</v></c>', 'bold and plain'],
    ['a shared text that says how it is pronounced', '<c t="s"><v>2</v></c>', '東京'],
    ['a text of its own', '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', 'ab'],
    ['a formula of text', '<c t="str"><f>A1&amp;"x"</f><v>result</v></c>', 'result'],
    ['a formula of figures', '<c><f>1+1</f><v>2</v></c>', '2'],
    ['yes', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['no', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['an error', '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', '#DIV/0!'],
    ['what is missing', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['a date as text', '<c t="d"><v>2026-11-16T00:00:00.000</v></c>', '2026-11-16'],
    ['a moment as text', '<c t="d"><v>2026-11-16T10:15:30Z</v></c>', '2026-11-16T10:15:30'],
    ['letters that XML lacks', '<c t="str"><v>a_x000D__x000A_b_x005F_c</v></c>', 'a\nb_c'],
    ['a CDATA section', '<c t="str"><v><![CDATA[<b>]]></v></c>', '<b>'],
  ])('holds %s', async (_what, cell, text) => {
    const strings = [
      '<t>shared &amp; kept</t>',
      '<r><rPr><b/></rPr><t>bold</t></r><r><t xml:space="preserve"> and plain</t></r>',
      '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
    ]
    expect(await valuesOf([cell], { strings })).toEqual([text])
  })

  it.each<[number | string, string | number, string]>([
    [0, '85', '85'],
    [0, '1.234', '1.2340'],
    [0, '-1.234', '-1.2340'],
    [0, '0.1', '0.1'],
    [0, '0.30000000000000004', '0.3'],
    [0, '3.3333333333333335', '3.33333333333333'],
    [0, '1.25E+06', '1250000'],
    [0, '1E-7', '0.0000001'],
    [0, '-2.5E-8', '-0.000000025'],
    [0, '1E+21', '1000000000000000000000'],
    [0, '12345678901234567', '12345678901234600'],
    [0, '-0', '0'],
    [0, 'seven', 'seven'],
    [4, '1234567.891', '1234567.8910'],
    [9, '0.85', '85%'],
    [10, '0.8567', '85.67%'],
    ['0.0%', '0.07', '7%'],
    ['0"%"', '0.5', '0.5'],
    ['00000', '42', '00042'],
    ['00000', '4.5', '4.5'],
    ['"day "0', '46342', '46342'],
    ['[Red]-0.00', '-2', '-2'],
    ['General', '44', '44'],
  ])('in the format %j writes %s as %s', async (format, value, text) => {
    expect(await numberIn(format, value)).toBe(text)
  })

  it.each<[number | string, number, string]>([
    [14, 46342, '2026-11-16'],
    [22, 46342.42743055556, '2026-11-16T10:15:30'],
    ['dd.mm.yyyy', 46342, '2026-11-16'],
    ['[$-409]d-mmm-yy;@', 46342, '2026-11-16'],
    ['mmm', 46342, '2026-11-16'],
    ['yyyy\\-mm\\-dd\\ hh:mm:ss', 46342.5, '2026-11-16T12:00:00'],
    ['hh:mm', 0.42708333333333331, '10:15:00'],
    ['h:mm AM/PM', 0.5, '12:00:00'],
    ['[h]:mm', 1.5, '36:00:00'],
    [14, 1, '1900-01-01'],
    [14, 59, '1900-02-28'],
    [14, 60, '1900-02-29'],
    [14, 61, '1900-03-01'],
    [14, 0, '1900-01-00'],
    [14, -1, '-1'],
    [14, 2958466, '2958466'],
    [14, 46341.999999999, '2026-11-16'],
  ])('in the format %j has %s as the date %s', async (format, value, text) => {
    expect(await numberIn(format, value)).toBe(text)
  })

  it.each<[string, string, string]>([
    ['"€"#,##0', '1000', '€1000'],
    ['"$"#,##0.00', '1234.5', '$1234.5'],
    ['$#,##0', '1000', '$1000'],
    ['\\£#,##0', '1000', '£1000'],
    ['#,##0 "€"', '1000', '€1000'],
    ['#,##0 [$€-1]', '1000', '€1000'],
    ['[$€-x-euro2]\\ #,##0.00', '1000', '€1000'],
    ['[$$-409]#,##0', '1000', '$1000'],
    ['[$CHF-807] #,##0', '1000', 'CHF 1000'],
    ['[$EUR] 0.00', '1000.25', 'EUR 1000.25'],
    ['[$Fr.-807] #,##0', '1000', 'Fr. 1000'],
    ['#,##0\\ "USD"', '1000', 'USD 1000'],
    ['#,##0" kr"', '1000', 'kr 1000'],
    ['General" EUR"', '1000', 'EUR 1000'],
    ['_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', '0', '$0'],
    ['_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', '12.5', '€12.5'],
    ['[Red][>=1000]"$"#,##0;"$"0.00', '999', '$999'],
    ['"$"#,##0;[Red]-"$"#,##0', '-5', '-$5'],
    ['"$"#,##0,', '1234000', '$1234000'],
    ['"$"#,##0.0,,"M"', '1500000', '$1500000'],
    ['#,##0," k€"', '85000', '€85000'],
    ['#,##0" k€"', '85', '85 k€'],
    ['"$"0"K"', '85', '$85 K'],
  ])('in the format %j has %s with its currency: %s', async (format, value, text) => {
    expect(await numberIn(format, value)).toBe(text)
  })

  it.each<[string, string, string]>([
    ['0" months"', '3', '3 months'],
    ['0\\ "days"', '30', '30 days'],
    ['0" mo."', '3', '3 mo.'],
    ['General" Tage"', '30', '30 Tage'],
    ['[=1]0" month";0" months"', '1', '1 month'],
    ['#,##0,"K"', '85000', '85000'],
    ['0" out of ten"', '7', '7'],
    ['0"/10"', '7', '7'],
    ['"No "0', '7', '7'],
    ['"TOP"00000', '42', '00042'],
    ['0.0%" done"', '0.07', '7%'],
    ['yyyy" year"', '46342', '2026-11-16'],
    ['[h]" hours"', '1.5', '36:00:00'],
    ['@', '7', '7'],
    ['"€', '7', '7'],
  ])('in the format %j has %s with the letters behind it: %s', async (format, value, text) => {
    expect(await numberIn(format, value)).toBe(text)
  })

  it('counts days from 1904 where the workbook says so', async () => {
    expect(await numberIn(14, 44880, true)).toBe('2026-11-16')
    expect(await numberIn(14, 0, true)).toBe('1904-01-01')
  })
})

describe('the rows of a workbook', () => {
  it('have the numbers that Excel shows, and are as wide as the sheet', async () => {
    const data = [
      '<row r="2"><c r="B2" t="str"><v>Report</v></c></row>',
      '<row r="3"/>',
      '<row r="5"><c r="A5" t="str"><v>id</v></c><c r="C5" t="str"><v>score</v></c></row>',
      '<row><c><v>1</v></c><c s="0"/><c><v>2</v></c><c t="str"><v> </v></c></row>',
    ]
    const read = await readTable(xlsxFile({ sheets: [{ name: 'A', data: data.join('') }] }))
    expect(read).toEqual({
      kind: 'table',
      form: { kind: 'workbook', sheet: 'A', sheets: ['A'], hiddenRows: 0 },
      rows: [
        ['', 'Report', ''],
        ['id', '', 'score'],
        ['1', '', '2'],
      ],
      lines: [2, 5, 6],
    })
  })

  it('are counted where they are hidden and have anything in them', async () => {
    const data = [
      '<row r="1"><c t="str"><v>id</v></c></row>',
      '<row r="2" hidden="1"><c t="str"><v>a</v></c></row>',
      '<row r="3" hidden="0"><c t="str"><v>b</v></c></row>',
      '<row r="4" hidden="true"><c t="str"><v>c</v></c></row>',
      '<row r="5" hidden="1"><c s="0"/></row>',
      '<row r="6" hidden="1"/>',
    ]
    const read = await readTable(xlsxFile({ sheets: [{ name: 'A', data: data.join('') }] }))
    expect(read).toMatchObject({ form: { hiddenRows: 2 }, rows: [['id'], ['a'], ['b'], ['c']] })
  })

  it('are found whatever prefix their names have', async () => {
    const parts = xlsxParts({ sheets: [{ name: 'A', data: '' }] }).map((part) =>
      part.name.endsWith('sheet1.xml')
        ? {
            ...part,
            content:
              '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="str"><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>',
          }
        : part,
    )
    expect(await readTable(zipFile(parts))).toMatchObject({ rows: [['a']] })
  })
})

describe('the sheet of a workbook', () => {
  const filled = (name: string) => ({ name, data: textRows([['id', name]]) })
  const empty = { name: 'Empty', data: '<row r="1"><c r="A1" s="0"/></row>' }
  const hidden = { ...filled('Secret'), state: 'hidden' as const }
  const veryHidden = { ...filled('Lists'), state: 'veryHidden' as const }

  it('is the only one that is shown and has anything in it', async () => {
    const sheets = [hidden, empty, filled('Health'), veryHidden]
    expect(await readTable(xlsxFile({ sheets }))).toMatchObject({
      form: { kind: 'workbook', sheet: 'Health', sheets: ['Empty', 'Health'], hiddenRows: 0 },
      rows: [['id', 'Health']],
    })
  })

  it('is asked for where there are several', async () => {
    const sheets = [filled('2025'), hidden, filled('2026')]
    expect(await readTable(xlsxFile({ sheets }))).toEqual({
      kind: 'refused',
      sentence:
        'FILE: expected one sheet with anything in it, or --sheet NAME, found "2025, 2026". Say which one: --sheet "2025" or --sheet "2026".',
    })
  })

  it.each([
    ['Health & Co', 'Health & Co'],
    ['health & co', 'Health & Co'],
    ['Secret', 'Secret'],
  ])('is the one that is named: %s', async (named, sheet) => {
    const sheets = [filled('Health & Co'), filled('Other'), hidden]
    const read = await readTable(xlsxFile({ sheets }), named)
    expect(read).toMatchObject({ form: { sheet }, rows: [['id', sheet]] })
  })

  it('that is not there is refused with those that are', async () => {
    const sheets = [filled('2025'), filled('2026')]
    expect(await readTable(xlsxFile({ sheets }), '2027')).toEqual({
      kind: 'refused',
      sentence:
        'FILE: expected the sheet "2027" that --sheet names, found "2025, 2026". Say which one: --sheet "2025" or --sheet "2026".',
    })
  })

  it('is refused where nothing is in any', async () => {
    const read = await readTable(xlsxFile({ sheets: [empty, hidden] }))
    expect(read).toMatchObject({ sentence: expect.stringContaining('The file is empty') })
  })
})

describe('merged cells', () => {
  const text = (address: string, value: string) => `<c r="${address}" t="str"><v>${value}</v></c>`

  /** What is read of rows, and of the ranges that are merged in them. */
  async function merged(rows: string, ranges: readonly string[]) {
    const merges = ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')
    const content = `<worksheet><sheetData>${rows}</sheetData><mergeCells>${merges}</mergeCells></worksheet>`
    const parts = xlsxParts({ sheets: [{ name: 'A', data: '' }] })
    const part = (name: string) => name.endsWith('sheet1.xml')
    return readTable(zipFile(parts.map((each) => (part(each.name) ? { ...each, content } : each))))
  }

  const rows = [
    `<row r="1">${text('A1', 'manager')}${text('B1', 'id')}${text('C1', 'score')}</row>`,
    `<row r="2">${text('A2', 'Ada')}${text('B2', 'a')}${text('C2', '1')}</row>`,
    `<row r="3"><c r="A3"/>${text('B3', 'b')}${text('C3', '2')}</row>`,
    `<row r="6">${text('A6', 'hidden below')}${text('B6', 'c')}</row>`,
    `<row r="7">${text('B7', 'd')}${text('C7', '4')}</row>`,
  ].join('')

  it('in one column all say what the first of them says', async () => {
    expect(await merged(rows, ['C3:C6', 'A2:A6'])).toMatchObject({
      rows: [
        ['manager', 'id', 'score'],
        ['Ada', 'a', '1'],
        ['Ada', 'b', '2'],
        ['Ada', 'c', '2'],
        ['', 'd', '4'],
      ],
      lines: [1, 2, 3, 6, 7],
    })
  })

  it.each([
    ['side by side', ['A7:C7']],
    ['in a block', ['A2:B7']],
    ['below a blank one', ['A4:A7', 'C6:C7']],
    ['beside the table', ['D2:D7', 'XFD1:XFD1048576']],
    ['that are one cell', ['A2', 'A2:A2']],
    ['in a range that is none', ['', 'A0:A7', '2:7', 'A7:A2']],
  ])('%s stay as they are', async (_where, ranges) => {
    expect(await merged(rows, ranges)).toEqual(await merged(rows, []))
  })

  it('are followed by others in the same column', async () => {
    const all = ['a', '', 'b', ''].map(
      (value, at) =>
        `<row r="${at + 1}">${text(`A${at + 1}`, value)}${text(`B${at + 1}`, 'x')}</row>`,
    )
    expect(await merged(all.join(''), ['A3:A4', 'A1:A2'])).toMatchObject({
      rows: ['a', 'a', 'b', 'b'].map((value) => [value, 'x']),
    })
  })

  it('are filled up to a hundred thousand, and refused beyond', async () => {
    const tall = (count: number) =>
      `<row r="1">${text('A1', 'a')}</row>${'<row><c/><c t="b"><v>1</v></c></row>'.repeat(count)}`
    const most = await merged(tall(100_000), ['A1:A1048576'])
    expect(most).toMatchObject({ kind: 'table' })
    expect(most.kind === 'table' && most.rows.at(-1)).toEqual(['a', 'TRUE'])
    expect(await merged(tall(100_001), ['A1:A1048576'])).toEqual({
      kind: 'refused',
      sentence:
        'FILE, line 100002: expected at most 100000 merged cells, found "more". Undo the merging of cells in the sheet, and fill them with what they say.',
    })
  })

  it('are refused where there are more ranges than anybody makes', async () => {
    const ranges = Array.from({ length: 100_001 }, (_, at) => `A${2 * at + 2}:A${2 * at + 3}`)
    expect(await merged(rows, ranges)).toMatchObject({
      sentence: expect.stringContaining('FILE: expected at most 100000 merged cells'),
    })
  })
})

describe('a formula without a result', () => {
  const head = '<row><c t="str"><v>id</v></c><c t="str"><v>score</v></c></row>'
  const refused = (cells: string) =>
    `FILE, line 2: expected a result beside each formula, found "${cells}". Open the workbook in Excel or LibreOffice and save it, so that results are stored.`

  it.each<[string, string, string]>([
    ['never calculated', '<c r="B2"><f>1+1</f></c>', 'none in cell B2'],
    ['with an empty result', '<c r="AB2"><f>1+1</f><v></v></c>', 'none in cell AB2'],
    ['shared with another cell', '<c><f t="shared" si="0"/><v/></c>', 'none in cell A2'],
    ['of text', '<c r="B2" t="str"><f>A1</f></c>', 'none in cell B2'],
    [
      'as others are',
      '<c r="B2"><f>1</f></c><c r="C2"><f>1</f><v>1</v></c><c r="D2"><f>1</f></c>',
      'none in cell B2, nor in 1 other',
    ],
  ])('is refused: one %s', async (_how, cells, given) => {
    const data = `${head}<row r="2">${cells}</row>`
    expect(await readTable(xlsxFile({ sheets: [{ name: 'A', data }] }))).toEqual({
      kind: 'refused',
      sentence: refused(given),
    })
  })

  it('is none where the result is an empty text, or a blank cell is all there is', async () => {
    const data = `${head}<row r="2"><c t="str"><v>a</v></c><c t="str"><f>""</f><v></v></c></row><row><c/></row>`
    const read = await readTable(xlsxFile({ sheets: [{ name: 'A', data }] }))
    expect(read).toMatchObject({
      kind: 'table',
      rows: [
        ['id', 'score'],
        ['a', ''],
      ],
    })
  })

  it('does not matter in a sheet that is not read', async () => {
    const other = { name: 'Sums', data: '<row><c><f>1+1</f></c></row>' }
    const sheets = [{ name: 'Health', data: head }, other]
    expect(await readTable(xlsxFile({ sheets }), 'Health')).toMatchObject({ kind: 'table' })
    expect(await readTable(xlsxFile({ sheets }))).toMatchObject({
      sentence: expect.stringContaining('found "Health, Sums"'),
    })
  })
})

describe('a workbook that is not whole', () => {
  const good = xlsxParts({ sheets: [{ name: 'A', data: textRows([['id'], ['1']]) }] })
  const withPart = (ending: string, content: string | Buffer) =>
    zipFile(good.map((part) => (part.name.endsWith(ending) ? { ...part, content } : part)))
  const without = (ending: string) => zipFile(good.filter(({ name }) => !name.endsWith(ending)))
  const sheetOf = (rows: string) =>
    withPart('sheet1.xml', `<worksheet><sheetData>${rows}</sheetData></worksheet>`)

  /** Its sheet was packed from other figures of the same length. */
  function swapped(): Buffer {
    const other = '<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>'
    const meant = other.replace('2', '1')
    return zipFile(
      good.map((part) =>
        part.name.endsWith('sheet1.xml') ? { ...part, content: other, meant } : part,
      ),
    )
  }

  it.each<[string, Buffer, RegExp]>([
    ['cut off', zipFile(good).subarray(0, -30), /cut off or damaged/],
    ['cut in the middle', zipFile(good).subarray(0, 500), /cut off or damaged/],
    ['without its list of sheets', without('workbook.xml'), /without xl\/workbook\.xml/],
    ['without its sheet', without('sheet1.xml'), /without xl\/worksheets\/sheet1\.xml/],
    ['without relations', without('workbook.xml.rels'), /without the sheet "A"/],
    ['with no sheet at all', withPart('workbook.xml', '<workbook/>'), /without sheets/],
    [
      'with XML that ends too early',
      withPart('sheet1.xml', '<worksheet><row>'),
      /damaged xl\/work/,
    ],
    ['with XML that is none', withPart('sheet1.xml', 'hello'), /damaged xl\/worksheets/],
    ['with an entity of its own', sheetOf('<row><c t="str"><v>&x;</v></c></row>'), /damaged/],
    ['with letters in no encoding', withPart('sheet1.xml', Buffer.from([60, 255, 255])), /damaged/],
    ['without its styles', without('styles.xml'), /without xl\/styles\.xml/],
    [
      'with a style that is not there',
      sheetOf('<row><c s="7"><v>7</v></c></row>'),
      /lacks its style 7/,
    ],
    ['with a sheet that is not the one packed', swapped(), /damaged xl\/worksheets\/sheet1\.xml/],
    [
      'with a text that is not there',
      sheetOf('<row><c t="s"><v>7</v></c></row>'),
      /lacks its text 7/,
    ],
    ['with rows in disorder', sheetOf('<row r="2"/><row r="1"/>'), /row 1 after row 2/],
    ['with a row beyond all', sheetOf('<row r="1048577"/>'), /row 1048577/],
    [
      'with cells in disorder',
      sheetOf('<row r="1"><c r="B1"/><c r="A1"/></row>'),
      /cell A1 in row 1/,
    ],
    ['with a cell that is nowhere', sheetOf('<row><c r="7"/></row>'), /cell 7 in row 1/],
  ])('is refused %s', async (_how, bytes, sentence) => {
    const read = await readTable(bytes)
    expect(read).toEqual({ kind: 'refused', sentence: expect.stringMatching(sentence) })
    expect(read).toMatchObject({ sentence: expect.stringContaining('Excel or LibreOffice') })
  })

  it('is refused where something stands far to the right', async () => {
    const read = await readTable(sheetOf('<row r="4"><c r="ALM4"><v>1</v></c></row>'))
    expect(read).toMatchObject({
      sentence: expect.stringMatching(/line 4: .*at most 1000 columns/),
    })
  })
})

describe('a workbook that is a bomb', () => {
  const good = xlsxParts({ sheets: [{ name: 'A', data: textRows([['id'], ['1']]) }] })
  const swollen = (ending: string, content: Buffer, claimed?: number) =>
    zipFile(
      good.map((part) =>
        part.name.endsWith(ending)
          ? { ...part, content, ...(claimed === undefined ? {} : { claimed }) }
          : part,
      ),
    )

  it.each(['sharedStrings.xml', 'styles.xml', 'workbook.xml'])(
    'by its %s is refused by its directory',
    async (part) => {
      const bytes = swollen(part, Buffer.alloc(160_000_000, ' '))
      expect(bytes.length).toBeLessThan(1_000_000)
      expect(await readTable(bytes)).toMatchObject({
        sentence: expect.stringMatching(/expected at most \d+ MB in xl\/\w+\.xml, found "more"/),
      })
    },
  )

  it('that claims to be small is refused where it grows', async () => {
    const bytes = swollen('sharedStrings.xml', Buffer.alloc(160_000_000, ' '), 1000)
    expect(await readTable(bytes)).toMatchObject({
      sentence: expect.stringContaining('a damaged xl/sharedStrings.xml'),
    })
  })

  it('that claims to be huge is refused before anything is read', async () => {
    const bytes = swollen('sheet1.xml', Buffer.from('<a/>'), 4_000_000_000)
    expect(await readTable(bytes)).toMatchObject({
      sentence: expect.stringContaining('expected at most 3000 MB in all its parts together'),
    })
  })

  it('by one text without an end is refused in bounds', async () => {
    const open = '<worksheet><sheetData><row><c t="str"><v>'
    const bytes = swollen('sheet1.xml', Buffer.from(open + 'x'.repeat(60_000_000)))
    const before = process.memoryUsage().rss
    expect(await readTable(bytes)).toMatchObject({
      sentence: expect.stringContaining('a text without an end'),
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  })
})
