import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readEnvText } from '../../src/command/env-file.js'
import { type ExportCase, exportCases, exportsFolder, hasExports } from '../fixture/export-cases.js'
import { type Seated, sitDown, withoutPty } from '../fixture/pty.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

/** Answers whatever it is asked by the first line that fits, until it ends; null presses Ctrl-C. */
async function talk(
  person: Seated,
  answers: readonly (readonly [asked: RegExp, line: string | (() => string | null)])[],
): Promise<void> {
  let count = 0
  for (let line = await person.asked(); line !== null; line = await person.asked()) {
    if (count++ > most) throw new Error(`It asks for ever:\n${person.screen().slice(-3000)}`)
    const [, answer = ''] = answers.find(([asked]) => asked.test(line ?? '')) ?? []
    const typed = typeof answer === 'string' ? answer : answer()
    if (typed === null) return person.interrupt()
    person.type(typed)
  }
}

/** More questions than any file leads to. */
const most = 60

/** Gives lines one after the other, and the last one over and over. */
function inTurn(...lines: readonly (string | null)[]): () => string | null {
  let at = 0
  return () => lines[Math.min(at++, lines.length - 1)] ?? null
}

const settings = `EXECUTIVES='Ann <ann@example.com>'\nTIME_ZONE=America/New_York\n`

/** A desk with a browser that notes what it is shown, and a folder for what is temporary. */
function opened(files: Readonly<Record<string, string | Uint8Array>>) {
  const desk = openDesk({}, { '.env': settings })
  onTestFinished(() => desk.close())
  for (const [name, text] of Object.entries(files)) desk.write(name, text)
  desk.write('browser', '#!/bin/sh\nprintf "%s\\n" "$1" >>"$HOME/shown"\n')
  chmodSync(join(desk.directory, 'browser'), 0o755)
  mkdirSync(join(desk.directory, 'tmp'))
  const env = {
    TMPDIR: join(desk.directory, 'tmp'),
    BROWSER: join(desk.directory, 'browser'),
  }
  return { desk, env }
}

/** What the browser was shown; it goes on by itself when the program has ended. */
async function shown(desk: Desk): Promise<string> {
  return await vi.waitUntil(() => existsSync(join(desk.directory, 'shown')) && desk.read('shown'), {
    timeout: 20_000,
  })
}

function settingsIn(desk: Desk): Record<string, string> {
  const { settings, mistakes } = readEnvText(desk.read('.env'))
  expect(mistakes).toEqual([])
  return settings
}

const crm = Buffer.from(
  [
    '"Account ID","Account Name","Account Owner","Account Owner: Email","Annual Revenue","Phone"',
    '"C-1","Bäckerei Nordwind","Maria Lopez","maria@example.com","1250000.00","1"',
    '"C-2","Quill & Sons","Ken Ito","ken@example.com","840,000.00","2"',
    '',
    '"Grand Totals (2 records)"',
    '',
  ].join('\r\n'),
  'latin1',
)

const turnover = /^ {2}Is it what the contract brings you in a year/

const health = [
  'Health of all accounts;;',
  'Account Name;Health Score;Last Updated',
  'Bäckerei Nordwind;8,5;23.11.2026',
  'Quill & Sons;3,5;24.11.2026',
  '',
].join('\n')

