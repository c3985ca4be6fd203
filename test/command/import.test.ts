import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { added } from '../fixture/account-version.js'
import {
  accountsCsv,
  contractDesk,
  scores,
  snapshotsCsv,
  week,
  weekCsv,
} from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

describe('an import says how many rows did what:', () => {
  let desk: Desk
  beforeAll(() => {
    desk = contractDesk()
  })
  afterAll(() => desk.close())

  test.each<[string, string, string, string]>([
    ['new accounts', 'accounts', accountsCsv, '4 accounts, 4 added, 0 changed, 0 unchanged'],
    ['the same again', 'accounts', accountsCsv, '4 accounts, 0 added, 0 changed, 4 unchanged'],
    [
      'one that changed and one more',
      'accounts',
      `${accountsCsv.replace('50000.00', '60000')}A-5,Elm Court,Jon Abel <jon@example.com>,1,USD,0,\n`,
      `5 accounts, 1 added, 1 changed, 3 unchanged.
  A-2 Ridge School: grown from $50,000 to $60,000.
  A-5 Elm Court: added, $1`,
    ],
    ['new snapshots', 'snapshots', snapshotsCsv, '8 snapshots, 8 added, 0 superseded, 0 unchanged'],
    [
      'the same again',
      'snapshots',
      snapshotsCsv,
      '8 snapshots, 0 added, 0 superseded, 8 unchanged',
    ],
    [
      'a corrected snapshot and one more',
      'snapshots',
      weekCsv(week, { ...scores, 'A-2': 63, 'A-5': 90 }),
      '5 snapshots, 1 added, 1 superseded, 3 unchanged',
    ],
  ])('%s', async (_what, kind, text, counts) => {
    desk.write('given.csv', text)
    const said = await desk.mmr('import', kind, 'given.csv')
    expect(said).toEqual({ code: 0, out: `given.csv: ${counts}.\n`, err: '' })
  })

  test('every version of a snapshot stays, with when and from what it was recorded', () => {
    const versions = desk.rows(
      `select version, service, recorded_by from snapshots
       where account_id = 'A-2' and week = '${week}' order by version`,
    )
    expect(versions).toEqual([
      { version: 1, service: 62, recorded_by: 'import given.csv' },
      { version: 2, service: 63, recorded_by: 'import given.csv' },
    ])
  })
})

describe('a CRM export', () => {
  const exported = accountsCsv
    .replace('account_id', 'Record Id')
    .replace('name,account_manager', 'Account Name,ACCOUNT MANAGER')
    .replace('region', 'Region,Opportunity Stage')
    .replaceAll(/(West|East)$/gm, '$1,Won')

  test('is mapped by --map, as often as needed; case, blanks and underscores do not matter', async () => {
    const desk = contractDesk()
    desk.write('crm.csv', exported)
    const said = await desk.mmr(
      ...['import', 'accounts', 'crm.csv'],
      ...['--map', 'record_ID=account_id', '--map', 'Account Name=name'],
    )
    const names = desk.rows<{ name: string }>(
      'select name from account_versions order by account_id',
    )
    desk.close()
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('4 added') })
    expect(names.map(({ name }) => name)).toContain('Harbour Hospital')
    expect(said.err).toMatch(/^warning: .*1 column of crm\.csv: Opportunity Stage\. .*--map/)
  })

  test('with a --map that names no column is refused, exit 1', async () => {
    const desk = contractDesk()
    const { code, out, err } = await desk.mmr('import', 'accounts', 'accounts.csv', '--map', 'Name')
    desk.close()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('--map "Account Name=name"')
  })
})

