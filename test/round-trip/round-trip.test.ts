import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyDkim } from '../../src/mail/dkim.js'
import { bounceRounds } from '../../src/run/bounces.js'
import type { Event } from '../../src/run/workspace.js'
import { openDatabase } from '../../src/store/database.js'
import { reason, replyShapes, wordsShapes } from '../fixture/bounce-in-words.js'
import { filledDesk, week } from '../fixture/contracts.js'
import { bytesOf } from '../fixture/mail.js'
import { configOf } from '../fixture/office.js'
import type { Desk } from '../fixture/workspace.js'
import { type MailServers, startMailServers, withoutMailServers } from './mail-servers.js'
import { addMessage, firstOf, messagesOf } from './mailbox.js'

/** Of the five recipients, Jon has no mailbox. */
const mailboxes = ['ada', 'wes', 'mara', 'root', 'bounces'].map((name) => `${name}@example.com`)
const jon = 'jon@example.com'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe.skipIf(withoutMailServers)('over Postfix and Dovecot', () => {
  let servers: MailServers
  let desk: Desk
  beforeAll(async () => {
    servers = await startMailServers('example.com', mailboxes)
    desk = await filledDesk({
      SMTP_URL: servers.smtpUrl,
      DKIM_DOMAIN: 'example.com',
      DKIM_SELECTOR: 'test2026',
      DKIM_KEY_FILE: 'dkim.pem',
      BOUNCE_ADDRESS: 'bounces@example.com',
      BOUNCE_IMAP_URL: servers.imapUrl('bounces@example.com'),
    })
    desk.write('dkim.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const { code, err } = await desk.mmr('send')
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
  afterAll(async () => {
    desk?.close()
    await servers?.close()
  })

  const reports = () => servers.imapUrl('bounces@example.com')

  /** Rows of `mmr deliveries --json`, by recipient. */
  async function bouncesByRecipient(): Promise<Map<unknown, unknown>> {
    const { out } = await desk.mmr('deliveries', '--week', week, '--json')
    const rows: Record<string, unknown>[] = JSON.parse(out)
    return new Map(rows.map(({ recipient, bounce }) => [recipient, bounce]))
  }

  /** What the worker tells of a look into the mailbox. */
  async function lookedAt(): Promise<Event[]> {
    const events: Event[] = []
    const db = await openDatabase(join(desk.directory, 'mmr.sqlite'))
    await bounceRounds({
      config: configOf(desk),
      db,
      now: () => Date.UTC(2026, 10, 16, 8),
      chance: () => 0,
      owner: 'round trip',
      observer: (event) => events.push(event),
    }).look()
    await db.destroy()
    return events
  }

  test.each(['ada', 'mara', 'root'])(
    'what %s gets is what was submitted, byte for byte',
    async (name) => {
      const address = `${name}@example.com`
      const { bytes } = await firstOf(servers.imapUrl(address))
      const [delivery] = desk.rows<{ id: number }>(
        'select delivery_id as id from deliveries where address = ?',
        address,
      )
      const sent = bytesOf(desk, delivery?.id ?? 0)
      expect(sent.length).toBeGreaterThan(10_000)
      expect(bytes.subarray(-sent.length).equals(sent)).toBe(true)
      const added = bytes.subarray(0, -sent.length).toString()
      expect(added).toMatch(/^(?:[\w-]+:.*\r\n(?:[ \t].*\r\n)*)+$/)
      expect(added).toMatch(/^Return-Path: <bounces\+\d+\.[0-9a-f]{24}@example\.com>/)
    },
  )

  test('its DKIM signature verifies as a receiver sees it, and not after a change', async () => {
    const { bytes } = await firstOf(servers.imapUrl('ada@example.com'))
    expect(verifyDkim(bytes, publicKey)).toMatchObject({
      domain: 'example.com',
      selector: 'test2026',
      fields: expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id']),
    })
    const changed = Buffer.from(bytes)
    changed[bytes.length - 20] = 0x21
    expect(verifyDkim(changed, publicKey)).toBeNull()
  })

  test('a mailbox that there is not sends a report back, and the worker reads it', async () => {
    const { bytes, isSeen } = await firstOf(reports())
    expect(isSeen).toBe(false)
    const { headers } = await PostalMime.parse(bytes)
    const type = headers.find(({ key }) => key === 'content-type')?.value
    expect(type).toMatch(/^multipart\/report; *report-type=delivery-status/)

    expect(await lookedAt()).toEqual([
      expect.objectContaining({
        kind: 'bounced',
        delivery: expect.objectContaining({ address: jon, state: 'submitted' }),
      }),
    ])
    const bounces = await bouncesByRecipient()
    expect(bounces.get(jon)).toMatchObject({ action: 'failed', kind: 'permanent', status: '5.1.1' })
    expect([...bounces.values()].filter((bounce) => bounce !== null)).toHaveLength(1)
  })

  test('what was read is marked so, and stays; a second look finds nothing', async () => {
    expect((await messagesOf(reports())).map(({ isSeen }) => isSeen)).toEqual([true])
    expect(await desk.mmr('bounces')).toEqual({ code: 0, out: '0 messages read.\n', err: '' })
    expect(await messagesOf(reports())).toHaveLength(1)
  })

  test('the same report in a file is known; without what the mailbox said, it is news', async () => {
    const { bytes } = await firstOf(reports())
    desk.write('report.eml', bytes)
    const known = await desk.mmr('bounces', 'report.eml')
    expect(known.out).toBe('1 message read: 1 known already.\n')
    desk.execute('delete from bounces')
    const news = await desk.mmr('bounces', 'report.eml')
    expect(news.out).toMatch(/^1 message read: 1 recorded\.\nDelivery \d+, .*jon@example\.com:\n/)
    expect((await bouncesByRecipient()).get(jon)).toMatchObject({ status: '5.1.1' })
  })

  test("the admins' digest tells of it, and what to do", async () => {
    const { out } = await desk.mmr('preview', '--role', 'admin', '--json')
    expect(JSON.parse(out).administration).toMatchObject({
      bounced: [{ week, role: 'account-manager', address: jon, action: 'failed', status: '5.1.1' }],
      bounceMailbox: null,
    })
    const { out: text } = await desk.mmr('preview', '--role', 'admin')
    expect(text).toContain('CAME BACK')
    expect(text.replace(/\s+/g, ' ')).toContain('Next: correct the address in the accounts’ data')
  })

  test('a bounce in words, an absence and what is too large are told, each of its delivery', async () => {
    const { bytes } = await firstOf(servers.imapUrl('ada@example.com'))
    const [, to = ''] = /^Return-Path: <(.*)>/.exec(bytes.toString()) ?? []
    const large = Buffer.from(`To: ${to}\r\nSubject: Look\r\n\r\n${'x'.repeat(70)}\r\n`)
    const messages = [
      wordsShapes.qmail?.(to) ?? '',
      replyShapes['an absence']?.[1](to) ?? '',
      Buffer.concat([large, Buffer.alloc(3_000_000, `${'x'.repeat(70)}\r\n`)]),
    ]
    for (const message of messages) await addMessage(reports(), Buffer.from(message))
    const delivery = expect.objectContaining({ address: 'ada@example.com', state: 'submitted' })
    expect(await lookedAt()).toEqual([
      {
        kind: 'bounced',
        delivery,
        bounce: expect.objectContaining({
          action: 'in-words',
          diagnostic: expect.stringContaining(reason),
        }),
      },
      { kind: 'replied', delivery, reply: expect.objectContaining({ kind: 'automatic' }) },
      {
        kind: 'replied',
        delivery,
        reply: expect.objectContaining({ kind: 'too-large', words: 'Look' }),
      },
    ])
    expect((await messagesOf(reports())).map(({ isSeen }) => isSeen)).toEqual(Array(4).fill(true))
    const { out } = await desk.mmr('preview', '--role', 'admin', '--json')
    expect(JSON.parse(out).administration.replied).toMatchObject([
      { address: 'ada@example.com', kind: 'too-large' },
      { address: 'ada@example.com', kind: 'automatic' },
    ])
  })

  test('a wrong password is told without it', async () => {
    const url = desk.env.BOUNCE_IMAP_URL ?? ''
    desk.env.BOUNCE_IMAP_URL = url.replace('r0und', 'wr0ng-word')
    const { code, out, err } = await desk.mmr('bounces')
    desk.env.BOUNCE_IMAP_URL = url
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('the server refuses the login'),
    })
    expect(out + err).not.toContain('wr0ng')
  })
})