describe.skipIf(withoutPty)('mmr setup, of files', () => {
  test('shows how they are understood, asks for what is missing, and ends with a preview', async () => {
    const { desk, env } = opened({ 'accounts.csv': crm, 'health.csv': health })
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, inTurn('nowhere.csv', 'accounts.csv')],
      [turnover, 'yes'],
      [/^ {2}IMPORT_SNAPSHOTS /, 'health.csv'],
      [/^ {2}notice_days /, '=60'],
      [/^What is to be done\? /, '--scale health=0-10'],
    ])
    expect(await person.end).toBe(0)
    const screen = person.screen()
    expect(screen).toContain('There is no file')
    expect(screen).toMatch(/4\. {2}Account Owner: Email +account_manager_address\n/)
    expect(screen).toMatch(/6\. {2}Phone +-\n/)
    expect(screen).toMatch(/^name +Account Name +Bäckerei Nordwind +Quill & Sons$/m)
    expect(screen).toContain('accounts.csv: 2 accounts, 2 added, 0 changed, 0 unchanged.')
    expect(screen).toContain('health.csv, by its header in line 2:')
    expect(screen).toContain('expected scores from 0 to 100, found "2 scores, all from 0 to 10"')
    expect(screen).toContain('health.csv: 2 snapshots, 2 added, 0 superseded, 0 unchanged.')
    expect(settingsIn(desk)).toMatchObject({
      IMPORT_ACCOUNTS: 'accounts.csv',
      IMPORT_ACCOUNTS_OPTIONS: expect.stringContaining('--set notice_days=60'),
      IMPORT_SNAPSHOTS: 'health.csv',
      IMPORT_SNAPSHOTS_OPTIONS: expect.stringContaining('--scale health=0-10'),
    })

    desk.wait(11 * 86_400_000)
    expect(await desk.mmr('import')).toMatchObject({ code: 0 })
    expect(desk.rows('select stated_health as health from snapshots order by account_id')).toEqual([
      { health: 85 },
      { health: 35 },
    ])

    const [page = ''] = (await shown(desk)).trim().split('\n')
    expect(readFileSync(page, 'utf8')).toContain('Quill &amp; Sons')
    expect(screen).toContain(`${page}\n`)
    const left = desk.files('.').filter((name) => !/^(tmp.mmr-preview-|mmr.sqlite)/.test(name))
    expect(left).toEqual(['.env', 'accounts.csv', 'browser', 'health.csv', 'shown'])
  })

  test('run again keeps what was said of them', async () => {
    const { desk, env } = opened({ 'accounts.csv': crm })
    const first = sitDown(desk.directory, ['setup'], env)
    await talk(first, [
      [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
      [/^ {2}Enter where/, inTurn('6=region', '')],
      [turnover, inTurn('', '', 'yes')],
      [/^ {2}notice_days /, '=60'],
    ])
    expect(await first.end).toBe(0)
    const before = desk.read('.env')
    expect(settingsIn(desk).IMPORT_ACCOUNTS_OPTIONS).toContain('--map Phone=region')
    const again = sitDown(desk.directory, ['setup'], env)
    await talk(again, [])
    expect(await again.end).toBe(0)
    expect(again.screen()).toMatch(/6\. {2}Phone +region\n/)
    expect(again.screen()).toContain('says all of this already')
    expect(desk.read('.env')).toBe(before)
  })

  test('asks what words mean, what empty cells say, what a currency is worth, and who owners are', async () => {
    const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
    const accounts = `${header}\nC-1,North,Maria Lopez,1250000,EUR,60\nC-2,South,Ken Ito,100000,USD,\n`
    const { desk, env } = opened({
      'accounts.csv': accounts,
      'owners.csv': 'name,address\nMaria Lopez,maria@example.com\nKen Ito,ken@example.com\n',
      'health.csv':
        'account_id,week,health,pulse\nC-1,2026-W47,85,G\nC-2,2026-W47,40,Amber\nZ-9,2026-W47,50,green\n',
    })
    const person = sitDown(desk.directory, ['setup'], env)
    // What is first among the ways out helps, each time; Enter takes those that ask on.
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
      [/^ {2}IMPORT_SNAPSHOTS /, 'health.csv'],
      [/^ {2}EXCHANGE_RATES /, 'EUR=1.08'],
      [/^ {2}OWNERS_FILE /, 'owners.csv'],
      [/^ {2}What do empty cells of notice_days say/, '90'],
      [/^What does "G" mean/, inTurn('', 'green')],
      [/^What does "Amber" mean/, inTurn('', '', '2')],
      [/^What is to be done\? (?!\[)/, inTurn('', '--skip-unknown')],
    ])
    expect(await person.end).toBe(0)
    expect(settingsIn(desk)).toMatchObject({
      EXCHANGE_RATES: 'EUR=1.08',
      OWNERS_FILE: 'owners.csv',
      IMPORT_ACCOUNTS_OPTIONS: '--set-empty notice_days=90',
      IMPORT_SNAPSHOTS_OPTIONS: '--value pulse:G=green --value pulse:Amber=yellow --skip-unknown',
    })
    expect(person.screen()).toMatch(/left out: line 4 .*Z-9/)
    expect(person.screen()).toContain('Type a number from 1 to 3.')
    expect(await shown(desk)).toMatch(/executive/)
  })

  test('asks of a unit in a header that is not ours, and offers the scale it names', async () => {
    const { desk, env } = opened({
      'accounts.csv':
        'Account ID,Name,Owner Email,Jahresumsatz (TEUR),Notice period (months),ACV (USD)\n' +
        'C-1,North,maria@example.com,9000,3,120000\n',
      'health.csv': 'Account ID,Week,Health Score (0-10)\nC-1,2026-W47,8\n',
    })
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
      [/^ {2}IMPORT_SNAPSHOTS /, 'health.csv'],
      [/^ {2}Do its cells have days/, inTurn('', 'no')],
      [/^ {2}notice_days /, '=90'],
      [/^ {2}Which is right/, inTurn('', '1')],
    ])
    expect(await person.end).toBe(0)
    expect(person.screen()).toContain('warning: 5. Notice period (months): it says months')
    expect(settingsIn(desk)).toMatchObject({
      IMPORT_ACCOUNTS_OPTIONS: expect.stringMatching(
        /"ACV \(USD\)=annual_revenue".*notice_days=90/,
      ),
      IMPORT_SNAPSHOTS_OPTIONS: expect.stringContaining('--scale health=0-10'),
    })
    expect(settingsIn(desk).IMPORT_ACCOUNTS_OPTIONS).not.toContain('months')
  })

  test('takes no file whose annual revenue is the turnover of customers', async () => {
    const { desk, env } = opened({ 'accounts.csv': crm })
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
      [turnover, 'no'],
      [/^What is to be done/, 'leave it for later'],
    ])
    expect(await person.end).toBe(0)
    expect(person.screen()).toContain("in a CRM this is often the customer's own turnover")
    expect(person.screen()).not.toContain('Is that how it is meant')
    expect(Object.keys(settingsIn(desk))).not.toContain('IMPORT_ACCOUNTS')
  })

  test('takes the newest of several, a column a week, and leaves another for later', async () => {
    const { desk, env } = opened({
      'accounts-1.csv': 'not this one\n',
      'wide.csv': 'account_id,2026-W46,2026-W47\nC-1,80,85\nC-2,50,40\n',
      'bad.csv': 'a\n1\n',
    })
    desk.write('accounts-2.csv', crm)
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, inTurn('tmp/', 'accounts-?.csv')],
      [turnover, 'yes'],
      [/^ {2}notice_days /, '=60'],
      [/^ {2}IMPORT_SNAPSHOTS /, inTurn('bad.csv', 'wide.csv')],
      [/^ {2}account_id /, inTurn('1', '')],
      [/^ {2}health /, inTurn('1', '-')],
      [/^ {2}What stands below them/, inTurn('', 'annual_revenue', 'Health')],
      [/^What is to be done/, 'take another file'],
    ])
    expect(await person.end).toBe(0)
    expect(settingsIn(desk)).toMatchObject({
      IMPORT_ACCOUNTS: 'accounts-?.csv',
      IMPORT_SNAPSHOTS: 'wide.csv',
      IMPORT_SNAPSHOTS_OPTIONS: '--weeks-in-columns health',
    })
    expect(person.screen()).toContain('tmp/ is a folder: tmp/*.csv takes its newest CSV file.')
    expect(person.screen()).toContain('wide.csv: 4 snapshots')
    expect(await shown(desk)).toMatch(/executive/)
  })

  test.each([
    ['a PDF', '%PDF-1.7\n', /PDF/],
    ['an empty file', '', /empty/],
    ['a page', '<!doctype html><html><body><table></table></body></html>', /HTML/],
  ])('says what %s is, and leaves it for later', async (_what, text, words) => {
    const { desk, env } = opened({ 'accounts.csv': text })
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, [
      [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
      [/^What is to be done/, 'leave it for later'],
    ])
    expect(await person.end).toBe(0)
    expect(person.screen()).toMatch(words)
    expect(person.screen()).not.toMatch(/^\s+at /m)
    expect(Object.keys(settingsIn(desk))).not.toContain('IMPORT_ACCOUNTS')
  })

  test('ended at any question about them leaves nothing behind', async () => {
    const asked = [
      'IMPORT_ACCOUNTS',
      'Enter where',
      'Is it what the contract',
      'notice_days',
      'Is that how',
      'IMPORT_SNAPSHOTS',
    ]
    for (const last of asked) {
      const { desk, env } = opened({ 'accounts.csv': crm })
      const person = sitDown(desk.directory, ['setup'], env)
      await talk(person, [
        [new RegExp(`^ *${last}`), inTurn(null)],
        [/^ {2}IMPORT_ACCOUNTS /, 'accounts.csv'],
        [turnover, 'yes'],
        [/^ {2}notice_days /, '=60'],
      ])
      expect(await person.end).toBe(1)
      expect(person.screen()).toMatch(/Nothing was written, and all is as it was\.\n$/)
      expect(desk.read('.env')).toBe(settings)
      expect(desk.files('.')).toEqual(['.env', 'accounts.csv', 'browser'])
      expect(readdirSync(env.TMPDIR)).toEqual([])
    }
  })
})

