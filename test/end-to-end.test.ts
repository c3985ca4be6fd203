import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everybody, filledDesk, ledger, scores, week, weekCsv } from './fixture/contracts.js'
import { bytesOf } from './fixture/mail.js'
import { type Arrived, type Inbox, startInbox } from './fixture/smtp-inbox.js'
import type { Desk, Said } from './fixture/workspace.js'

/** From two CSV files to what a mail server was given, read back as a mail client would. */
describe('a report that goes out over SMTP', () => {
  let inbox: Inbox
  let desk: Desk
  let said: Said
  beforeAll(async () => {
    inbox = await startInbox()
    desk = await filledDesk({
      SMTP_URL: inbox.url,
      REPLY_TO: 'Answers <answers@example.com>',
      COMPANY_NAME: 'Larkfield & Söhne',
    })
    said = await desk.mmr('send')
  })
  afterAll(async () => {
    await inbox.close()
    desk.close()
  })

  const header = ({ mail }: Arrived, name: string) =>
    mail.headers.filter(({ key }) => key === name).map(({ value }) => value)
  const to = (address: string) => {
    const found = inbox.arrived.filter(({ to }) => to.includes(address))
    expect(found).toHaveLength(1)
    return found[0] as Arrived
  }

  test('is submitted, and the program says so', () => {
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
  })

  test('is one message for each, with that one recipient in envelope and header', () => {
    const addresses = everybody.map((who) => who.split(' ')[1])
    expect(inbox.arrived.flatMap((one) => one.to).sort()).toEqual([...addresses].sort())
    for (const arrived of inbox.arrived) {
      expect(arrived.from).toBe('report@example.com')
      expect(arrived.mail.to?.map(({ address }) => address)).toEqual(arrived.to)
      expect([arrived.mail.cc ?? [], arrived.mail.bcc ?? []]).toEqual([[], []])
      expect(arrived.mail.from).toEqual({ name: 'Monday Report', address: 'report@example.com' })
    }
  })

  test('says in its headers what it is, once each', () => {
    const ids = new Set(inbox.arrived.map(({ mail }) => mail.messageId))
    expect(ids.size).toBe(5)
    for (const arrived of inbox.arrived) {
      expect(header(arrived, 'auto-submitted')).toEqual(['auto-generated'])
      expect(header(arrived, 'list-id')).toEqual([expect.stringMatching(/<.+\.example\.com>$/)])
      expect(header(arrived, 'x-auto-response-suppress')).toHaveLength(1)
      expect(header(arrived, 'reply-to')).toEqual(['Answers <answers@example.com>'])
      expect(header(arrived, 'content-type')).toEqual([
        expect.stringMatching(/^multipart\/alternative;/),
      ])
      expect(Date.parse(arrived.mail.date ?? '')).toBe(Date.UTC(2026, 10, 16, 7, 0, 3))
      for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version']) {
        expect(header(arrived, name)).toHaveLength(1)
      }
    }
  })

  test('says in its subject what happened, to whom, and the money, and which week it is about', () => {
    const { mail } = to('ada@example.com')
    expect(mail.subject).toBe('Harbour turned red; $100K at risk')
    expect(mail.from?.name).toBe('Monday Report')
    expect(mail.text).toContain('week of Nov 9–15')
    expect(to('wes@example.com').mail.subject).toBe('Harbour turned red; $100K at risk (West)')
    expect(to('mara@example.com').mail.subject).toBe(
      'Harbour Hospital turned red; your 2 accounts, $100K at risk',
    )
  })

  test('tells each their own accounts and no others, in the HTML and in the text', () => {
    const all = ['Harbour Hospital', 'Ridge School', 'Quay Terminal', 'Dale Mill']
    const told = (address: string, part: 'html' | 'text') =>
      all.filter((name) => to(address).mail[part]?.includes(name))
    for (const part of ['html', 'text'] as const) {
      expect(told('mara@example.com', part)).toEqual(['Harbour Hospital', 'Ridge School'])
      expect(told('jon@example.com', part)).not.toContain('Harbour Hospital')
      expect(told('wes@example.com', part)).not.toContain('Ridge School')
      expect(told('ada@example.com', part)).toContain('Harbour Hospital')
    }
    expect(to('ada@example.com').mail.html).toContain('Larkfield &amp; Söhne')
  })

  test('tells the figures, in the HTML and in the text', () => {
    const { html, text } = to('ada@example.com').mail
    for (const part of [html, text]) {
      for (const figure of ['60.7', '−4.9', '$100K', '−35.0', '+15.0']) {
        expect(part).toContain(figure)
      }
    }
  })

  test('tells the admins, last, that everybody else’s was submitted', () => {
    expect(inbox.arrived.at(-1)?.to).toEqual(['root@example.com'])
    expect(to('root@example.com').mail.subject).toBe('All 4 sent; all accounts reported')
  })

  test('arrives with the very bytes that the ledger keeps', () => {
    const kept = desk.rows<{ address: string; id: number }>(
      'select address, delivery_id as id from messages join deliveries using (delivery_id)',
    )
    expect(kept).toHaveLength(5)
    for (const { address, id } of kept) {
      expect(to(address).bytes.equals(bytesOf(desk, id))).toBe(true)
    }
  })

  test('is not submitted again by a second run', async () => {
    const before = inbox.arrived.length
    const again = await desk.mmr('send', '--week', week)
    expect(again).toEqual({ ...said, out: withNothingNew(said.out) })
    expect(inbox.arrived).toHaveLength(before)
  })
})

