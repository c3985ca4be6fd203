import { describe, expect, it } from 'vitest'
import { accountIdReader, accountsLayout } from '../../src/source/accounts.js'
import { readCsv } from './reading.js'

const decomposed = 'KO\u0308-3'

describe('the id of an account', () => {
  const read = accountIdReader([])

  it.each([
    [decomposed, 'KÖ-3'],
    ['A\u200b-1', 'A-1'],
    ['A-1\u00ad', 'A-1'],
    ['\ufeffA-1', 'A-1'],
    ['A\u200d-1', 'A-1'],
    ['A\u00a01', 'A 1'],
    ['Ａ-１', 'A-1'],
    ['a-1', 'a-1'],
  ])('%j is kept as %j', (text, id) => {
    expect(read(text)).toBe(id)
  })

  it.each(['\u200b', '\u00ad\u2060', 'KÃ\u0096-3', 'K\ufffd-3', 'A\u0007'])(
    'is refused where it is %j',
    (text) => {
      expect(read(text)).toMatchObject({ expected: expect.any(String), cure: expect.any(String) })
    },
  )

  it('is that of an account that was stored in other bytes before', () => {
    const read = accountIdReader([decomposed, 'Ａ-１', 'B-1'])
    const given = [decomposed, 'KÖ-3', 'K\u200bÖ-3', 'A-1', 'Ａ-１', 'B-1', 'B\u00ad-1', 'C-1']
    expect(given.map(read)).toEqual([
      ...[decomposed, decomposed, decomposed],
      ...['Ａ-１', 'Ａ-１', 'B-1', 'B-1', 'C-1'],
    ])
  })

  it('is first that of its very bytes, where two were stored that look the same', () => {
    const read = accountIdReader([decomposed, 'KÖ-3'])
    expect([decomposed, 'KÖ-3', 'K\u200bÖ-3'].map(read)).toEqual([decomposed, 'KÖ-3', 'KÖ-3'])
  })
})

describe('the same letters in other bytes', () => {
  const layout = accountsLayout({
    owners: [],
    readAccountId: accountIdReader([]),
    currency: 'USD',
    rates: new Map(),
  })

  it('are the same names, regions and headers', async () => {
    const plain = [
      'Konto,name,account_manager,annual_revenue,currency,notice_days,region,desired,Übersicht',
      'A-1,Müller Nord,Jörg Weiß <joerg@example.com>,100,USD,30,Zürich,yes,Köln',
      '',
    ].join('\n')
    const other = plain
      .replace('name', 'na\u200bme')
      .replace('annual_revenue', 'annual\u00a0revenue')
      .replace('Müller Nord', 'Mü\u00adller\u00a0Nord')
      .replace('yes', 'ye\u200bs')
      .normalize('NFD')
    const mapping = (header: string) => ['Konto=account_id', `${header}=segment`]
    const expected = await readCsv(plain, { layout, map: mapping('Übersicht') })
    expect(expected.faults).toEqual([])
    expect(await readCsv(other, { layout, map: mapping('U\u0308BERSICHT') })).toEqual(expected)
  })
})

describe('letters that were read in the wrong encoding', () => {
  const header = 'account_id,week,health,decision_maker,note\n'

  it('are refused in names', async () => {
    const { faults } = await readCsv(`${header}A,2026-W46,70,MÃ¼ller,\n`)
    expect(faults).toEqual([
      expect.stringMatching(/^rows\.csv, line 2, column decision_maker: expected letters .*UTF-8/),
    ])
  })

  it.each(['donâ€™t', 'M\ufffdller'])('are told of in texts, which are taken: %s', async (note) => {
    const { faults, rows, warnings } = await readCsv(`${header}A,2026-W46,70,,${note}\n`)
    expect(faults).toEqual([])
    expect(rows).toMatchObject([{ note }])
    expect(warnings).toEqual([
      expect.stringMatching(/^rows\.csv, line 2, column note: expected letters .*UTF-8/),
    ])
  })
})