describe('a file with faults', () => {
  const faulty = `${accountsCsv}A-5,Elm Court,nobody,-1,GBP,soon,East\n`
  let desk: Desk
  beforeAll(() => {
    desk = contractDesk()
    desk.write('accounts.csv', faulty)
  })
  afterAll(() => desk.close())

  test('is refused as a whole, with every fault, where it is and its cure, on stderr, exit 1', async () => {
    const { code, out, err } = await desk.mmr('import', 'accounts', 'accounts.csv')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^accounts\.csv: nothing was imported\. 4 faults:\n/)
    for (const column of ['account_manager', 'annual_revenue', 'currency', 'notice_days']) {
      expect(err).toMatch(
        new RegExp(
          `^- .*accounts\\.csv, line 6, column ${column}: expected .*, found ".*"\\. .+`,
          'm',
        ),
      )
    }
    expect(desk.rows('select * from accounts')).toEqual([])
  })

  test('says how many faults there are beyond those it lists', async () => {
    desk.write('long.csv', accountsCsv + 'x,,,,,,\n'.repeat(200))
    const { err } = await desk.mmr('import', 'accounts', 'long.csv')
    const [, total = '', more = ''] = /(\d+) faults:[\s\S]*and (\d+) more\.\n$/.exec(err) ?? []
    expect(Number(total)).toBeGreaterThan(200)
    expect(Number(more)).toBe(
      Number(total) - err.split('\n').filter((it) => it.startsWith('- ')).length,
    )
  })

  test('snapshots of accounts that are not known are refused', async () => {
    const { code, err } = await desk.mmr('import', 'snapshots', 'snapshots.csv')
    expect(code).toBe(1)
    expect(err).toContain('mmr import accounts FILE')
    expect(desk.rows('select * from snapshots')).toEqual([])
  })

  test('snapshots before any account is known are one fault, not one a row', async () => {
    const own = contractDesk()
    const { code, out, err } = await own.mmr('import', 'snapshots', 'snapshots.csv')
    own.close()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^snapshots\.csv: nothing was imported\. 1 fault:\n- .*snapshots\.csv: expected accounts that are known, found nothing\. .*mmr import accounts FILE/,
    )
  })

  test('a file that is not there is no stack trace', async () => {
    const { code, err } = await desk.mmr('import', 'snapshots', 'none.csv')
    expect(code).toBe(1)
    expect(err).toMatch(/none\.csv: expected a CSV file or .*, found "no such file"/)
  })
})

describe('a refused file is told to the admins', () => {
  /** What the admins' digest says of imports. */
  async function problems(desk: Desk): Promise<unknown> {
    const { code, out, err } = await desk.mmr('preview', '--role', 'admin', '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out).administration.importProblems
  }

  test('once, however often it was tried, until it is taken', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', 'snapshots', 'snapshots.csv')
    expect(await problems(desk)).toEqual([])

    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W46,1000\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W46,1000\nA-2,never,1\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    expect(await problems(desk)).toEqual([
      {
        kind: 'refused',
        file: 'late.csv',
        at: '2026-11-16T07:00:05.000Z',
        faults: 2,
        firstFault: expect.stringMatching(/line 2, column service: expected .*, found "1000"/),
      },
    ])

    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W46,100\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    expect(await problems(desk)).toEqual([])
    desk.close()
  })

  test('and nobody of one that was refused before the last edition', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', 'snapshots', 'snapshots.csv')
    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W46,1000\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    await desk.mmr('send')
    desk.wait(7 * 24 * 3_600_000)
    desk.write('next.csv', weekCsv('2026-W47', scores))
    await desk.mmr('import', 'snapshots', 'next.csv')
    expect(await problems(desk)).toEqual([])
    desk.close()
  })
})

describe('the same letters in other bytes', () => {
  const accounts = accountsCsv.replaceAll('West', 'Zürich').replace('A-3', 'KÖ-3')
  const snapshots = snapshotsCsv.replaceAll('A-3', 'KÖ-3')
  let desk: Desk
  beforeAll(async () => {
    desk = contractDesk({ EXECUTIVES: 'Ada Boss <ada@example.com> (region=Zürich)' })
    desk.write('accounts.csv', accounts.normalize('NFD'))
    desk.write('snapshots.csv', snapshots)
    await desk.mmr('import', 'accounts', 'accounts.csv')
  })
  afterAll(() => desk.close())

  test('are the same accounts and regions', async () => {
    expect(await desk.mmr('import', 'snapshots', 'snapshots.csv')).toMatchObject({ code: 0 })
    desk.write('again.csv', accounts.replace('KÖ', 'K\u200bÖ'))
    const again = await desk.mmr('import', 'accounts', 'again.csv')
    expect(again.out).toContain('4 accounts, 0 added, 0 changed, 4 unchanged')
    expect((await desk.mmr('check')).out).not.toContain('which no account is in')
    const { out } = await desk.mmr(
      ...['preview', '--recipient', 'ada\u00ad@example.com', '--week', week, '--json'],
    )
    expect(JSON.parse(out).portfolio.accounts).toBe(2)
  })

  test('find an account that is asked about', async () => {
    for (const named of ['KO\u0308-3', 'kö\u00ad-3', 'Quay\u00a0Terminal']) {
      expect(await desk.mmr('explain', named, '--week', week)).toMatchObject({ code: 0 })
    }
    const asked = await desk.mmr('explain', '--recipient', '\u200bada@example.com', '--week', week)
    expect(asked).toMatchObject({ code: 0 })
  })

  test('in two rows of a file are two rows of one account', async () => {
    const twice = `${accounts}${accounts.split('\n')[3]?.normalize('NFD').replace('200000', '1')}\n`
    desk.write('twice.csv', twice)
    const { code, err } = await desk.mmr('import', 'accounts', 'twice.csv')
    expect(code).toBe(1)
    expect(err).toContain('line 6: expected one row for each account_id')
  })
})

