import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainReading } from '../../src/source/options.js'
import { openRows } from '../../src/source/rows.js'
import { fileSource } from '../../src/source/table.js'
import { readCsv, snapshotColumns } from './reading.js'

const header = 'account_id,week,health,note\n'

describe('a CSV file', () => {
  it.each([
    ['as it comes', `${header}A,2026-W47,50,fine\n`],
    ['with a byte order mark', `\ufeff${header}A,2026-W47,50,fine\n`],
    ['with CRLF', `${header}A,2026-W47,50,fine\n`.replaceAll('\n', '\r\n')],
    ['with CR alone', `${header}A,2026-W47,50,fine\n`.replaceAll('\n', '\r')],
    ['without an end of line', `${header}A,2026-W47,50,fine`],
    ['with all cells quoted', `${header}"A","2026-W47","50","fine"\n`],
    ['with blanks around its cells', `${header} A ,\t2026-W47, 50 , "fine" \n`],
    ['with its columns in another order', 'note,health,week,account_id\nfine,50,2026-W47,A\n'],
    ['with headers written freely', 'Account ID,WEEK,Health,N_o_t_e\nA,2026-W47,50,fine\n'],
    ['with rows that were cleared', `${header}\n,,,\nA,2026-W47,50,fine\n , ,,\n\n`],
  ])('is read %s', async (_how, content) => {
    const { rows, faults, unknownColumns } = await readCsv(content)
    expect(faults).toEqual([])
    expect(unknownColumns).toEqual([])
    expect(rows).toEqual([
      {
        line: content.includes('\n\n') ? 4 : 2,
        account_id: 'A',
        week: '2026-W47',
        stated_health: 50,
        note: 'fine',
      },
    ])
  })

  it('has quoted commas, quotation marks and line breaks, and its rows their own lines', async () => {
    const content = `${header}A,2026-W47,50,"one, ""two""\r\nthree"\r\nB,2026-W47,51,=cmd()\nC,2026-W47,x,\n`
    const { rows, faults } = await readCsv(content)
    expect(rows.map(({ line, note }) => [line, note])).toEqual([
      [2, 'one, "two"\nthree'],
      [4, '=cmd()'],
    ])
    expect(faults).toEqual([expect.stringContaining('rows.csv, line 5, column health: expected')])
  })

  it('reports the columns that it does not know', async () => {
    const { rows, unknownColumns } = await readCsv(
      'Phone,account_id,,week,health\n1,A,2,2026-W47,3\n',
    )
    expect(unknownColumns).toEqual(['Phone', '(column 3, no header)'])
    expect(rows).toEqual([{ line: 2, account_id: 'A', week: '2026-W47', stated_health: 3 }])
  })

  it('gives back every text that was written to it, on the line it was written on', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'ü', '漢', '🦊', '='),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 30 }), async (notes) => {
        const quoted = notes.map((note) => `"${note.replaceAll('"', '""')}"`)
        const content = header + quoted.map((note) => `A,2026-W47,50,${note}\n`).join('')
        const { rows, faults } = await readCsv(content)
        expect(faults).toEqual([])
        expect(rows.map(({ note }) => note ?? '')).toEqual(notes.map((note) => note.trim()))
        const lines = notes.map((_, index) => header.concat(...quoted.slice(0, index)))
        expect(rows.map(({ line }) => line)).toEqual(
          lines.map((before, index) => before.split('\n').length + index),
        )
      }),
      { numRuns: 50, examples: [[['="a"', '=""', '=']]] },
    )
  })
})

