import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk, ledger, week } from '../fixture/contracts.js'
import { wordMark } from '../fixture/logo.js'
import { bytesOf } from '../fixture/mail.js'
import { type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

const weekMs = 168 * 60 * 60_000

let desk: Desk
let inbox: Inbox
beforeEach(async () => {
  inbox = await startInbox()
  desk = await filledDesk({
    SMTP_URL: inbox.url,
    WEB_URL: 'https://report.example.com',
  })
  desk.write('logo.png', wordMark(320, 80))
  desk.env.LOGO_FILE = 'logo.png'
  await desk.mmr('send')
})
afterEach(async () => {
  desk.close()
  await inbox.close()
})

const count = (of: string) =>
  desk.rows<{ count: number }>(`select count(*) as count from ${of}`)[0]?.count
const whole = () => count('messages where length(bytes) > 0')

describe('mmr prune', () => {
  test('removes nothing that is in time', async () => {
    desk.wait(26 * weekMs - 60_000)
    const { code, out, err } = await desk.mmr('prune', '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^ {2}0 messages, 0\.0 MB$/m)
    await desk.mmr('prune')
    expect(whole()).toBe(5)
  })

  test('says what would go, and lets it go, with its pictures and links; the ledger stays', async () => {
    const before = ledger(desk)
    const ids = desk.rows('select delivery_id, message_id, subject from messages')
    const facts = desk.rows('select facts from editions')
    const links = count('links')
    // The logo, once for all messages.
    expect([count('pictures'), count('message_pictures')]).toEqual([1, 5])
    expect(links).toBeGreaterThan(5)
    desk.wait(27 * weekMs)
    const dry = await desk.mmr('prune', '--dry-run')
    expect(dry.out).toMatch(
      /^Messages are kept for 26 weeks; from before 2026-11-23, this would go:$/m,
    )
    for (const line of ['5 messages, 0.', '1 picture', `${links} links`]) {
      expect(dry.out).toContain(`  ${line}`)
    }
    expect(whole()).toBe(5)

    const { code, out, err } = await desk.mmr('prune')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').slice(1, 4)).toEqual(dry.out.split('\n').slice(1, 4))
    expect(out).toMatch(/, of which 0\.0 MB are free\.$/m)
    expect([whole(), count('pictures'), count('message_pictures'), count('links')]).toEqual([
      0, 0, 0, 0,
    ])
    expect(ledger(desk)).toEqual(before)
    expect(desk.rows('select delivery_id, message_id, subject from messages')).toEqual(ids)
    expect(desk.rows('select facts from editions')).toEqual(facts)
    expect((await desk.mmr('prune')).out).toMatch(/^ {2}0 messages/m)
  })

  test('keeps them for as long as the settings say', async () => {
    desk.wait(4 * weekMs)
    desk.env.KEEP_MESSAGES_WEEKS = '5'
    await desk.mmr('prune')
    expect(whole()).toBe(5)
    desk.env.KEEP_MESSAGES_WEEKS = '3'
    await desk.mmr('prune')
    expect(whole()).toBe(0)
  })

  test('what is gone is told wherever somebody asks for it', async () => {
    desk.execute(`update deliveries set state = 'uncertain' where delivery_id = 3`)
    desk.wait(27 * weekMs)
    await desk.mmr('prune')
    const list = await desk.mmr('deliveries', '--week', week)
    expect(list.out).toMatch(
      /^5 messages of these are not kept any more \(KEEP_MESSAGES_WEEKS\)\.$/m,
    )
    const json = JSON.parse((await desk.mmr('deliveries', '--week', week, '--json')).out)
    expect(json.map((one: { messageKept: boolean }) => one.messageKept)).toEqual(
      Array(5).fill(false),
    )
    const explained = await desk.mmr('explain', '--recipient', 'jon@example.com', '--week', week)
    expect(explained.out).toMatch(/^ {2}Its message is not kept any more/m)
    expect(explained.out).toContain('Nobody knows whether the server took it.')
    expect(explained.out).not.toContain('mmr resend 3')
    for (const words of [['3'], ['1', '--again'], ['--week', week]]) {
      const { code, err } = await desk.mmr('resend', ...words)
      expect(code).toBe(2)
      expect(err).toMatch(
        /, to (jon|ada)@example\.com, can’t be submitted again: its message is not kept/,
      )
    }
    expect(inbox.arrived).toHaveLength(5)
    expect(desk.rows('select * from resends')).toEqual([])
  })

  test('what is still wanted by an order goes out, and is let go of half a year later', async () => {
    desk.wait(25 * weekMs)
    const before = bytesOf(desk, 1)
    await desk.mmr('resend', '1', '--again')
    desk.wait(2 * weekMs)
    await desk.mmr('prune')
    expect(whole()).toBe(1)
    expect(bytesOf(desk, 1).equals(before)).toBe(true)
    desk.wait(26 * weekMs)
    await desk.mmr('prune')
    expect(whole()).toBe(0)
  })
})

describe('mmr prune in the outbox', () => {
  test('removes the files of messages that are out of time, and nobody else’s', async () => {
    const office = await filledDesk()
    await office.mmr('send')
    const files = office.files('outbox')
    expect(files).toHaveLength(10)
    office.write(`outbox/${week}/notes.txt`, 'mine')
    office.write('outbox/executive.mine.eml', 'mine')
    const old = new Date(Date.UTC(2026, 10, 16, 7) - 1)
    for (const name of [...files.slice(0, 8), `${week}/notes.txt`, 'executive.mine.eml']) {
      utimesSync(join(office.directory, 'outbox', name), old, old)
    }
    office.wait(26 * weekMs)
    expect((await office.mmr('prune', '--dry-run')).out).toMatch(
      /^ {2}8 files of the outbox, 0\.\d MB$/m,
    )
    expect((await office.mmr('prune')).out).toMatch(/^ {2}8 files of the outbox, 0\.\d MB$/m)
    expect(office.files('outbox')).toEqual(
      [...files.slice(8), `${week}/notes.txt`, 'executive.mine.eml'].sort(),
    )
    office.close()
  })

  test('of before there was a mail server, too; and a folder goes with its last file', async () => {
    const office = await filledDesk()
    await office.mmr('send')
    const old = new Date(Date.UTC(2020, 1, 1))
    for (const name of office.files('outbox')) {
      utimesSync(join(office.directory, 'outbox', name), old, old)
    }
    office.env.SMTP_URL = inbox.url
    await office.mmr('prune')
    expect(office.files('.').filter((name) => name.startsWith('outbox'))).toEqual([])
    office.close()
  })
})
