import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { type Desk, openDesk, type Said } from '../fixture/workspace.js'

let desk: Desk
afterEach(() => desk.close())

/** What `mmr check` says with these settings, without a database. */
async function checked(
  file: string | Uint8Array,
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  desk = openDesk(env)
  desk.write('.env', file)
  return desk.mmr('check')
}

describe('settings come from', () => {
  test('.env where there is one, and elsewhere from nothing', async () => {
    desk = await filledDesk({ EXECUTIVES: '', ADMINS: '' })
    const nobody = await desk.mmr('send', '--dry-run')
    desk.write('.env', 'ADMINS=Filed Admin <filed@example.com>\n')
    for (const name of ['EXECUTIVES', 'ADMINS']) delete desk.env[name]
    const filed = await desk.mmr('send', '--dry-run')
    expect(nobody.out).not.toContain('admin')
    expect(filed.out).toContain('Filed Admin <filed@example.com>')
  })

  test('the file that --env-file names, before or after the command, instead of .env', async () => {
    desk = await filledDesk()
    for (const name of Object.keys(desk.env)) delete desk.env[name]
    desk.write('.env', 'ADMINS=Other <other@example.com>\n')
    desk.write('mine.env', 'ADMINS=Mine <mine@example.com>\n')
    const after = await desk.mmr('send', '--dry-run', '--env-file', 'mine.env')
    const before = await desk.mmr(
      '--env-file',
      join(desk.directory, 'mine.env'),
      'send',
      '--dry-run',
    )
    expect(after.out).toContain('mine@example.com')
    expect(after.out).not.toContain('other@example.com')
    expect(before).toEqual(after)
  })

  test('the real environment, which wins over the file', async () => {
    desk = await filledDesk({ ADMINS: 'Real <real@example.com>' })
    desk.write('.env', 'ADMINS=Filed <filed@example.com>\nCOMPANY_NAME=From the file\n')
    const dryRun = await desk.mmr('send', '--dry-run')
    const preview = await desk.mmr('preview', '--role', 'executive', '--json')
    expect(dryRun.out).toContain('real@example.com')
    expect(dryRun.out).not.toContain('filed@example.com')
    expect(JSON.parse(preview.out).presentation.companyName).toBe('From the file')
  })

  test('a file that is not there is wrong usage when it was asked for', async () => {
    desk = openDesk()
    const { code, out, err } = await desk.mmr('check', '--env-file', 'none.env')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`There is no settings file ${join(desk.directory, 'none.env')}`)
  })

  test('a folder is no settings file, and no reason for a stack trace', async () => {
    desk = openDesk()
    await mkdir(join(desk.directory, 'folder.env'))
    const { code, err } = await desk.mmr('check', '--env-file', 'folder.env')
    expect(code).toBe(2)
    expect(err).toMatch(/folder\.env cannot be read/)
    expect(err).not.toMatch(/^\s+at /m)
  })
})

