import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

let desk: Desk
beforeAll(() => {
  desk = openDesk({
    BOUNCE_ADDRESS: 'bounces@example.com',
    WEB_URL: 'https://report.example.com',
  })
})
afterAll(() => desk.close())

describe('where there is no database yet', () => {
  test.each<[string[]]>([
    [['preview']],
    [['explain', 'Harbour Hospital']],
    [['explain', '--recipient', 'ada@example.com']],
    [['deliveries']],
    [['send']],
    [['send', '--only', 'ada@example.com']],
    [['send', '--prompt']],
    [['send', '--dry-run']],
    [['resend', '1']],
    [['links']],
    [['revoke', 'abcdef12']],
    [['resubscribe', 'ada@example.com']],
    [['hold']],
    [['release']],
    [['prune']],
    [['prune', '--dry-run']],
    [['backup', 'copy.sqlite']],
    [['bounces', 'returned.eml']],
  ])('%j says so, and makes none', async (words) => {
    const { code, out, err } = await desk.mmr(...words)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^There is no database .*mmr\.sqlite yet: mmr import accounts FILE makes it\. /m,
    )
    expect(err).toContain('If yours is elsewhere, name it with --database or DATABASE_URL.')
    expect(desk.files('.')).toEqual([])
  })

  test.each([['start'], ['serve'], ['send'], ['resend', '1']])(
    'a folder that there isn’t is told as such: %s',
    async (...words) => {
      const { code, err } = await desk.mmr(...words, '--database', 'no/mmr.sqlite')
      expect(code).toBe(1)
      expect(err).toMatch(/There is no directory .*no for the database/)
    },
  )

  test('a name mistyped is such a case, and nobody is told by mail of a week that is held', async () => {
    const office = await filledDesk()
    const before = office.files('.')
    const { code, err } = await office.mmr('send', '--database', 'mrr.sqlite')
    expect(code).toBe(1)
    expect(err).toMatch(/There is no database .*mrr\.sqlite/)
    expect(office.files('.')).toEqual(before)
    office.close()
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
