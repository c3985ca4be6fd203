import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { envLine, readEnvText } from '../../src/command/env-file.js'
import { importWords, readImportWords, writtenWords } from '../../src/source/options.js'
import { accountsCsv, contractDesk } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk

beforeEach(() => {
  desk = contractDesk()
  for (const name of ['accounts.csv', 'snapshots.csv']) put(name)
})

afterEach(() => desk.close())

/** A file as it was left alone a minute ago. */
function put(name: string, text?: string): void {
  if (text !== undefined) desk.write(name, text)
  const at = Date.now() / 1000 - 60
  utimesSync(join(desk.directory, name), at, at)
}

const both = { IMPORT_ACCOUNTS: './accounts.csv', IMPORT_SNAPSHOTS: 'snap*.csv' }

describe('mmr import without a file', () => {
  it('pulls what the settings name, accounts first', async () => {
    Object.assign(desk.env, both)
    expect(await desk.mmr('import')).toEqual({
      code: 0,
      err: '',
      out: 'accounts.csv: 4 accounts, 4 added, 0 changed, 0 unchanged.\nsnapshots.csv: 8 snapshots, 8 added, 0 superseded, 0 unchanged.\n',
    })
    expect(desk.rows('select kind, file, faults, origin, added from imports')).toEqual([
      { kind: 'accounts', file: 'accounts.csv', faults: 0, origin: 'pull', added: 4 },
      { kind: 'snapshots', file: 'snapshots.csv', faults: 0, origin: 'pull', added: 8 },
    ])
    expect(desk.rows('select distinct recorded_by from snapshots')).toEqual([
      { recorded_by: 'import snapshots.csv' },
    ])
  })

  it('pulls one kind, and pulls it again whether it has changed or not', async () => {
    Object.assign(desk.env, both)
    expect((await desk.mmr('import', 'accounts')).out).toMatch(/^accounts\.csv: .*4 added/)
    expect((await desk.mmr('import', 'accounts')).out).toMatch(/^accounts\.csv: .*4 unchanged/)
  })

  it('leaves nothing beside the database but what it remembers', async () => {
    Object.assign(desk.env, both)
    await desk.mmr('import')
    expect(desk.files('.').filter((name) => name.includes('.sqlite.'))).toEqual([
      'mmr.sqlite.pulls',
    ])
    expect(desk.read('mmr.sqlite.pulls')).not.toMatch(/@|Harbour|t0ken/)
  })

  it('pulls from another database', async () => {
    const crm = new Sqlite(join(desk.directory, 'crm.db'))
    crm.exec(`create table customers (id text, title text, owner text, mail text, revenue real);
              insert into customers values ('A-1', 'Harbour Hospital', 'Mara Lind', 'mara@example.com', 1234.5),
                                           ('A-2', 'Ridge School', 'Jon Abel', 'jon@example.com', 99.125)`)
    crm.close()
    desk.env.IMPORT_ACCOUNTS = 'sqlite:crm.db'
    desk.env.IMPORT_ACCOUNTS_QUERY =
      'select id as account_id, title as "Account Name", owner as account_manager_name, mail as account_manager_address, round(revenue, 2) as annual_revenue from customers'
    desk.env.IMPORT_ACCOUNTS_OPTIONS =
      '--map "Account Name=name" --set notice_days=30 --set currency=USD'
    const said = await desk.mmr('import')
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringMatching(/crm\.db: 2 accounts, 2 added/),
    })
    expect(
      desk.rows('select name, annual_revenue as revenue from account_versions order by name'),
    ).toEqual([
      { name: 'Harbour Hospital', revenue: 123_450 },
      { name: 'Ridge School', revenue: 9913 },
    ])
  })

  it('says what is wrong with a row, and what can’t be had, and tells the admins of it', async () => {
    Object.assign(desk.env, both)
    put('accounts.csv', accountsCsv.replace('100000.00', 'a lot'))
    desk.env.IMPORT_SNAPSHOTS = 'nowhere-*.csv'
    const { code, err } = await desk.mmr('import')
    expect(code).toBe(1)
    expect(err).toMatch(
      /^accounts\.csv: nothing was imported\. 1 fault:\n- accounts\.csv, line 2, column annual_revenue: /,
    )
    expect(err).toMatch(
      /nothing was imported: IMPORT_SNAPSHOTS: expected a file whose name fits .*nowhere-\*\.csv, found nothing/,
    )
    expect(desk.rows('select file, faults from imports')).toEqual([
      { file: 'IMPORT_ACCOUNTS', faults: 1 },
      { file: 'IMPORT_SNAPSHOTS', faults: 1 },
    ])
  })

  it('that fails is an alarm, until it does well', async () => {
    Object.assign(desk.env, both)
    await desk.mmr('import')
    put('accounts.csv', accountsCsv.replace('100000.00', 'a lot'))
    await desk.mmr('import')
    const alarm =
      /The accounts can’t be pulled since 2026-11-16T07:00:02.*: accounts\.csv, line 2, column annual_revenue: .*mmr import accounts tries it now/
    expect((await desk.mmr('status')).out).toMatch(alarm)
    expect((await desk.mmr('check')).out).toMatch(alarm)
    put('accounts.csv', accountsCsv)
    await desk.mmr('import')
    expect((await desk.mmr('status')).out).not.toMatch(/pulled/)
    expect((await desk.mmr('check')).out).not.toMatch(/pulled/)
  })

  it('wants to know from where', async () => {
    expect(await desk.mmr('import')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/IMPORT_ACCOUNTS and IMPORT_SNAPSHOTS say nothing/),
    })
    desk.env.IMPORT_ACCOUNTS = './accounts.csv'
    expect(await desk.mmr('import', 'snapshots')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/IMPORT_SNAPSHOTS says nothing/),
    })
  })

  it('takes no options of a file', async () => {
    Object.assign(desk.env, both)
    for (const option of ['--complete', '--dry-run', '--save', '--map=a=name', '--sheet=x']) {
      expect(await desk.mmr('import', 'accounts', option)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/is for a file.*IMPORT_ACCOUNTS_OPTIONS/),
      })
    }
    expect(desk.files('.')).not.toContain('mmr.sqlite')
  })
})