describe('a CSV file in another encoding', () => {
  const cure = 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8") and import it again.'

  it('is read in Windows-1252', async () => {
    const { rows, faults } = await readCsv(
      Buffer.from(`${header}A,2026-W47,50,fine\nB,2026-W47,50,Caf\xe9 \x80\n`, 'latin1'),
    )
    expect(faults).toEqual([])
    expect(rows.map(({ note }) => note)).toEqual(['fine', 'Café €'])
  })

  it('is refused where UTF-8 ends, however far into the file', async () => {
    const many = 'A,2026-W47,50,日本語の注記\n'.repeat(40_000)
    const content = [Buffer.from(header + many), Buffer.from('B,2026-W47,50,Caf\xe9\n', 'latin1')]
    const { rows, faults } = await readCsv(Buffer.concat(content))
    expect(rows.length).toBeLessThanOrEqual(40_000)
    expect(faults).toEqual([
      `rows.csv, line 40002: expected text in UTF-8, found "B,2026-W47,50,Café". ${cure}`,
    ])
  })

  it.each([
    ['in one order', Buffer.from(`\ufeff${header}A,2026-W47,50,é\n`, 'utf16le')],
    ['in the other', Buffer.from(`\ufeff${header}A,2026-W47,50,é\n`, 'utf16le').swap16()],
  ])('is read in UTF-16 %s', async (_how, content) => {
    const { rows, faults } = await readCsv(content)
    expect(faults).toEqual([])
    expect(rows).toEqual([
      { line: 2, account_id: 'A', week: '2026-W47', stated_health: 50, note: 'é' },
    ])
  })

  it('is refused in UTF-16 without its mark', async () => {
    const { faults } = await readCsv(Buffer.from(header, 'utf16le'))
    expect(faults).toEqual([
      `rows.csv: expected text in UTF-8, found "UTF-16 without its mark". ${cure}`,
    ])
  })

  it('is refused where it ends inside a character', async () => {
    const { faults } = await readCsv(Buffer.from(`${header}A,2026-W47,50,é`).subarray(0, -1))
    expect(faults).toEqual([expect.stringContaining('rows.csv, line 2: expected text in UTF-8')])
  })
})

describe('a CSV file that makes no sense', () => {
  it('is refused when nothing is in it', async () => {
    for (const content of ['', '\ufeff', '\n\n', ' , ,\n']) {
      const { faults } = await readCsv(content)
      expect(faults).toEqual([
        expect.stringContaining('rows.csv, line 1: expected a header and rows'),
      ])
    }
  })

  it.each([
    ['in the middle of a cell', 'B,2026-W47,50,5" pipe\nC,2026-W47,50,\n'],
    ['after a quoted cell', 'B,2026-W47,50,"five"x\nC,2026-W47,50,\n'],
    ['that is never closed', 'B,2026-W47,50,"five\nC,2026-W47,50,\n'],
  ])('names the row with a quotation mark %s', async (_where, lines) => {
    const { rows, faults } = await readCsv(`${header}A,2026-W47,50,"a\nb"\n${lines}`)
    expect(rows.map(({ account_id }) => account_id)).toEqual(['A'])
    expect(faults).toEqual([
      expect.stringMatching(/^rows\.csv, line 4: expected quotation marks in pairs/),
    ])
  })

  const endless = 'x'.repeat(1_000_001)
  it.each([
    [
      'cell',
      `${header}A,2026-W47,${endless},\n`,
      'line 2: expected a row of at most 1,000,000 characters, found "more, with cell 3"',
    ],
    [
      'quoted cell',
      `${header}A,2026-W47,"${endless}",\n`,
      'line 2: expected a row of at most 1,000,000 characters, found "more, with cell 3"',
    ],
    [
      'header',
      `account_id,${endless}\nA,1\n`,
      'line 1: expected a row of at most 1,000,000 characters, found "more, with cell 2"',
    ],
    [
      'cell of many lines',
      `${header}A,2026-W47,"${'x\n'.repeat(500_001)}",\n`,
      'line 2: expected quotation marks in pairs around whole cells, those inside a cell doubled, found "a quotation mark before cell 3 and none after it, or a cell that is too long',
    ],
  ])('calls a %s that is too long by its name', async (_what, text, said) => {
    const { faults } = await readCsv(text)
    expect(faults).toEqual([expect.stringContaining(said)])
  })

  it('refuses rows that are longer or shorter than the header', async () => {
    const { faults } = await readCsv(`${header}A,2026-W47,50,one, two\nB,2026-W47,50\n`)
    expect(faults).toEqual([
      'rows.csv, line 2: expected 4 cells, as in the header, found "5 cells: A,2026-W47,50,one,two". ' +
        'Put quotation marks around a cell that holds a comma or a line break.',
      expect.stringContaining('line 3: expected 4 cells, as in the header, found "3 cells: '),
    ])
  })

  it('tells all its faults at once, the first ones in words', async () => {
    const { faults, faultCount } = await readCsv(header + 'A,2026-W60,-1,\n'.repeat(40))
    expect(faultCount).toBe(80)
    expect(faults).toHaveLength(50)
    expect(faults.slice(0, 2)).toEqual([
      expect.stringContaining('line 2, column week: expected an ISO week that exists'),
      expect.stringContaining('line 2, column health: expected a number from 0 to 100, found "-1"'),
    ])
  })

  it('is refused when it is not there', async () => {
    const list = { faults: [], count: 0 }
    for (const file of ['/no/such.csv', '/']) {
      const source = fileSource({ file, sheet: null })
      const request = { source, layout: snapshotColumns(), options: plainReading, timeZone: 'UTC' }
      expect(await openRows(request, list)).toBe(null)
    }
    expect(list.faults).toEqual([
      expect.objectContaining({ file: '/no/such.csv', line: null, given: 'no such file' }),
      expect.objectContaining({ file: '/', line: null, given: 'a directory' }),
    ])
  })
})

