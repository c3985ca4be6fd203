import { describe, expect, it } from 'vitest'
import { accountsLayout } from '../../src/source/accounts.js'
import { readCsv } from './reading.js'

const layout = accountsLayout({ currency: 'USD', rates: new Map() })
const cells = '1,Acme,Ann Lee <ann@example.com>,100,USD,30\n'

describe('--map', () => {
  it('lets a header of the file stand for a column', async () => {
    const content = `ID,Account  Name,Owner,ACV=Value,currency,notice_days,name\n${cells.trim()},x\n`
    const mapping = [
      'id=Account ID',
      'account_name=name',
      'Owner=account manager',
      'ACV=Value=Annual Revenue',
    ]
    const clash = await readCsv(content, { layout, mapping })
    expect(clash.faults).toEqual([
      'rows.csv, line 1, column name: expected one header for this column, found "Account  Name, name". ' +
        'Rename or remove one of the two, or take one --map away.',
    ])
    const { faults, rows, unknownColumns } = await readCsv(content, {
      layout,
      mapping: [...mapping, 'name=region'],
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
    const mapping = [
      'Owner',
      '=name',
      'name=nmae',
      'Phone=region',
      'region=segment',
      'Region=segment',
    ]
    const { faults } = await readCsv(content, { layout, mapping })
    expect(faults).toEqual([
      ...['Owner', '=name', 'name=nmae', 'Region=segment'].map((pair) =>
        expect.stringMatching(`^--map: expected a header of the file, .*, found "${pair}"\\.`),
      ),
      expect.stringMatching(/^rows\.csv, line 1, column region: expected the header "Phone"/),
      expect.stringMatching(/^rows\.csv, line 1, column segment: expected the header "region"/),
    ])
  })
})

describe('a header', () => {
  it('has every column that is needed', async () => {
    const { faults } = await readCsv('name,account_id\nAcme,1\n', { layout })
    expect(faults).toEqual(
      ['account_manager', 'annual_revenue', 'currency', 'notice_days'].map((name) =>
        expect.stringMatching(
          `^rows\\.csv, line 1: expected a column "${name}", found "name, account_id"\\. Add the column`,
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

  it.each([
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('with %j between its cells is told how to do better', async (separator, name) => {
    const { faults } = await readCsv(['account_id', 'week', 'health'].join(separator))
    expect(faults).toEqual([
      expect.stringContaining(`The file has ${name} between its cells: save it with commas.`),
    ])
  })
})
