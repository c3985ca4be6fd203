import { chmodSync, chownSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readEnvText } from '../../src/command/env-file.js'
import { type Seated, sitDown, withoutPty } from '../fixture/pty.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

function opened(files: Record<string, string> = {}): Desk {
  const desk = openDesk({}, files)
  onTestFinished(() => desk.close())
  return desk
}

function settingsIn(desk: Desk, name = '.env'): Record<string, string> {
  const { settings, mistakes } = readEnvText(desk.read(name))
  expect(mistakes).toEqual([])
  return settings
}

const people = { EXECUTIVES: 'Ann <ann@example.com>', ADMINS: 'Ada <ada@example.com>' }

/** Answers what is asked before files are. */
async function answerSettings({ answer }: Seated, answers: Record<string, string> = {}) {
  const given = { COMPANY_NAME: 'Northwind Services', CURRENCY: 'EUR', ...people, ...answers }
  for (const name of [
    'COMPANY_NAME',
    'TIME_ZONE',
    'CURRENCY',
    'EXECUTIVES',
    'ADMINS',
    'SMTP_URL',
  ]) {
    await answer(`  ${name} [`, { ...given, ...answers }[name] ?? '')
  }
  if ((answers.SMTP_URL ?? '') === '') await answer('  OUTBOX_DIR [', '')
  if (!('IMPORT_ACCOUNTS' in answers)) await answer('  IMPORT_ACCOUNTS [', '')
}

describe('mmr setup without a terminal', () => {
  test('says what to do instead, exit 2', async () => {
    const desk = opened()
    const { code, out, err } = await desk.mmr('setup')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^mmr setup asks its questions on a terminal, and this is none\./)
    expect(err).toMatch(/copy \S*\.env\.example to \S+\/\.env/)
    expect(desk.files('.')).toEqual([])
  })

  test('tells what is wrong with the settings file before all else', async () => {
    const desk = opened({ '.env': 'COMPANY_NAME\n' })
    const { code, err } = await desk.mmr('setup')
    expect(code).toBe(2)
    expect(err).toContain('line 1: expected NAME=value')
  })
})