describe('a database from before, with ids in other bytes', () => {
  const [, , , row = ''] = accountsCsv.replace('A-3', 'KÖ-3').split('\n')
  const accounts = `${accountsCsv.split('\n')[0]}\n${row}\n`
  const snapshots = weekCsv(week, { 'KÖ-3': 70 })
  const stored = {
    name: 'Quay Terminal',
    managerName: 'Jon Abel',
    managerAddress: 'jon@example.com',
    revenue: 20_000_000,
    noticeDays: 90,
    region: 'West',
    asOf: '2026-11-16',
  }
  const before = `${added({ ...stored, accountId: 'KO\u0308-3' })};`

  async function deskOfBefore(): Promise<Desk> {
    const desk = contractDesk()
    desk.write('none.csv', accounts.split('\n')[0] ?? '')
    await desk.mmr('import', 'accounts', 'none.csv')
    desk.execute(before)
    return desk
  }

  test('knows its accounts again, and makes no second ones', async () => {
    const desk = await deskOfBefore()
    desk.write('accounts.csv', accounts)
    desk.write('snapshots.csv', snapshots)
    const said = await desk.mmr('import', 'accounts', 'accounts.csv')
    const weeks = await desk.mmr('import', 'snapshots', 'snapshots.csv')
    const ids = desk.rows('select account_id as id from accounts')
    const check = await desk.mmr('check')
    desk.close()
    expect(said.out).toContain('1 account, 0 added, 0 changed, 1 unchanged')
    expect(weeks.out).toContain('1 snapshot, 1 added')
    expect(ids).toEqual([{ id: 'KO\u0308-3' }])
    expect(check.out).not.toContain('look the same')
  })

  test('with two that look the same: check says so, and each can still be ended', async () => {
    const desk = await deskOfBefore()
    desk.execute(before.replaceAll('KO\u0308-3', 'KÖ-3'))
    const { out } = await desk.mmr('check')
    const [header, one] = accounts.split('\n')
    desk.write('end.csv', `${header},ended_on\n${one?.normalize('NFD')},2026-11-01\n`)
    await desk.mmr('import', 'accounts', 'end.csv')
    const ended = desk.rows(
      'select account_id as id from account_versions where ended_on is not null',
    )
    desk.close()
    expect(out).toMatch(/^warning: 2 accounts have ids that look the same: .*ended_on/m)
    expect(ended).toEqual([{ id: 'KO\u0308-3' }])
  })
})

test('what an export writes below its rows is left out, and said', async () => {
  const desk = contractDesk()
  desk.write('crm.csv', `sep=,\n${accountsCsv}"Grand Totals"\n"Confidential - Do Not Distribute"\n`)
  const { code, out, err } = await desk.mmr('import', 'accounts', 'crm.csv')
  desk.close()
  expect({ code, out }).toEqual({
    code: 0,
    out: 'crm.csv: 4 accounts, 4 added, 0 changed, 0 unchanged.\n',
  })
  expect(err).toBe(
    'left out: line 7 ("Grand Totals"): below the rows.\n' +
      'left out: line 8 ("Confidential - Do Not Distribute"): below the rows.\n',
  )
})

test('an owner without a name is called by one made of the address, and check says so', async () => {
  const desk = contractDesk()
  desk.write(
    'owned.csv',
    accountsCsv.replaceAll('Mara Lind <mara@example.com>', 'mara.lind@example.com'),
  )
  await desk.mmr('import', 'accounts', 'owned.csv')
  await desk.mmr('import', 'snapshots', 'snapshots.csv')
  const { out } = await desk.mmr('preview', '--recipient', 'mara.lind@example.com', '--json')
  const check = await desk.mmr('check')
  desk.close()
  expect(out).toContain('"name": "Mara Lind"')
  expect(check.out + check.err).toContain('mara.lind@example.com (Mara Lind)')
})

