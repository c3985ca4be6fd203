import { describe, expect, it } from 'vitest'
import { accountIdReader, accountsLayout } from '../../src/source/accounts.js'
import { readCsv } from './reading.js'

const layout = accountsLayout({
  owners: [],
  readAccountId: accountIdReader([]),
  currency: 'USD',
  rates: new Map(),
})
const cells = '1,Acme,Ann Lee <ann@example.com>,100,USD,30\n'

describe('--map', () => {
  it('lets a header of the file stand for a column', async () => {
    const content = `ID,Account  Name,Owner,ACV=Value,currency,notice_days,name\n${cells.trim()},x\n`
    const map = [
      'id=Account ID',
      'account_name=name',
      'Owner=account manager',
      'ACV=Value=Annual Revenue',
    ]
    // What is said of another header goes before a header's own name.
    const own = await readCsv(content, { layout, map })
    expect(own).toMatchObject({ faults: [], rows: [{ name: 'Acme' }], unknownColumns: ['name'] })
    const twice = await readCsv(content, { layout, map: [...map, 'currency=name'] })
    expect(twice.faults).toContainEqual(
      expect.stringContaining(
        'column name: expected one header for this column, found "Account  Name, currency". ' +
          'Rename or remove one of the two, or take one --map away.',
      ),
    )
    const { faults, rows, unknownColumns } = await readCsv(content, {
      layout,
      map: [...map, 'name=region'],
    })
    expect(faults).toEqual([])
    expect(unknownColumns).toEqual([])
    expect(rows).toEqual([
      expect.objectContaining({
        account_id: '1',
        name: 'Acme',
        annual_revenue: 10_000,
        region: 'x',
      }),
    ])
  })

  it('is refused where it makes no sense', async () => {
    const content = `account_id,name,account_manager,annual_revenue,currency,notice_days\n${cells}`
    const map = ['Owner', '=name', 'name=nmae', 'Phone=region', 'region=segment', 'Region=segment']
    const { faults } = await readCsv(content, { layout, map })
    expect(faults).toEqual([
      ...['Owner', '=name', 'name=nmae', 'Region=segment'].map((pair) =>
        expect.stringMatching(`^--map: expected a header of the file, .*, found "${pair}"\\.`),
      ),
      expect.stringMatching(/^rows\.csv, line 1, column region: expected the header "Phone"/),
      expect.stringMatching(/^rows\.csv, line 1, column segment: expected the header "region"/),
    ])
  })
})

describe('an owner in two columns', () => {
  const other = 'A1,Alpha,1000,USD,30'
  const read = (header: string, row: string, map: string[] = []) =>
    readCsv(`account_id,name,annual_revenue,currency,notice_days,${header}\n${other},${row}\n`, {
      layout,
      map,
    })

  it('is read from both', async () => {
    const map = ['Owner=account_manager_name', 'Owner Email=account_manager_address']
    const { faults, rows, unknownColumns } = await read(
      'Owner Email,Owner',
      'Ada@example.com,"One, Ada"',
      map,
    )
    expect({ faults, unknownColumns }).toEqual({ faults: [], unknownColumns: [] })
    expect(rows).toMatchObject([{ manager_name: 'Ada One', manager_address: 'Ada@example.com' }])
  })

  it.each([
    ['Ada One', 'Ada Two <ada@example.com>', 'Ada One', 'ada@example.com'],
    ['', 'ada@example.com', 'ada@example.com', 'ada@example.com'],
    ['ada@example.com', 'ada@example.com', 'ada@example.com', 'ada@example.com'],
  ])('may be %s and %s', async (name, address, managerName, managerAddress) => {
    const { faults, rows } = await read(
      'account_manager_name,account_manager_address',
      `${name},${address}`,
    )
    expect(faults).toEqual([])
    expect(rows).toMatchObject([{ manager_name: managerName, manager_address: managerAddress }])
  })

  it.each([
    ['Ada One', '', /column account_manager_address: expected one person.*--owners FILE/],
    ['', '', /column account_manager: expected one person.*--set-empty/],
    ['Ada One', 'Ada One', /column account_manager_address: expected an address/],
    ['bob@example.com', 'ada@example.com', /column account_manager_address: expected a name that/],
    ['Ada One', '"ada@example.com, bob@example.com"', /column account_manager_address: expected/],
  ])('may not be %j and %j', async (name, address, fault) => {
    const { faults } = await read(
      'account_manager_name,account_manager_address',
      `${name},${address}`,
    )
    expect(faults).toEqual([expect.stringMatching(fault)])
  })

  it('is read beside one that has names', async () => {
    const map = ['Owner Email=account_manager_address']
    const three = await read('account_manager,Owner Email', 'Ada One,ada@example.com', map)
    expect(three.faults).toEqual([])
    expect(three.rows).toMatchObject([
      { manager_name: 'Ada One', manager_address: 'ada@example.com' },
    ])
    const two = await read(
      'account_manager,Owner Email',
      'Bo <bo@example.com>,ada@example.com',
      map,
    )
    expect(two.faults).toEqual([expect.stringMatching(/expected one owner, with one address/)])
    const none = await read('region', 'West')
    expect(none.faults).toEqual([
      expect.stringMatching(
        /one column of account_manager, account_manager_name, account_manager_address/,
      ),
    ])
  })
})

describe('a header', () => {
  it('has every column that is needed', async () => {
    const { faults } = await readCsv('name,account_id\nAcme,1\n', { layout })
    expect(faults).toEqual(
      ['annual_revenue', 'currency', 'notice_days', ''].map((name) =>
        expect.stringMatching(
          name === ''
            ? 'line 1: expected at least one column of account_manager, '
            : `^rows\\.csv, line 1: expected a column "${name}", found "name, account_id"\\. Add the column`,
        ),
      ),
    )
  })

  it('has at least one column of scores for snapshots', async () => {
    const { faults } = await readCsv('account_id,week,note\nA,2026-W47,x\n')
    expect(faults).toEqual([
      expect.stringMatching(
        'line 1: expected at least one column of relationship, innovation, service, commercial, health',
      ),
    ])
  })
})