describe('a report of one recipient whom the server does not know', () => {
  test('fails alone: the others and the admin’s mail, which says so, go out; exit 1', async () => {
    const inbox = await startInbox((address) =>
      address === 'ada@example.com' ? 'unknown' : 'welcome',
    )
    const desk = await filledDesk({ SMTP_URL: inbox.url })
    const { code, out, err } = await desk.mmr('send')
    const again = await desk.mmr('send')
    await inbox.close()
    const states = ledger(desk)
    desk.close()
    expect(code).toBe(1)
    expect(err).toMatch(/^1 delivery failed and will not be tried again by itself\. .*\n$/)
    expect(out).toMatch(/failed +executive +Ada Boss <ada@example\.com> .*550.*no such mailbox/)
    expect(states.filter((line) => line.startsWith('submitted'))).toHaveLength(4)
    expect(again).toEqual({ code, out: withNothingNew(out), err })
    expect(inbox.arrived).toHaveLength(4)

    const admin = inbox.arrived.find(({ to }) => to.includes('root@example.com'))?.mail
    expect(admin?.subject).toBe('3 of 4 sent, 1 failed; all accounts reported')
    for (const part of [admin?.html, admin?.text]) {
      expect(part).toContain('ada@example.com')
      expect(part).toContain('no such mailbox')
    }
  })
})

describe('a week without snapshots', () => {
  test('is told to the admins by mail once; the report goes out after the import', async () => {
    const inbox = await startInbox()
    const desk = await filledDesk({ SMTP_URL: inbox.url })
    desk.wait(7 * 24 * 3_600_000)
    const held = [await desk.mmr('send'), await desk.mmr('send')]
    expect(held.map(({ code }) => code)).toEqual([1, 1])
    expect(inbox.arrived.map(({ to }) => to)).toEqual([['root@example.com']])
    const [notice] = inbox.arrived
    for (const part of [notice?.mail.html, notice?.mail.text]) {
      expect(part).toContain('2026-W47')
    }
    expect(notice?.mail.subject).toMatch(/held/i)

    desk.write('next.csv', weekCsv('2026-W47', scores))
    await desk.mmr('import', 'snapshots', 'next.csv')
    const { code } = await desk.mmr('send')
    await inbox.close()
    desk.close()
    expect(code).toBe(0)
    expect(inbox.arrived).toHaveLength(6)
    expect(new Set(inbox.arrived.map(({ mail }) => mail.messageId)).size).toBe(6)
  })
})

/** What a further run says where the first one left nothing to do. */
function withNothingNew(out: string): string {
  return out.replace(/(\d submitted)\.$/m, '$1. There was nothing new to submit.')
}