describe('lines that exports add', () => {
  const scores = 'account_id,week,health'
  const row = (id: string) => `${id},2026-W46,70`

  it.each(['sep=,', 'SEP=,', '"sep=,"', '\ufeffsep=,', 'sep=,\r'])(
    'above the header: %j is skipped',
    async (line) => {
      const { faults, rows } = await readCsv(`${line}\n${scores}\n${row('A')}\n`)
      expect(faults).toEqual([])
      expect(rows).toMatchObject([{ line: 3, account_id: 'A' }])
    },
  )

  it('say what stands between cells', async () => {
    const { faults, rows, understood } = await readCsv(
      `sep=;\n${scores.replaceAll(',', ';')}\nA;2026-W46;70\n`,
    )
    expect({ faults, understood }).toEqual({ faults: [], understood: ['semicolons between cells'] })
    expect(rows).toMatchObject([{ line: 3, account_id: 'A', stated_health: 70 }])
  })

  it('alone are no file', async () => {
    expect((await readCsv('sep=,\n')).faults).toEqual([expect.stringMatching(/empty/)])
  })

  const below = [
    '"Grand Totals"',
    'Accounts of the week,,',
    '""',
    '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."',
    'Confidential Information - Do Not Distribute',
  ]

  it('below the rows are left out, each named', async () => {
    const { faults, rows, skipped } = await readCsv(
      [scores, row('A'), row('B'), ...below].join('\n'),
    )
    expect(faults).toEqual([])
    expect(rows).toHaveLength(2)
    expect(skipped).toEqual(
      [4, 5, 7, 8].map((line) =>
        expect.stringMatching(`^line ${line} \\(".*"\\): below the rows$`),
      ),
    )
  })

  it.each<[string, string[], RegExp]>([
    ['between rows', ['Grand Totals', row('B')], /line 3: .*Remove the line if it is no data/],
    ['that may be a row cut off', ['A-57'], /line 3: .*Remove the line if it is no data/],
    ['that may be a row cut off, with its commas', ['A-57,,'], /line 3, column week: /],
    ['in too great a number', Array(30).fill('No data here'), /line 3: .*if it is no data/],
  ])('are faults %s', async (_where, lines, fault) => {
    const { faults } = await readCsv([scores, row('A'), ...lines, ''].join('\n'))
    expect(faults[0]).toMatch(fault)
  })
})
