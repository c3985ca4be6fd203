import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountsCsv, contractDesk } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeEach(() => {
  desk = contractDesk()
})
afterEach(() => desk.close())

const [header = '', a1 = '', a2 = '', a3 = '', a4 = ''] = accountsCsv.split('\n')

/** Imports a file of these lines. */
async function take(lines: readonly string[], ...words: readonly string[]) {
  desk.write('given.csv', `${lines.join('\n')}\n`)
  return await desk.mmr('import', 'accounts', 'given.csv', ...words)
}

const versions = () =>
  desk.rows<{ account_id: string; as_of: string }>(
    'select account_id, as_of from account_versions order by account_id, as_of, version',
  )

describe('mmr import accounts', () => {
  test('holds from the Monday of this week, on which a report is read, unless it is told a day', async () => {
    await take([header, a1])
    expect(versions()).toEqual([{ account_id: 'A-1', as_of: '2026-11-16' }])
    const said = await take([header, a2], '--as-of', '2025-09-30')
    expect(said).toMatchObject({
      code: 0,
      out: 'given.csv: 1 account, 1 added, 0 changed, 0 unchanged, as of 2025-09-30.\n  A-2 Ridge School: added, $50,000.\n',
    })
    expect(versions()).toContainEqual({ account_id: 'A-2', as_of: '2025-09-30' })
  })

  test('after a day that was given this week, that is the day of what comes next', async () => {
    desk.wait(2 * 86_400_000)
    await take([header, a1], '--as-of', '2026-11-17')
    await take([header, a1.replace('100000', '90000')])
    expect(versions().map(({ as_of }) => as_of)).toEqual(['2026-11-17', '2026-11-17'])
  })

  test('says of each account what changed, with amounts before and after', async () => {
    await take([
      `${header},ended_on,desired,desired_reason,tender`,
      ...[a1, a2, a3, a4].map((one) => `${one},,,,`),
    ])
    const said = await take([
      `${header},ended_on,desired,desired_reason,tender`,
      `${a1.replace('100000.00', '10000.00')},,,,yes`,
      `${a2.replace('Mara Lind <mara@', 'Jon Abel <jon@')},,no,Loses money,`,
      `${a3.replace(',USD,90,West', ',USD,60,East')},2027-01-31,,,`,
      `${a4},2026-11-10,,,`,
      'A-5,Elm Court,Jon Abel <jon@example.com>,1.50,USD,0,,,,,',
    ])
    expect(said).toEqual({
      code: 0,
      out: [
        'given.csv: 5 accounts, 1 added, 4 changed, 0 unchanged.',
        '  A-3 Quay Terminal: notice given, last day 2027-01-31; notice_days 60, was 90; region East, was West.',
        '  A-4 Dale Mill: ended on 2026-11-10.',
        '  A-2 Ridge School: no longer desired (Loses money); handed over from Mara Lind <mara@example.com> to Jon Abel <jon@example.com>.',
        '  A-1 Harbour Hospital: cut from $100,000 to $10,000; out to tender.',
        '  A-5 Elm Court: added, $1.50.',
        '',
      ].join('\n'),
      err: '',
    })
  })

  test('names what the file lacks, and where a later day goes on counting', async () => {
    await take([header, a1, a2, a3, a4])
    const said = await take([header, a1, a2, a3])
    expect(said).toMatchObject({
      code: 0,
      err:
        'warning: The file lacks 1 account active on 2026-11-16: A-4 Dale Mill. Where they have ended, ' +
        'say so in ended_on; where the file is the whole list, import it with --complete.\n',
    })
    const old = await take([header, a4.replace('80000', '70000')], '--as-of', '2026-09-30')
    expect(old.out).toContain('A-4 Dale Mill: cut from $80,000 to $70,000.')
    expect(old.err).toBe(
      'warning: Of 1 account a version with a later day goes on counting from that day: A-4 Dale Mill (2026-11-16).\n',
    )
  })

  test('--complete ends what is missing; more than a fifth of the accounts only with --yes', async () => {
    await take([header, a1, a2, a3, a4], '--as-of', '2026-09-28')
    const refused = await take([header, a1, a2, a3], '--complete')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(
      /^given\.csv: nothing was imported\. 1 fault:\n- .*"1 missing, of 4 active"\. .*renewal_date.*--yes\.\n$/,
    )
    expect(versions()).toHaveLength(4)
    const done = await take([header, a1, a2, a3], '--complete', '--yes')
    expect(done).toEqual({
      code: 0,
      out: [
        'given.csv: 4 accounts, 0 added, 1 changed, 3 unchanged.',
        '  A-4 Dale Mill: ended on 2026-11-15 (no longer in the export).',
        '',
      ].join('\n'),
      err: '',
    })
  })
})

describe('what cannot be is one clear error, and nothing is taken', () => {
  test.each([
    [
      'a day to come',
      ['accounts', '--as-of', '2026-11-17'],
      '--as-of wants a day that has come, and 2026-11-17 is after today, 2026-11-16 in UTC: what a contract ' +
        'will be nobody knows. A last day to come goes into the column ended_on. Nothing was imported.',
    ],
    [
      'no day',
      ['accounts', '--as-of', '2026-02-30'],
      '--as-of wants a day such as 2026-09-30, and was given "2026-02-30". Nothing was imported.',
    ],
    [
      'a day for snapshots',
      ['snapshots', '--as-of', '2026-11-09'],
      '--as-of is for accounts: the rows of a file of snapshots have a week each. Leave it out.',
    ],
    [
      'the whole list of snapshots',
      ['snapshots', '--complete'],
      '--complete is for accounts: the rows of a file of snapshots have a week each. Leave it out.',
    ],
  ])('%s', async (_what, [kind = '', ...words], says) => {
    await take([header])
    const said = await desk.mmr('import', kind, 'accounts.csv', ...words)
    expect(said).toEqual({ code: 2, out: '', err: `${says}\n` })
    expect(desk.rows('select * from accounts')).toEqual([])
    expect(desk.rows('select * from imports')).toHaveLength(1)
  })

  test('today is the day in the settings’ time zone', async () => {
    desk.env.TIME_ZONE = 'Pacific/Auckland'
    desk.wait(10 * 3_600_000)
    expect(await take([header, a1], '--as-of', '2026-11-17')).toMatchObject({ code: 0 })
    desk.env.TIME_ZONE = 'America/New_York'
    expect(await take([header, a1], '--as-of', '2026-11-17')).toMatchObject({ code: 2 })
  })
})