describe('revenue beyond what can be summed to the cent', () => {
  const rows = (count: number, amount: string, currency: string) =>
    `${accountsCsv.split('\n')[0]}\n${Array.from(
      { length: count },
      (_, at) => `B-${at},Hall ${at},Mara Lind <mara@example.com>,${amount},${currency},30,West\n`,
    ).join('')}`

  test.each<[string, string, Record<string, string>]>([
    ['in all', rows(200, '850000000000.01', 'IDR'), { CURRENCY: 'IDR' }],
    [
      'at the rate of its currency',
      rows(2, '9999999999999', 'EUR'),
      { EXCHANGE_RATES: 'EUR=17000' },
    ],
  ])('is refused, and nothing imported: %s', async (_what, text, env) => {
    const desk = contractDesk(env)
    desk.write('much.csv', text)
    const { code, out, err } = await desk.mmr('import', 'accounts', 'much.csv')
    const stored = desk.rows('select * from accounts')
    desk.close()
    expect({ code, out, stored }).toEqual({ code: 1, out: '', stored: [] })
    expect(err).toMatch(/much\.csv, column annual_revenue: expected at most 90071992547409 /)
  })

  test('is refused together with what is there already, unless the file replaces that', async () => {
    const desk = contractDesk({ CURRENCY: 'IDR' })
    const half = rows(9, '5000000000000', 'IDR')
    desk.write('half.csv', half)
    expect(await desk.mmr('import', 'accounts', 'half.csv')).toMatchObject({ code: 0 })
    expect(await desk.mmr('import', 'accounts', 'half.csv')).toMatchObject({ code: 0 })
    const other = half.replaceAll('B-', 'C-')
    const last = (amount: string) =>
      `${other}D,Dale,Mara Lind <mara@example.com>,${amount},IDR,1,\n`
    const codes = []
    for (const amount of ['71992547409.92', '71992547409.91']) {
      desk.write('other.csv', last(amount))
      codes.push((await desk.mmr('import', 'accounts', 'other.csv')).code)
    }
    desk.close()
    expect(codes).toEqual([1, 0])
  })

  test('is a fault in mmr check where a rate has changed since', async () => {
    const desk = contractDesk({ EXCHANGE_RATES: 'EUR=1' })
    desk.write('much.csv', rows(2, '9999999999999', 'EUR'))
    await desk.mmr('import', 'accounts', 'much.csv')
    const before = await desk.mmr('check')
    desk.env.EXCHANGE_RATES = 'EUR=17000'
    const after = await desk.mmr('check')
    desk.close()
    expect(before.out).not.toContain('sums are not exact')
    expect(after.out).toMatch(/^fault: .*sums are not exact.*EXCHANGE_RATES/m)
  })
})

describe('--dry-run', () => {
  const wide = 'Firm,2026-W45,2026-W46\nHarbour Hospital,R,G\nRidge School,G,N/A\nTotal,,\n'
  const words = [
    ...['--weeks-in-columns', 'health', '--map', 'Firm=account_id'],
    ...['--value', 'health:R=25', '--value', 'health:G=90'],
  ]

  test('shows how a file was understood and what would change, and keeps nothing', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    desk.write('wide.csv', wide)
    const said = await desk.mmr('import', 'snapshots', 'wide.csv', ...words, '--dry-run')
    expect(said.code).toBe(0)
    expect(said.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ['column', 'header', 'line 2', 'line 2', 'line 3'],
        ['account_id', 'Firm', 'A-1', 'A-1', 'A-2'],
        ['week', 'week', '2026-W45', '2026-W46', '2026-W45'],
        ['health', 'health', '25', '90', '90'],
        ['wide.csv: 3 snapshots, 3 added, 0 superseded, 0 unchanged.'],
      ]),
    )
    expect(said.out).toMatch(/Nothing was imported: this was a dry run\.\n$/)
    expect(said.err).toContain('line 4 ("Total"): below the rows')
    expect(desk.rows('select * from snapshots')).toEqual([])
    expect(desk.rows("select * from imports where kind = 'snapshots'")).toEqual([])
    const taken = await desk.mmr('import', 'snapshots', 'wide.csv', ...words)
    desk.close()
    expect(taken.out).toContain('3 snapshots, 3 added')
  })

  test('of a file with faults shows both', async () => {
    const desk = contractDesk()
    desk.write('mixed.csv', accountsCsv.replace('200000.00', 'much'))
    const { code, out, err } = await desk.mmr('import', 'accounts', 'mixed.csv', '--dry-run')
    desk.close()
    expect(code).toBe(1)
    expect(out).toContain('Harbour Hospital')
    expect(err).toContain('column annual_revenue')
  })
})
