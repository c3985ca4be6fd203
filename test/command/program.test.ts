import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { version } from '../../src/command/terminal.js'
import type { Desk } from '../fixture/workspace.js'
import { openDesk } from '../fixture/workspace.js'

const commands = ['import', 'preview', 'send', 'check', 'explain', 'demo']

let desk: Desk
beforeAll(() => {
  desk = openDesk()
})
afterAll(() => desk.close())

describe('help', () => {
  test('lists every command and the options that all of them take', async () => {
    const { code, out, err } = await desk.mmr('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const word of [...commands, '--env-file <file>', '--database <file>', '--version']) {
      expect(out).toContain(word)
    }
  })

  test.each<[string, string[]]>([
    ['import', ['accounts', 'snapshots', '[file]', '--map <header=column>', '--dry-run']],
    [
      'preview',
      ['--role <role>', '--recipient <address>', '--week <week>', '--out <dir>', '--json'],
    ],
    ['send', ['--week <week>', '--only <address>', '--dry-run']],
    ['check', ['--smtp']],
    ['explain', ['account', '--week <week>', '--json']],
    ['demo', []],
  ])('of %s names its options', async (command, options) => {
    const { code, out, err } = await desk.mmr(command, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(new RegExp(`^Usage: mmr ${command} .*\n\n[A-Z].*\\.\n`, 's'))
    for (const option of options) expect(out).toContain(option)
  })

  test('of every command that is listed says what it does', async () => {
    const { out } = await desk.mmr('--help')
    const listed = [...out.slice(out.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)]
    const names = listed.map(([, name = '']) => name)
    expect(names).toEqual(expect.arrayContaining(commands))
    for (const name of names.filter((one) => one !== 'help')) {
      const { code, out, err } = await desk.mmr(name, '--help')
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(new RegExp(`^Usage: mmr ${name} .*\n\n[A-Z].*\\.\n`, 's'))
    }
  })

  test('of a command tells of the options that every command takes', async () => {
    const { out } = await desk.mmr('send', '--help')
    expect(out).toContain('--env-file <file>')
    expect(out).toContain('--database <file>')
  })

  test('is on stderr where nothing was asked for, which is wrong usage', async () => {
    const { code, out, err } = await desk.mmr()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: mmr')
  })
})

test('what is wrong with the words of a command leads to its own help', async () => {
  const said = async (...words: string[]) => (await desk.mmr(...words)).err.trimEnd().split('\n')
  expect((await said('import', 'people')).at(-1)).toBe('(mmr import --help says what it takes)')
  expect((await said('plan', '--mext', '3')).at(-1)).toBe('(mmr plan --help says what it takes)')
  expect((await said('imprt')).at(-1)).toBe('(mmr --help lists the commands)')
})

test('the help of import says that --map may be given more than once', async () => {
  const { out } = await desk.mmr('import', '--help')
  expect(out.replace(/\s+/g, ' ')).toContain('"Account Name=name"; repeatable (default: none)')
})

test('--version is the one in package.json', async () => {
  expect(await desk.mmr('--version')).toEqual({ code: 0, out: `${version()}\n`, err: '' })
  expect(version()).toMatch(/^\d+\.\d+\.\d+$/)
})

describe('wrong usage is exit 2, on stderr, with no stack trace:', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['sned'], /unknown command 'sned'/],
    ['an unknown option', ['send', '--wek', '2026-W46'], /unknown option '--wek'/],
    ['an option without its value', ['send', '--week'], /argument missing/],
    ['a missing argument', ['backup'], /missing required argument 'file'/],
    ['one argument too many', ['send', '2026-W46'], /too many arguments/],
    ['a kind of file that there is not', ['import', 'people', 'x.csv'], /accounts, snapshots/],
    [
      'a role that there is not',
      ['preview', '--role', 'boss'],
      /executive, account-manager, admin/,
    ],
    ['a week that cannot be read', ['preview', '--week', 'last'], /ISO week.*"last"/],
    ['a week that does not exist', ['send', '--week', '2025-W53'], /ISO week.*"2025-W53"/],
    ['a day for a week', ['explain', 'A-1', '--week', '2026-11-16'], /ISO week/],
  ])('%s', async (_what, words, says) => {
    const { code, out, err } = await desk.mmr(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(says)
    expect(err).not.toMatch(/^\s+at /m)
  })

  test('and nothing was sent by it', () => {
    expect(desk.files('outbox')).toEqual([])
  })
})
