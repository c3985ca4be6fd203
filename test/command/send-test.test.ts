import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { filledDesk, people } from '../fixture/contracts.js'
import { mailTo, openedMail } from '../fixture/mail.js'
import { type Answer, type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

const week = '2026-W46'
const you = 'you@elsewhere.example'

let desk: Desk
let inbox: Inbox
let answer: Answer

beforeEach(async () => {
  answer = () => 'welcome'
  inbox = await startInbox((address) => answer(address))
  desk = await filledDesk({ SMTP_URL: inbox.url, WEB_URL: 'https://report.example.com' })
  onTestFinished(async () => {
    desk.close()
    await inbox.close()
  })
})

/** All that any table holds. */
function everything(): unknown[] {
  const tables = desk.rows<{ name: string }>(`select name from sqlite_schema where type = 'table'`)
  return tables.map(({ name }) => [name, desk.rows(`select * from ${name}`)])
}

const sent = (...words: string[]) => desk.mmr('send', '--test', you, ...words)

/** The words of a mail without the line that marks it, and without its links' addresses. */
function words(text = ''): string {
  return text.replace(/^This is a test.*?\n\n/s, '').replace(/https:\S+/g, 'LINK')
}

describe('mmr send --test', () => {
  test('submits what an executive gets, says what the server said, and records nothing', async () => {
    const before = everything()
    const { code, out, err } = await sent()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^Submitted a test to you@elsewhere\.example: what Ada Boss, executive, gets of 2026-W46\.\n {2}\[Test\] Harbour turned red; .*\n {2}250 .*\nNothing of it is in the ledger\.\n$/,
    )
    expect(everything()).toEqual(before)
    expect(desk.files('.').filter((name) => /mark|outbox/.test(name))).toEqual([])
    expect(inbox.arrived.map(({ from, to }) => [from, ...to])).toEqual([
      ['report@example.com', you],
    ])
  })

  test('is the mail itself but for its marks, its links and who it is to', async () => {
    for (const role of ['executive', 'account-manager', 'admin']) await sent('--role', role)
    const tests = inbox.arrived.map(({ mail }) => mail)
    await desk.mmr('send')
    const addresses = ['ada@example.com', 'jon@example.com', 'root@example.com']
    const roles = ['executive', 'account-manager', 'admin']
    for (const [index, role] of roles.entries()) {
      const real = await mailTo(desk, addresses[index] ?? '', { week, role })
      const { subject, text, html, headers, to, from } = tests[index] ?? real
      if (role !== 'admin') {
        expect(subject).toBe(`[Test] ${real.subject}`)
        expect(words(text).replace(/as of .*/, '')).toBe(words(real.text).replace(/as of .*/, ''))
      }
      expect(text).toMatch(/^This is a test, sent to you@elsewhere\.example\. It is what /)
      expect(html).toMatch(/<body[^>]*>\s*<div role="note"[^>]*>This is a test, sent to you@/)
      expect(to).toEqual([{ name: '', address: you }])
      expect(from).toEqual(real.from)
      expect(headers.map(({ key }) => key).filter((key) => key.startsWith('list-un'))).toEqual([])
      expect(`${text}${html}`).not.toMatch(/report\.example\.com\/\w+\/(?!test\b)[\w-]/)
    }
    expect(tests[1]?.text).toContain('https://report.example.com/update/test')
  })

  test('shows the mail of one recipient, and asks for the role of one who has several', async () => {
    desk.env.ADMINS = `${people.ADMINS}, Ada Boss <ada@example.com>`
    await sent('--as', 'WES@example.com')
    expect(inbox.arrived[0]?.mail.subject).toMatch(/ \(West\)$/)
    const several = await sent('--as', 'ada@example.com')
    expect(several).toMatchObject({ code: 2, out: '' })
    expect(several.err).toContain('Say which: --role executive or --role admin.')
    expect((await sent('--as', 'ada@example.com', '--role', 'admin')).code).toBe(0)
    expect(inbox.arrived[1]?.mail.subject).toMatch(/ of \d sent; /)
  })

  test('shows a prompt, about the week that still runs', async () => {
    const { code, out } = await sent('--role', 'prompt', '--as', 'mara@example.com')
    expect(code).toBe(0)
    expect(out).toContain('what Mara Lind, account-manager, gets of 2026-W47')
    await sent('--prompt')
    const subjects = inbox.arrived.map(({ mail }) => mail.subject)
    expect(subjects).toEqual(Array(2).fill('[Test] 2 accounts to update; week of Nov 16-22'))
    expect(inbox.arrived[0]?.mail.text).toContain('/update/test')
  })

  test('has another Message-ID each time, and none that a mail will have', async () => {
    await sent()
    await sent()
    await desk.mmr('send')
    const ids = new Set(inbox.arrived.map(({ mail }) => mail.messageId))
    expect(ids.size).toBe(7)
  })

  test('says what the server said where it does not take it, exit 1', async () => {
    answer = () => 'unknown'
    const refused = await sent()
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/^Not submitted: a test to you@.*no such mailbox\n$/s)
    await inbox.close()
    expect(await sent()).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') })
    inbox = await startInbox()
  })

  test('goes through while sending is on hold: nobody gets a report by it', async () => {
    await desk.mmr('hold')
    expect(await sent()).toMatchObject({ code: 0 })
    expect(inbox.arrived).toHaveLength(1)
  })

  test('comes back to the bounce address, as no delivery', async () => {
    desk.env.BOUNCE_ADDRESS = 'bounces@example.com'
    await sent()
    expect(inbox.arrived.map(({ from }) => from)).toEqual(['bounces@example.com'])
  })

  test('is a file where no server is set', async () => {
    desk.env.SMTP_URL = ''
    const { code, out } = await sent()
    expect(code).toBe(0)
    expect(out).toContain('SMTP_URL is not set: no mail leaves this computer.')
    const name = `2026-W46/test-executive.${you}.eml`
    expect(desk.files('outbox')).toContain(name)
    expect((await openedMail(desk.read(`outbox/${name}`))).subject).toMatch(/^\[Test\] /)
  })

  test.each([
    [['--test', 'no address'], '--test: expected'],
    [['--test', 'a@example.com, b@example.com'], '--test: expected'],
    [['--test', you, '--as', 'nobody@example.com'], 'Nobody with the address nobody@example.com'],
    [['--test', you, '--role', 'prompt', '--as', 'ada@example.com'], 'so nobody is asked'],
    [['--test', you, '--prompt', '--role', 'admin'], 'no mail to admins'],
    [['--test', you, '--only', 'ada@example.com'], 'cannot be used with'],
    [['--test', you, '--dry-run'], 'cannot be used with'],
    [['--role', 'admin'], 'name its address with --test'],
    [['--as', 'ada@example.com'], 'name its address with --test'],
  ])('refuses %j, and submits nothing', async (options, said) => {
    const { code, out, err } = await desk.mmr('send', ...options)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
    expect(inbox.arrived).toEqual([])
  })

  test('of a week without snapshots says that there is nothing to show, exit 1', async () => {
    const { code, err } = await sent('--week', '2026-W20')
    expect(code).toBe(1)
    expect(err).toContain('There is no snapshot of 2026-W20, so there is nothing to show.')
  })
})
