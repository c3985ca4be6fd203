import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk, week } from '../fixture/contracts.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk({
    USER: 'ann',
    TIME_ZONE: 'Europe/Berlin',
    EXECUTIVES: 'Ada Boss <ada@example.com>, Wes Tern <wes@example.com> (tz=America/New_York)',
  })
})
afterEach(() => desk.close())

async function told(address: string, ...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr('explain', '--recipient', address, ...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

describe('mmr explain --recipient', () => {
  test('says when an edition that is not made yet is due, where the reader is', async () => {
    const out = await told('WES@example.com')
    expect(out).toContain('wes@example.com, 2026-W46\n')
    expect(out).toContain('As executive, nothing yet: the edition has not been made.')
    expect(out).toContain(
      '2026-11-16T07:00:00-05:00 in America/New_York (2026-11-16T12:00:00.000Z)',
    )
  })

  test('tells each attempt with its time, its outcome and the words of the server', async () => {
    let mailbox: 'unknown' | 'welcome' = 'unknown'
    const inbox = await startInbox((address) =>
      address === 'wes@example.com' ? mailbox : 'welcome',
    )
    desk.env.SMTP_URL = inbox.url
    await desk.mmr('send')
    const failed = await told('wes@example.com')
    expect(failed).toContain('As executive, the report: failed.')
    expect(failed).toMatch(/Attempt 1, 2026-11-16T07:00:\d\d\.000Z to 2026-.*: failed\.\n.*550/)
    expect(failed).toContain('mmr resend 2 submits it again.')

    mailbox = 'welcome'
    await desk.mmr('resend', '2', '--reason', 'it is back')
    const submitted = await told('wes@example.com')
    expect(submitted).toContain('As executive, the report: submitted.')
    const order = [
      'Attempt 1',
      'Ordered again',
      'by ann, when it was failed: it is back',
      'Attempt 2',
    ]
    const places = order.map((words) => submitted.indexOf(words))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(submitted).toMatch(/<mmr\..+@example\.com>/)
    await inbox.close()
  })

  test('tells somebody’s roles apart', async () => {
    desk.env.ADMINS = 'Ada Boss <ada@example.com>'
    await desk.mmr('send')
    const out = await told('ada@example.com')
    expect(out).toContain('As executive, the report: submitted.')
    expect(out).toContain('As admin, the report: submitted.')
  })

  test('says that somebody was not among the recipients, and how to reach them', async () => {
    await desk.mmr('send')
    desk.env.EXECUTIVES = `${desk.env.EXECUTIVES}, Late Comer <late@example.com>`
    const out = await told('late@example.com')
    expect(out).toContain('they were not among its recipients when it was made')
    expect(out).toContain(`mmr send --week ${week} --only late@example.com`)
    await desk.mmr('send', '--only', 'late@example.com')
    expect(await told('late@example.com')).toContain('As executive, the report: submitted.')
  })

  test('still knows somebody whom the settings have forgotten', async () => {
    await desk.mmr('send')
    desk.env.EXECUTIVES = 'Ada Boss <ada@example.com>'
    const out = await told('wes@example.com')
    expect(out).toContain('As executive, the report: submitted.')
    expect(out).toContain('Today, neither the settings nor the data name them.')
  })

  test('says that the edition is held, to admins and to others', async () => {
    desk.wait(7 * 86_400_000)
    await desk.mmr('send')
    expect(await told('ada@example.com')).toContain('there was no snapshot of 2026-W47')
    expect(await told('root@example.com')).toContain('the notice that it is held: submitted.')
  })

  test('says that it was skipped', async () => {
    desk.execute(
      `insert into editions (kind, week, slot, due_at, cut_off, made_at)
       values ('skipped', '2026-W40', '2026-W40', '', '', '')`,
    )
    expect(await told('ada@example.com', '--week', '2026-W40')).toContain('so it was skipped')
  })

  test('says what waits for a release', async () => {
    await desk.mmr('hold', '--reason', 'the server moves')
    const out = await told('ada@example.com')
    expect(out).toContain('the server moves')
    expect(out).toContain('mmr release lets it go on.')
    await desk.mmr('release')
    await desk.mmr('send')
    await desk.mmr('hold')
    expect(await told('ada@example.com')).not.toContain('mmr release')
  })

  test('asks who was meant when nobody has the address, exit 2', async () => {
    const { code, err } = await desk.mmr('explain', '--recipient', 'ada@exmaple.com')
    expect(code).toBe(2)
    expect(err).toContain('Did you mean ada@example.com?')
    const other = await desk.mmr('explain', '--recipient', 'somebody@elsewhere.test')
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('mmr send --dry-run') })
  })

  test('prints the same as JSON', async () => {
    await desk.mmr('send')
    expect(JSON.parse(await told('wes@example.com', '--json'))).toMatchObject({
      recipient: 'wes@example.com',
      week,
      hold: null,
      expected: [{ role: 'executive', due: { zone: 'America/New_York' } }],
      editions: [{ kind: 'report', late: false }],
      deliveries: [
        {
          id: 2,
          recipient: 'wes@example.com',
          state: 'submitted',
          attempts: 1,
          due: { zone: 'America/New_York' },
          history: [{ attempt: 1, outcome: 'submitted', endedAt: expect.any(String) }],
          resends: [],
        },
      ],
    })
  })

  test.each([[[]], [['A-1', '--recipient', 'ada@example.com']]])(
    'refuses %j, exit 2',
    async (words) => {
      expect(await desk.mmr('explain', ...words)).toMatchObject({
        code: 2,
        err: expect.stringContaining('either an account or --recipient'),
      })
    },
  )
})
