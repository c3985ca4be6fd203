import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from '../fixture/workspace.js'

let desk: Desk
beforeAll(() => {
  desk = openDesk({ BOUNCE_ADDRESS: 'bounces@example.com' })
})
afterAll(() => desk.close())

describe('where there is no database yet', () => {
  test.each<[string[]]>([
    [['preview']],
    [['explain', 'Harbour Hospital']],
    [['explain', '--recipient', 'ada@example.com']],
    [['deliveries']],
    [['send', '--dry-run']],
    [['resend', '1']],
    [['links']],
    [['revoke', 'abcdef12']],
    [['resubscribe', 'ada@example.com']],
    [['hold']],
    [['release']],
    [['backup', 'copy.sqlite']],
    [['bounces', 'returned.eml']],
  ])('%j says so, and makes none', async (words) => {
    const { code, out, err } = await desk.mmr(...words)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^There is no database .*mmr\.sqlite yet: mmr import accounts FILE makes it\.$/m,
    )
    expect(desk.files('.')).toEqual([])
  })

  test.each<[string[]]>([
    [['preview']],
    [['explain', 'Harbour Hospital']],
    [['explain', '--recipient', 'ada@example.com']],
    [['deliveries']],
    [['resend']],
    [['send']],
    [['send', '--dry-run']],
  ])('%j with a week that does not exist is wrong usage first', async (words) => {
    const { code, err } = await desk.mmr(...words, '--week', '2017-W53')
    expect(code).toBe(2)
    expect(err).toBe(
      '--week wants an ISO week such as 2026-W47, and was given "2017-W53". 2017 has 52 weeks.\n',
    )
    expect(desk.files('.')).toEqual([])
  })
})