describe('faults of settings', () => {
  const broken = [
    'EXECUTIVE=Ada <ada@example.com>',
    'ADMINS=not an address',
    'TIME_ZONE=Mars/Olympus',
    'RED_BELOW=80',
    'GREEN_FROM=70',
    'SMTP_URL=smtp://user:s3cret@/x',
    '',
  ].join('\n')

  test.each([
    ['check', ['check']],
    ['send', ['send']],
    ['preview', ['preview']],
    ['explain', ['explain', 'A-1']],
    ['import', ['import', 'accounts', 'accounts.csv']],
  ])('are told all at once by %s, exit 2, before anything is done', async (_name, words) => {
    desk = openDesk()
    desk.write('.env', broken)
    const { code, out, err } = await desk.mmr(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    for (const variable of ['EXECUTIVE', 'ADMINS', 'TIME_ZONE', 'RED_BELOW', 'SMTP_URL']) {
      expect(err).toMatch(new RegExp(`^(- |fault: )${variable}: expected .*, found .*\\. `, 'm'))
    }
    expect(err).toContain('Did you mean EXECUTIVES?')
    expect(err).not.toContain('s3cret')
    expect(err).not.toMatch(/^\s+at /m)
    expect(desk.files('.')).toEqual(['.env'])
  })

  test('a misspelt variable of the real environment is found too', async () => {
    const { code, err } = await checked('', { EXECUTVES: 'Ada <ada@example.com>' })
    expect(code).toBe(2)
    expect(err).toContain('EXECUTVES')
    expect(err).toContain('Did you mean EXECUTIVES?')
  })

  test('what is only unlikely is a warning and stands in nobody’s way', async () => {
    desk = await filledDesk({ ADMINS: 'Root <root@intranet> (region=West)' })
    const { code, out, err } = await desk.mmr('send', '--dry-run')
    expect(code).toBe(0)
    expect(out).not.toContain('warning')
    expect(err).toMatch(/^warning: ADMINS: .*region/m)
  })
})

describe('an env file is refused, with line and cure, for', () => {
  test.each<[string, string, RegExp]>([
    [
      'a name that is set twice',
      'ADMINS=a@example.com\nLOCALE=en-US\nADMINS=b@example.com\n',
      /line 3: ADMINS is set in line 1 already/,
    ],
    [
      'a name that is set twice, once with export',
      'ADMINS=a@example.com\nexport ADMINS=b@example.com\n',
      /line 2: ADMINS is set in line 1 already/,
    ],
    [
      'text after a closing quote',
      'ADMINS="Root, Admin" <root@example.com>\n',
      /line 1: ADMINS goes on after its closing quote/,
    ],
    [
      'text after the closing quote of a value of several lines',
      'LOCALE=en-US\nADMINS="A <a@example.com>,\n  B <b@example.com>" x\n',
      /line 2: ADMINS goes on after its closing quote/,
    ],
    [
      'a value that goes over several lines without quotes',
      'ADMINS=A <a@example.com>,\n  B <b@example.com>\n',
      /line 2: .*NAME=value.*quotes/,
    ],
    ['a colon for an equals sign', 'LOCALE: en-US\n', /line 1: .*NAME=value/],
    ['a value without a name', 'LOCALE=en-US\n=en-GB\n', /line 2: .*NAME=value/],
    [
      'a quote that is never closed',
      'ADMINS="A <a@example.com>,\nLOCALE=en-US\n',
      /line 1: ADMINS.*closing quote/,
    ],
    [
      'a colour without quotes',
      'LOCALE=en-US\nACCENT_COLOR=#7a1fa2\n',
      /line 2: ACCENT_COLOR has a # .*comment.*quotation marks/,
    ],
    ['a colour after a blank', 'ACCENT_COLOR= #7a1fa2\n', /line 1: ACCENT_COLOR has a #/],
    ['a name that begins with #', 'COMPANY_NAME=# 1 Cleaning\n', /line 1: COMPANY_NAME has a #/],
    ['a number in a name', 'COMPANY_NAME=Unit #7 Cleaning\n', /line 1: COMPANY_NAME has a #/],
    ['a # in a password', 'SMTP_URL=smtp://u:p#w@h\n', /line 1: SMTP_URL has a # in it/],
  ])('%s', async (_what, text, says) => {
    const { code, out, err } = await checked(text)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(join(desk.directory, '.env'))
    expect(err).toMatch(says)
    expect(err).not.toMatch(/^\s+at /m)
  })

  test('all its mistakes at once, and never shows a value', async () => {
    const { err } = await checked(
      'LOCALE\nSMTP_URL="smtp://u:s3cret@h" s3cret\nADMINS=a@x.test\nADMINS=b@x.test\n',
    )
    expect(err).toMatch(/line 1: .*line 2: .*line 4: /s)
    expect(err).not.toContain('s3cret')
  })
})

describe('an env file in another encoding is refused, with the cure:', () => {
  const text = 'LOCALE=en-US\nCOMPANY_NAME=Müller Gebäudedienste\n'
  const utf16 = Buffer.from(text, 'utf16le')

  test.each<[string, Buffer, RegExp]>([
    ['Windows-1252', Buffer.from(text, 'latin1'), /line 2: expected text in UTF-8/],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /found UTF-16/],
    [
      'UTF-16, the other way round',
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      /found UTF-16/,
    ],
    ['UTF-16 without a mark', utf16, /found UTF-16/],
    ['UTF-16 without a mark, the other way round', Buffer.from(utf16).swap16(), /found UTF-16/],
    ['UTF-16 that begins in another script', Buffer.from(`ж${text}`, 'utf16le'), /found UTF-16/],
    ['half a letter at its end', Buffer.from(text).subarray(0, 28), /line 2: /],
  ])('%s', async (_what, bytes, says) => {
    const { code, out, err } = await checked(bytes)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(join(desk.directory, '.env'))
    expect(err).toMatch(says)
    expect(err).toMatch(/Save the file as UTF-8/)
    expect(err).not.toContain('Geb')
  })
})

describe('an env file may have', () => {
  test.each<[string, string | Uint8Array]>([
    ['a byte order mark', '\ufeffADMINS=Root <root@example.com>\n'],
    ['Windows line ends', 'LOCALE=en-US\r\nADMINS="Root <root@example.com>"\r\n# end\r\n'],
    [
      'comments, blank lines and export',
      '# all\n\n  # more\nexport ADMINS = Root <root@example.com>',
    ],
    ['UTF-8 with a mark, letters beyond ASCII', '\ufeffCOMPANY_NAME=Müller Gebäudedienste\n'],
    ['comments after values', 'LOCALE=en-US # as usual\nCURRENCY= # the default\n# end\n'],
    ['a comment after quotes', 'ADMINS="Root <root@example.com>" # who cares\n'],
    ['a value over several lines', 'ADMINS="\n  Root\n  <root@example.com>\n"\n'],
    [
      'what looks like a setting inside quotes',
      'COMPANY_NAME="A=1"\nADMINS=\'\nRoot <root@example.com>\'\n',
    ],
    [
      'an apostrophe in a name',
      "COMPANY_NAME=Mo's Cleaning\nADMINS=Root O'Neil <root@example.com>\n",
    ],
  ])('%s', async (_what, text) => {
    const { code, out, err } = await checked(text)
    expect({ code, err: err.includes('setting') }).toEqual({ code: 1, err: false })
    expect(out).toContain('There is no database')
    expect(out).not.toContain('ADMINS')
  })

  test('every line of .env.example, as it is and uncommented', async () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const plain = await checked(example)
    expect(plain.code).toBe(1)
    expect(plain.out).toContain('There is no database')
    const uncommented = example.replace(/^#([A-Z_]+=)/gm, '$1')
    desk.write('.env', uncommented)
    const full = await desk.mmr('check')
    expect(full).toEqual(plain)
    desk.close()
  })
})
