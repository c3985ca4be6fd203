import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openedMail } from '../fixture/mail.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import { type Desk, openDesk, type Said } from '../fixture/workspace.js'

const recipients = [
  'account-manager.ines.kroeger@larkfield.example',
  'account-manager.marcus.tebele@larkfield.example',
  'account-manager.owen.castellano@larkfield.example',
  'account-manager.priya.raman@larkfield.example',
  'admin.noor.haddad@larkfield.example',
  'executive.dana.whitfield@larkfield.example',
  'executive.luis.ferrer@larkfield.example',
]
const outbox = 'demo/outbox/2026-W46'

const headline =
  '\nWe lost Ironbeck Steel and Cinderbrook Cafés, and Fennimore & Crake LLP gave notice.\n'

describe('mmr demo', () => {
  let desk: Desk
  let said: Said
  beforeAll(async () => {
    desk = openDesk({}, { '.env': 'ADMINS=Real Person <real@example.com>\nOUTBOX_DIR=real\n' })
    said = await desk.mmr('demo')
  })
  afterAll(() => desk.close())

  test('goes the whole way with no settings at all, exit 0', () => {
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(desk.files(outbox)).toEqual(
      recipients.flatMap((name) => [`${name}.eml`, `${name}.html`]).sort(),
    )
  })

  test('closes with the week, the headline, who got what, where it is and what to try next', () => {
    expect(said.out).toContain('Week 2026-W46, Nov 9–15, 2026, against 2026-W45.')
    expect(said.out).toContain(headline)
    expect(said.out).toMatch(/^7 of 7 messages submitted to the outbox, demo\/outbox\/2026-W46/m)
    expect(said.out).toMatch(/^ {2}executive +Dana Whitfield +Lost Ironbeck .*; \$3\.03M at risk$/m)
    expect(said.out).toMatch(/^ {2}admin +Noor Haddad +All 6 sent; /m)
    expect(said.out).toMatch(/^The edition before.* is in demo\/last-week\.$/m)
    expect(said.out).toMatch(/^What to try next:$/m)
  })

  test('has made the edition before, for everybody', () => {
    const made = recipients.flatMap((name) => [`${name}.eml`, `${name}.html`]).sort()
    expect(desk.files('demo/last-week/2026-W45')).toEqual(made)
  })

  test('each .eml is a message that any mail client opens', async () => {
    for (const name of recipients) {
      const mail = await openedMail(desk.read(`${outbox}/${name}.eml`))
      expect(mail.to?.map(({ address }) => address)).toHaveLength(1)
      expect(mail.html).toMatch(/^<!doctype html>/i)
      expect(mail.text?.trim()).not.toBe('')
      expect(mail.subject?.trim()).not.toBe('')
      expect(mail.text).toContain('week of Nov 9–15')
    }
  })

  test('what it says to try next works', async () => {
    const commands = [...said.out.matchAll(/^ {2}npx mmr (.*)$/gm)].map(([, words = '']) =>
      [...words.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    )
    expect(commands.length).toBeGreaterThan(1)
    for (const words of commands)
      expect(await desk.mmr(...words)).toMatchObject({ code: 0, err: '' })
  })

  test('never touches the real settings, outbox or database', () => {
    expect(desk.files('.').filter((file) => !file.startsWith('demo/'))).toEqual(['.env'])
    expect(said.out).not.toContain('real@example.com')
  })

  test('again does all of it again, under other Message-IDs: a mailbox would drop known ones', async () => {
    const first = desk.files('demo')
    const idOf = async () =>
      (await openedMail(desk.read(`${outbox}/${recipients[0]}.eml`))).messageId
    const before = await idOf()
    const again = await desk.mmr('demo')
    expect(again).toEqual(said)
    expect(desk.files('demo')).toEqual(first)
    expect(await idOf()).not.toBe(before)
  })

  test('is about the week that has just ended, whenever it runs', async () => {
    desk.wait(8 * 7 * 24 * 3_600_000)
    const { code, out } = await desk.mmr('demo')
    expect(code).toBe(0)
    expect(out).toContain('Week 2027-W01, Jan 4–10, 2027, against 2026-W53.')
    expect(out).toContain(headline)
  })
})

describe('mmr demo with SMTP_URL set', () => {
  test('sends through that server, and says whom it refused, exit 1', async () => {
    const inbox = await startInbox((address) =>
      address.endsWith('@larkfield.example') ? 'unknown' : 'welcome',
    )
    const desk = openDesk({
      EXECUTIVES: 'You <you@example.com>',
      MAIL_FROM: 'Report <report@example.com>',
      SMTP_URL: inbox.url,
    })
    const { code, out } = await desk.mmr('demo')
    await inbox.close()
    const written = desk.files('demo/outbox')
    desk.close()
    expect(code).toBe(1)
    expect(inbox.arrived.map(({ to, from }) => [from, ...to])).toEqual([
      ['report@example.com', 'you@example.com'],
    ])
    expect(out).toMatch(/^1 of 6 messages submitted over SMTP:$/m)
    expect(out).toMatch(/^ {2}executive +You +Lost Ironbeck /m)
    expect(out.match(/failed: <.*@larkfield\.example> .*550/g)).toHaveLength(5)
    expect(written).toEqual([])
  })
})

describe('mmr demo --database', () => {
  test('uses that file, and its hints still work', async () => {
    const desk = openDesk()
    const { code, out } = await desk.mmr('demo', '--database', 'mmr.sqlite')
    const hints = await desk.mmr('explain', 'LF-102', '--env-file', 'demo/settings.env')
    const accounts = desk.rows('select * from accounts')
    desk.close()
    expect(code).toBe(0)
    expect(out).toContain('--env-file demo/settings.env')
    expect(hints.code).toBe(0)
    expect(accounts).toHaveLength(30)
  })
})

test('mmr demo where it may not write is told in words, exit 1', async () => {
  const desk = openDesk({}, { demo: 'a file in the way' })
  const { code, out, err } = await desk.mmr('demo')
  desk.close()
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('demo')
  expect(err).not.toMatch(/^\s+at /m)
})

test('mmr demo tells of settings that cannot be', async () => {
  const desk = openDesk({ TIME_ZONE: 'Mars/Olympus', LOCALE: '???' })
  const { code, out, err } = await desk.mmr('demo')
  desk.close()
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/TIME_ZONE: expected/)
  expect(err).toMatch(/LOCALE: expected/)
})