describe('options in the settings', () => {
  it.each([
    ['IMPORT_SNAPSHOTS_OPTIONS', '--complete', /--complete is for accounts/],
    ['IMPORT_SNAPSHOTS_OPTIONS', '--owners a.csv', /--owners is for accounts/],
    ['IMPORT_ACCOUNTS_OPTIONS', '--as-of 2026-11-01', /pulled every week/],
    ['IMPORT_ACCOUNTS_OPTIONS', '--map "a=name', /quotation marks are not in pairs/],
    ['IMPORT_ACCOUNTS_OPTIONS', '--nonsense', /Unknown option '--nonsense'.*mmr import --help/],
  ])('are checked with all other settings: %s=%s', async (name, text, words) => {
    Object.assign(desk.env, both, { [name]: text, CURRENCY: 'dollars' })
    for (const command of [['check'], ['import'], ['start'], ['plan']]) {
      const { code, err } = await desk.mmr(...command)
      expect(code).toBe(2)
      expect(err).toMatch(words)
      expect(err).toMatch(/CURRENCY/)
    }
  })
})

describe('mmr import … --save', () => {
  it('prints the lines by which the same is pulled, and writes nothing', async () => {
    put('crm export #7.csv', accountsCsv.replace('account_id,name', 'Id,"Account ""Name"""'))
    const before = desk.files('.')
    const words = ['--map', 'Account "Name"=name', '--map', 'Id=account_id', '--complete']
    const said = await desk.mmr('import', 'accounts', 'crm export #7.csv', ...words, '--save')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(desk.files('.')).toEqual(before)
    const { settings, mistakes } = readEnvText(said.out)
    expect(mistakes).toEqual([])
    expect(settings.IMPORT_ACCOUNTS).toBe('crm export #7.csv')
    desk.write('.env', said.out)
    expect(await desk.mmr('import')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^crm export #7\.csv: 4 accounts, 4 added/),
    })
  })

  it('leaves out options that are not there', async () => {
    expect((await desk.mmr('import', 'snapshots', 'snapshots.csv', '--save')).out).toBe(
      'IMPORT_SNAPSHOTS=snapshots.csv\n',
    )
  })

  it('refuses what can’t be pulled', async () => {
    const refused = async (...words: string[]) => await desk.mmr('import', ...words, '--save')
    expect(await refused('accounts', 'a.csv', '--as-of', '2026-11-01')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--as-of/),
    })
    expect(await refused('snapshots', 'a.csv', '--complete')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--complete is for accounts/),
    })
    expect(await refused('accounts', 'http://a.example/b')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/https/),
    })
  })

  test('any options come back the same from the env file', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'ab ="\'`#\\n-$é,:'),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.array(text), fc.array(text), fc.boolean(), (map, set, complete) => {
        const written = writtenWords(importWords({ map, set, complete }))
        const line = envLine('IMPORT_ACCOUNTS_OPTIONS', written)
        if (line === null) {
          expect(['"', "'", '`', '#'].every((mark) => written.includes(mark))).toBe(true)
          return
        }
        const { settings, mistakes } = readEnvText(`${line}\nCURRENCY=USD\n`)
        expect(mistakes).toEqual([])
        expect(settings).toEqual({ IMPORT_ACCOUNTS_OPTIONS: written, CURRENCY: 'USD' })
        expect(readImportWords(settings.IMPORT_ACCOUNTS_OPTIONS ?? '')).toMatchObject({
          kind: 'words',
          words: { complete, reading: { map, set } },
        })
      }),
    )
  })
})