test.runIf(process.getuid?.() === 0)('mmr setup leaves another user’s file alone', async () => {
  const desk = opened({ '.env': 'COMPANY_NAME=A\n' })
  chownSync(join(desk.directory, '.env'), 1000, 1000)
  const { code, err } = await desk.mmr('setup')
  expect(code).toBe(2)
  expect(err).toMatch(/\.env is another user's, .* Run mmr setup as that user\.\n$/)
})

describe.skipIf(withoutPty)('mmr setup on a terminal', () => {
  test('asks, shows the line that each answer becomes, and writes .env alone', async () => {
    const desk = opened()
    const person = sitDown(desk.directory, ['setup'], { TZ: 'Europe/Berlin' })
    await answerSettings(person)
    await person.answer('Write it? [yes]', '')
    expect(await person.end).toBe(0)
    expect(settingsIn(desk)).toEqual({
      COMPANY_NAME: 'Northwind Services',
      TIME_ZONE: 'Europe/Berlin',
      CURRENCY: 'EUR',
      ...people,
      OUTBOX_DIR: './outbox',
    })
    for (const line of desk
      .read('.env')
      .split('\n')
      .filter((one) => /^[A-Z]/.test(one))) {
      expect(person.screen()).toContain(`  ${line}\n`)
    }
    expect(desk.files('.')).toEqual(['.env'])
    expect(statSync(join(desk.directory, '.env')).mode & 0o777).toBe(0o600)
  })

  test('asks again, with what is wrong, until the answer can be read', async () => {
    const desk = opened()
    const person = sitDown(desk.directory, ['setup'])
    await person.answer('COMPANY_NAME [', 'Northwind')
    await person.answer('TIME_ZONE [', 'EST')
    await person.answer('TIME_ZONE [UTC]', 'America/New_York')
    expect(person.screen()).toMatch(/TIME_ZONE: expected a time zone by its name, found "EST"/)
    await person.press('CURRENCY [', '\x03')
    expect(await person.end).toBe(1)
  })

  test('run again begins with what is there, and leaves all else byte by byte', async () => {
    const before = `# Ours.\nCOMPANY_NAME=Old Name\n\n#ADMINS=\nRED_BELOW=45 # stricter\nSMTP_URL="smtp://me:secret@smtp.example.com"\n`
    const desk = opened({ '.env': before })
    const person = sitDown(desk.directory, ['setup'])
    await person.answer('COMPANY_NAME [Old Name]', 'New Name')
    await person.answer('TIME_ZONE [UTC]', '')
    await person.answer('CURRENCY [USD]', '')
    await person.answer('EXECUTIVES []', '')
    await person.answer('ADMINS []', 'Ada <ada@example.com>')
    await person.answer('SMTP_URL [smtp://(hidden)@smtp.example.com]', '')
    await person.answer('MAIL_FROM [', 'Report <report@example.com>')
    await person.answer('IMPORT_ACCOUNTS []', '')
    await person.answer('Write it? [yes]', '')
    expect(await person.end).toBe(0)
    expect(desk.read('.env')).toBe(
      before
        .replace('COMPANY_NAME=Old Name', "COMPANY_NAME='New Name'")
        .replace('#ADMINS=\n', "#ADMINS=\nADMINS='Ada <ada@example.com>'\n") +
        "TIME_ZONE=UTC\nCURRENCY=USD\nMAIL_FROM='Report <report@example.com>'\n",
    )
    expect(person.screen()).not.toContain('secret')
  })

  test('says so where nothing changes, and writes nothing', async () => {
    const before = `COMPANY_NAME=A\nTIME_ZONE=UTC\nCURRENCY=USD\nEXECUTIVES=a@example.com\nADMINS=\nOUTBOX_DIR=out\n`
    const desk = opened({ '.env': before })
    const { ino } = statSync(join(desk.directory, '.env'))
    const person = sitDown(desk.directory, ['setup'])
    await answerSettings(person, { COMPANY_NAME: '', CURRENCY: '', EXECUTIVES: '', ADMINS: '' })
    await person.sees('says all of this already')
    expect(await person.end).toBe(0)
    expect(statSync(join(desk.directory, '.env')).ino).toBe(ino)
  })

  test.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('ended by %s at any question leaves all as it was, exit 1', async (_name, key) => {
    const before = 'COMPANY_NAME=A\n'
    const questions = ['COMPANY_NAME', 'TIME_ZONE', 'CURRENCY', 'EXECUTIVES', 'ADMINS', 'SMTP_URL']
    const all = [...questions, 'OUTBOX_DIR', 'IMPORT_ACCOUNTS']
    for (const [index, last] of [...all, 'Write it?'].entries()) {
      const desk = opened({ '.env': before })
      const person = sitDown(desk.directory, ['setup'])
      for (const name of all.slice(0, index)) {
        await person.answer(`${name} [`, '')
      }
      await person.press(`${last} [`, key)
      expect(await person.end).toBe(1)
      expect(person.screen()).toMatch(/Ended\. Nothing was written, and all is as it was\.\n$/)
      expect(desk.files('.')).toEqual(['.env'])
      expect(desk.read('.env')).toBe(before)
    }
  })

  test('doesn’t ask for what the environment sets', async () => {
    const desk = opened()
    const env = { CURRENCY: 'GBP', EXECUTIVES: 'Ann <ann@example.com>' }
    const person = sitDown(desk.directory, ['setup'], env)
    await person.answer('COMPANY_NAME [', '')
    await person.answer('TIME_ZONE [', '')
    await person.answer('ADMINS [', '')
    expect(person.screen()).toContain('CURRENCY is set in the environment, which wins: not asked.')
    await person.answer('SMTP_URL [', '')
    await person.answer('OUTBOX_DIR [', '')
    await person.answer('IMPORT_ACCOUNTS [', '')
    await person.answer('Write it? [yes]', '')
    expect(await person.end).toBe(0)
    expect(Object.keys(settingsIn(desk))).toEqual(['COMPANY_NAME', 'TIME_ZONE', 'OUTBOX_DIR'])
  })

  test('keeps what somebody else writes into the file meanwhile', async () => {
    const desk = opened({ '.env': 'RED_BELOW=45\n' })
    const person = sitDown(desk.directory, ['setup'])
    await answerSettings(person)
    await person.sees('Write it?')
    desk.write('.env', 'RED_BELOW=40\nMOVE_POINTS=2\n')
    await person.answer('[yes]', '')
    expect(await person.end).toBe(0)
    expect(settingsIn(desk)).toMatchObject({ RED_BELOW: '40', MOVE_POINTS: '2', CURRENCY: 'EUR' })
  })

  test('writes what a link leads to, says that its group could read it, and takes --env-file', async () => {
    const desk = opened({ 'real.env': 'RED_BELOW=45\n' })
    chmodSync(join(desk.directory, 'real.env'), 0o640)
    symlinkSync('real.env', join(desk.directory, 'linked.env'))
    const person = sitDown(desk.directory, ['setup', '--env-file', 'linked.env'])
    await answerSettings(person)
    await person.answer('Write it? [yes]', '')
    expect(await person.end).toBe(0)
    expect(readFileSync(join(desk.directory, 'real.env'), 'utf8')).toContain('RED_BELOW=45\n')
    expect(settingsIn(desk, 'linked.env')).toMatchObject({ CURRENCY: 'EUR' })
    expect(statSync(join(desk.directory, 'real.env')).mode & 0o777).toBe(0o600)
    expect(person.screen()).toContain('Its group could read it before')
    expect(desk.files('.').filter((name) => name === '.env')).toEqual([])
  })

  test('tells what is wrong with other settings, before it writes', async () => {
    const desk = opened({ '.env': 'RED_BELOW=nonsense\n' })
    const person = sitDown(desk.directory, ['setup'])
    await answerSettings(person)
    await person.sees('RED_BELOW: expected')
    await person.answer('Write it? [yes]', 'no')
    expect(await person.end).toBe(1)
    expect(desk.read('.env')).toBe('RED_BELOW=nonsense\n')
  })
})