describe.skipIf(withoutPty || !hasExports)('mmr setup, of an export', () => {
  /** One is asked about with others before it: what a person is asked to say is what cases say. */
  test.each(exportCases())('$file $options: $outcome', async (given) => {
    const { desk, env } = opened({})
    for (const one of readdirSync(exportsFolder)) {
      desk.write(one, readFileSync(join(exportsFolder, one)))
    }
    const person = sitDown(desk.directory, ['setup'], env)
    await talk(person, answersTo(given))
    expect(await person.end).toBe(0)
    const setting = given.kind === 'accounts' ? 'IMPORT_ACCOUNTS' : 'IMPORT_SNAPSHOTS'
    const isTaken = given.outcome.startsWith('taken')
    const [, count] = /^taken (\d+)/.exec(given.outcome) ?? []
    expect(settingsIn(desk)[setting]).toBe(isTaken ? given.file : undefined)
    if (count !== undefined) {
      expect(person.screen()).toMatch(new RegExp(`${given.file}: ${count} (account|snapshot)`))
    }
    expect(person.screen()).not.toMatch(/^\s+at /m)
    if (isTaken && given.kind === 'snapshots') expect(await shown(desk)).toMatch(/executive/)
  })
})

function answersTo({ file, kind, options, setting }: ExportCase) {
  const [, rates = ''] = /^EXCHANGE_RATES=(.*)/.exec(setting) ?? []
  const owners = /--owners (\S+)/.exec(options)?.[1] ?? ''
  const others = options.replace(/--owners \S+/, '').trim()
  const set = (column: string) => new RegExp(`--set ${column}=(\\S+)`).exec(options)?.[1]
  const ways = [
    ...(rates === '' ? [] : ['say what one EUR is worth (EXCHANGE_RATES)']),
    ...(owners === '' ? [] : ['name a file of the account managers: name, address (OWNERS_FILE)']),
    ...(others === '' ? [] : ['type options, as for mmr import']),
    'leave it for later',
  ]
  return [
    [/^ {2}IMPORT_ACCOUNTS /, kind === 'accounts' ? file : 'base-accounts.csv'],
    [/^ {2}IMPORT_SNAPSHOTS /, kind === 'accounts' ? '' : file],
    [turnover, 'yes'],
    [/^ {2}What stands below them/, 'health'],
    [/^ {2}notice_days /, `=${set('notice_days') ?? '60'}`],
    [/^ {2}EXCHANGE_RATES /, rates],
    [/^ {2}OWNERS_FILE /, owners],
    [/^ {2}Options, as for/, others],
    [/^What is to be done/, inTurn(...ways)],
  ] as const
}
