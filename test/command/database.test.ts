import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

let desk: Desk
afterEach(() => desk.close())

describe('--database', () => {
  test('names the file for every command, over DATABASE_URL', async () => {
    desk = await filledDesk()
    desk.env.DATABASE_URL = 'elsewhere/none.sqlite'
    const named = await desk.mmr('explain', 'A-1', '--week', '2026-W46', '--database', 'mmr.sqlite')
    const before = await desk.mmr('--database', 'mmr.sqlite', 'send', '--dry-run')
    const without = await desk.mmr('explain', 'A-1')
    expect(named).toMatchObject({ code: 0, err: '' })
    expect(before).toMatchObject({ code: 0, err: '' })
    expect(without).toMatchObject({ code: 1, out: '' })
    expect(without.err).toContain('There is no directory')
  })
})

describe('a database that cannot be used is told in words, exit 1:', () => {
  const commands = [
    ['preview'],
    ['send'],
    ['explain', 'A-1'],
    ['import', 'accounts', 'accounts.csv'],
  ]

  test.each(commands)('one that is no database, by %s', async (...words) => {
    desk = openDesk({}, { 'mmr.sqlite': 'this is no database, only a text of some length\n' })
    const { code, out, err } = await desk.mmr(...words)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(join(desk.directory, 'mmr.sqlite'))
    expect(err).not.toMatch(/^\s+at /m)
  })

  test('check finds that out, too', async () => {
    desk = openDesk({}, { 'mmr.sqlite': 'this is no database, only a text of some length\n' })
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(/^fault: .*mmr\.sqlite/m)
  })
})
