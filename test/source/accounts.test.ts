import { describe, expect, it, test } from 'vitest'
import { accountIdReader, accountsLayout } from '../../src/source/accounts.js'
import { readCsv } from './reading.js'

const layout = accountsLayout({
  owners: [],
  readAccountId: accountIdReader([]),
  currency: 'USD',
  rates: new Map([['EUR', 1_083_700_000n]]),
})

/** What one row says whose cells are these. */
async function read(cells: Readonly<Record<string, string>>) {
  const given: Record<string, string> = {
    account_id: 'A',
    name: 'Acme',
    account_manager: 'Ann Lee <ann@example.com>',
    annual_revenue: '100',
    currency: 'USD',
    notice_days: '30',
    ...cells,
  }
  const quoted = Object.values(given).map((text) => `"${text.replaceAll('"', '""')}"`)
  const { rows, faults } = await readCsv(`${Object.keys(given).join()}\n${quoted.join()}\n`, {
    layout,
  })
  return { row: rows[0], faults }
}

describe('an account', () => {
  it.each([
    ['annual_revenue', '0', 0],
    ['annual_revenue', '1234', 123_400],
    ['annual_revenue', '1234.5', 123_450],
    ['annual_revenue', '0.29', 29],
    ['annual_revenue', '1,234,567', 123_456_700],
    ['annual_revenue', '1,234.00', 123_400],
    ['annual_revenue', '1.234,50', 123_450],
    ['annual_revenue', '12,34,567', 123_456_700],
    ['annual_revenue', '$100', 10_000],
    ['annual_revenue', 'US$ 1,234,567.00', 123_456_700],
    ['annual_revenue', '100 USD', 10_000],
    ['annual_revenue', 'US$100', 10_000],
    ['annual_revenue', '833333.33333333337', 83_333_333],
    ['annual_revenue', '1250.5551', 125_056],
    ['account_id', '="00123"', '00123'],
    ['region', 'null', ''],
    ['started_on', '01-Jun-95', '1995-06-01'],
    ['renewal_date', '2027-01-31T00:00:00Z', '2027-01-31'],
    ['annual_revenue', '1 250 000', 125_000_000],
    ['annual_revenue', '1.25E+06', 125_000_000],
    ['annual_revenue', '9999999999999.99', 999_999_999_999_999],
    ['currency', 'n/a', 'USD'],
    ['region', 'NA', 'NA'],
    ['region', 'N/A', ''],
    ['notice_days', '90 days', 90],
    ['notice_days', '90 Tage', 90],
    ['notice_days', '3 months', 90],
    ['notice_days', '12-week', 84],
    ['notice_days', '1 year', 365],
    ['notice_days', '60.0', 60],
    ['desired', 'FALSE', 0],
    ['desired', '0', 0],
    ['desired', 'TRUE', 1],
    ['renewal_date', '12/31/2027', '2027-12-31'],
    ['renewal_date', '31 Dec 2027', '2027-12-31'],
    ['currency', '', 'USD'],
    ['currency', 'eur', 'EUR'],
    ['notice_days', '0', 0],
    ['name', '<script>=cmd()', '<script>=cmd()'],
    ['name', 'é'.repeat(300), 'é'.repeat(300)],
    ['name', '🦊'.repeat(300), '🦊'.repeat(300)],
    ['desired', 'No', 0],
    ['desired', '', 1],
    ['desired_reason', 'Loses money', 'Loses money'],
    ['tender', 'YES', 1],
    ['tender', '', 0],
    ['region', '', ''],
    ['ended_on', '', ''],
    ['ended_on', '2026-11-20', '2026-11-20'],
  ])('may have %s %j', async (column, text, value) => {
    const { row, faults } = await read({ [column]: text })
    expect(faults).toEqual([])
    expect(row?.[column]).toBe(value)
  })

  it.each([
    ['annual_revenue', '-1'],
    ['annual_revenue', '(100)'],
    ['annual_revenue', 'R$ 100'],
    ['annual_revenue', 'A$100'],
    ['annual_revenue', 'kr 100'],
    ['annual_revenue', '100 zł'],
    ['account_id', '8.41E+09'],
    ['account_id', '8412345671.0'],
    ['account_id', '#REF!'],
    ['name', '#NAME?'],
    ['name', 'Grand Total'],
    ['annual_revenue', '1.2M'],
    ['annual_revenue', '1.2 Mio'],
    ['annual_revenue', '12%'],
    ['annual_revenue', '$840,000'],
    ['annual_revenue', '€100'],
    ['annual_revenue', '100 EUR'],
    ['annual_revenue', '100.125'],
    ['annual_revenue', 'N/A'],
    ['notice_days', '3 moons'],
    ['renewal_date', '04/05/2027'],
    ['annual_revenue', '1,234'],
    ['annual_revenue', '1.234'],
    ['annual_revenue', ''],
    ['annual_revenue', '10000000000000'],
    ['currency', 'EURO'],
    ['currency', '€'],
    ['notice_days', '-30'],
    ['notice_days', '30.5'],
    ['name', '🦊'.repeat(301)],
    ['desired', 'perhaps'],
    ['renewal_date', '2026-13-01'],
  ])('may not have %s %j', async (column, text) => {
    const { row, faults } = await read({ [column]: text })
    expect(row).toBeUndefined()
    expect(faults).toEqual([
      expect.stringContaining(`rows.csv, line 2, column ${column}: expected`),
    ])
  })

  it('needs a rate for another currency than that of the report', async () => {
    const { faults } = await read({ currency: 'GBP' })
    expect(faults).toEqual([
      'rows.csv, line 2, column currency: expected a currency with an exchange rate (USD, EUR), ' +
        'found "GBP". Add to EXCHANGE_RATES what one GBP is worth in USD.',
    ])
  })

  it('does not end before it began', async () => {
    const { faults } = await read({ started_on: '2026-03-01', ended_on: '2026-02-28' })
    expect(faults).toEqual([
      expect.stringContaining(
        'column ended_on: expected a day on or after started_on (2026-03-01)',
      ),
    ])
    expect((await read({ started_on: '2026-03-01', ended_on: '2026-03-01' })).faults).toEqual([])
  })
})

test('12,500 is not twelve and a half for the semicolons beside it', async () => {
  const file = (amount: string) =>
    `account_id;name;account_manager;annual_revenue;currency;notice_days\nA;Acme;Ann <ann@example.com>;${amount};USD;30\n`
  const read = async (amount: string, decimal: 'comma' | 'point' | null = null) =>
    (await readCsv(file(amount), { layout, decimal })).rows[0]?.annual_revenue
  expect(await Promise.all(['$12,500', '12.500', '12,50'].map((one) => read(one)))).toEqual([
    ...[undefined, 1_250_000, 1250],
  ])
  expect([await read('12,500', 'comma'), await read('12,500', 'point')]).toEqual([1250, 1_250_000])
})

describe('totals and rows that lack their id', () => {
  const head = 'account_id,name,account_manager,annual_revenue,currency,notice_days\n'
  const row = (id: string, name: string) => `${id},${name},Ann <ann@example.com>,1000,USD,30\n`
  const read = (text: string) => readCsv(head + text, { layout })

  it('are left out at the end, and a row that has all but its id is not one of them', async () => {
    const total = await read(`${row('A', 'Acme')}Grand Total,Count: 1,,1000,,\n,,,1000,,\n`)
    expect(total).toMatchObject({ faults: [], rows: [{ account_id: 'A' }] })
    expect(total.skipped).toHaveLength(2)
    const cut = await read(row('A', 'Acme') + row('', 'Birch'))
    expect(cut.faults).toEqual([
      expect.stringMatching(/line 3, column account_id: expected a value/),
    ])
  })

  it('are not accounts that are called like one', async () => {
    const text =
      row('AVG001', 'Acme') + row('AVG', 'AVG') + row('SUM-1', 'Grand') + row('Count', 'Mean')
    const { faults, rows, skipped } = await read(text)
    expect({ faults, skipped }).toEqual({ faults: [], skipped: [] })
    expect(rows.map(({ account_id }) => account_id)).toEqual(['AVG001', 'AVG', 'SUM-1', 'Count'])
  })

  it('are one fault each between rows', async () => {
    const { faults } = await read(`${row('A', 'Acme')}Subtotal,,,1000,,\n${row('B', 'Birch')}`)
    expect(faults).toEqual([expect.stringMatching(/line 3: expected a row, and not a total/)])
  })
})

describe('an account manager', () => {
  it.each([
    ['Ann Lee <ann@example.com>', 'Ann Lee', 'ann@example.com'],
    ['  Ann   Lee<Ann.Lee@Example.com> ', 'Ann Lee', 'Ann.Lee@Example.com'],
    ['"Lee, Ann" <ann@example.com>', 'Ann Lee', 'ann@example.com'],
    ['Lee, Ann <ann@example.com>', 'Ann Lee', 'ann@example.com'],
    ['Ann Lee (ann@example.com)', 'Ann Lee', 'ann@example.com'],
    ['Ann Lee, MBA <ann@example.com>', 'Ann Lee, MBA', 'ann@example.com'],
    ["Seán O'Néill <sean@example.com>", "Seán O'Néill", 'sean@example.com'],
    ['Ann Lee (nights) <ann@example.com>', 'Ann Lee (nights)', 'ann@example.com'],
    ['=cmd() <ann@example.com>', '=cmd()', 'ann@example.com'],
    ['ann@example.com', 'ann@example.com', 'ann@example.com'],
    ['<ann@localhost>', 'ann@localhost', 'ann@localhost'],
  ])('may be %j', async (text, name, address) => {
    const { row, faults } = await read({ account_manager: text })
    expect(faults).toEqual([])
    expect(row).toMatchObject({ manager_name: name, manager_address: address })
  })

  it.each([
    'Ann Lee',
    'ann@example.com, ben@example.com',
    'Ann <ann@example.com>, Ben <ben@example.com>',
    'Team: ann@example.com, ben@example.com;',
    'Ann <ann@example.com> (nights)',
    'Ann <ann@example.com>\nBcc: ben@example.com',
    'Ann\r\nBcc: ben@example.com <ann@example.com>',
    '"a@x.example, b@y.example" <ann@example.com>',
    '"Ann"@example.com',
    'Ann <"a b"@example.com>',
    'Ann <ann@[192.0.2.1]>',
    'Ann <ann\u200b@example.com>',
    'Ann <@example.com>',
    `${'x'.repeat(301)} <ann@example.com>`,
  ])('may not be %j', async (text) => {
    const { row, faults } = await read({ account_manager: text })
    expect(row).toBeUndefined()
    expect(faults).toEqual([expect.stringContaining('line 2, column account_manager: expected')])
  })
})
