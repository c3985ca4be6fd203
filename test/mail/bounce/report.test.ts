import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largestReport, readIncoming } from '../../../src/mail/bounce/report.js'
import { reason, replyShapes, wordsShapes } from '../../fixture/bounce-in-words.js'
import { postfix, type StatusReport, shapes } from '../../fixture/delivery-status.js'

const to = 'bounces+7.0123456789abcdef01234567@example.com'
const report: StatusReport = { to, recipient: 'jon@example.com' }

describe('a delivery report in the shape of', () => {
  test.each(Object.entries(shapes))('%s', async (_name, shape) => {
    expect(await readIncoming(shape(report))).toMatchObject({
      kind: 'report',
      reportId: '<report.1@mx.example.net>',
      addressees: [to],
      recipients: [
        {
          recipient: 'jon@example.com',
          action: 'failed',
          status: '5.1.1',
          diagnostic: expect.stringMatching(/^550\s+5\.1\.1\s+user\s+unknown$/),
        },
      ],
    })
  })
})

describe('the address that a report came to', () => {
  test.each([
    ['Delivered-To', `Delivered-To: ${to}`],
    ['X-Original-To', `X-Original-To: <${to}>`],
    ['Envelope-To', `Envelope-To: "Bounces" <${to}>`],
    ['X-Envelope-To', `x-envelope-to: ${to}`],
    ['X-Delivered-To', `X-Delivered-To: ${to}`],
    ['X-Forwarded-To', `X-Forwarded-To: ${to}`],
    ['Resent-To', `Resent-To: ${to}`],
    ['Cc', `Cc: ${to}`],
    ['the server that took it', `Received: from a by mx (x)\r\n for <${to}>; Mon, 16 Nov 2026`],
    ['a To of several', `To: Someone <other@example.com>, ${to}`],
    ['a To over two lines', `To: Someone <other@example.com>,\r\n\t<${to}>`],
  ])('is found in %s', async (_name, header) => {
    const bytes = postfix({ ...report, to: 'postmaster@example.com', headers: [header] })
    const { addressees } = await readIncoming(bytes)
    expect(addressees).toEqual(expect.arrayContaining([expect.stringContaining(to)]))
  })

  test('is not what a message that came back says of itself', async () => {
    const headers = [`Received: from a (envelope-from <${to}>)`, `Return-Path: <${to}>`]
    const bytes = postfix({ ...report, to: 'postmaster@example.com', headers })
    expect((await readIncoming(bytes)).addressees).toEqual(['postmaster@example.com'])
  })

  test('may be the name that the envelope had', async () => {
    const bytes = postfix({ ...report, to: 'postmaster@example.com', envelopeId: '7.0123' })
    expect(await readIncoming(bytes)).toMatchObject({ envelopeId: '7.0123' })
  })

  test('is looked for in a few fields, and in the beginning of each', async () => {
    const flood = Array.from({ length: 1000 }, (_, index) => `a${index}@example.com`).join(', ')
    const headers = Array.from({ length: 100 }, (_, index) => `To: ${index} ${flood}`)
    const { addressees } = await readIncoming(postfix({ ...report, headers: headers.slice(0, 3) }))
    expect(addressees.map(({ length }) => length)).toEqual([4000, 4000, 4000, to.length])
    const short = headers.map((header) => header.slice(0, 20))
    const flooded = await readIncoming(postfix({ ...report, headers: short }))
    expect(flooded.addressees).toHaveLength(40)
  })
})

describe('a status', () => {
  const status = (recipient: string) => [
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
  ]
  const inside = (type: string, ...parts: string[][]) =>
    Buffer.from(
      [
        `To: ${to}`,
        `Content-Type: ${type}; boundary="b"`,
        '',
        ...parts.flatMap((part) => ['--b', ...part]),
        '--b--',
        '',
      ].join('\r\n'),
    )
  const jon = { recipient: 'jon@example.com', action: 'failed', status: '5.1.1' }

  test.each(['multipart/mixed', 'Multipart/Mixed', 'multipart/report', 'multipart/related'])(
    'is read in a message of the type %s',
    async (type) => {
      const text = ['Content-Type: text/plain', '', 'It failed.', '']
      expect(await readIncoming(inside(type, text, status('jon@example.com')))).toMatchObject({
        kind: 'report',
        addressees: [to],
        recipients: [jon],
      })
    },
  )

  test('is read in a message that is nothing else', async () => {
    const bytes = Buffer.from([`To: ${to}`, ...status('jon@example.com')].join('\r\n'))
    expect(await readIncoming(bytes)).toMatchObject({ kind: 'report', recipients: [jon] })
  })

  test('is read in a message with carriage returns alone', async () => {
    const bytes = postfix(report).toString().replaceAll('\r\n', '\r')
    expect(await readIncoming(Buffer.from(bytes))).toMatchObject({
      kind: 'report',
      recipients: [jon],
    })
  })

  test('and another are both read, and an empty one beside them', async () => {
    const parts = ['ann@example.com', 'jon@example.com'].map(status)
    const empty = ['Content-Type: message/delivery-status', '', '']
    expect(await readIncoming(inside('multipart/report', empty, ...parts))).toMatchObject({
      kind: 'report',
      recipients: [{ recipient: 'ann@example.com' }, jon],
    })
  })

  test('in a message that came back, or that somebody forwards, is none', async () => {
    const forwarded = ['Content-Type: message/rfc822', '', postfix(report).toString()]
    expect(await readIncoming(inside('multipart/mixed', forwarded))).toMatchObject({
      kind: 'words',
    })
  })
})

describe('a bounce in words', () => {
  test.each(Object.entries(wordsShapes))('is shown by its first lines: %s', async (name, shape) => {
    const incoming = await readIncoming(shape(to))
    expect(incoming).toMatchObject({
      kind: name === 'strangeAction' ? 'report' : 'words',
      addressees: [to],
    })
    expect(incoming.words.slice(0, 300).replace(/\s+/g, ' ')).toContain(reason)
    expect(incoming.words).not.toMatch(/color: red|<b>|List-Unsubscribe|What had been written/)
  })

  test('names whom it was about, where it says so in a field', async () => {
    const shape = wordsShapes.mailRu ?? (() => Buffer.alloc(0))
    expect(await readIncoming(shape(to))).toMatchObject({
      failedRecipients: ['jon@example.com', 'ann@example.com'],
      words: expect.stringContaining('Письмо не доставлено'),
    })
  })

  test('tells no link of the mail that came back, however it is coded', async () => {
    const token = 'Zm9v-mFyYmF6_XJhIjoxMjM0NTY3ODk9'
    const earlier = `v1.k1.${'eyJhIjoxMjM0NTY3OD'.repeat(8)}.${'Zm9vYmFyYmF6'.repeat(4)}`
    const links = ['report.example.com', 'a.b', 'localhost:3000'].flatMap((host) =>
      [`view/${token}`, `update/${token}/A-1`, `view/${earlier}`].map(
        (path) => `https://${host}/${path}`,
      ),
    )
    for (const link of links) {
      const broken = [75, 50, 40].map((width) =>
        link.replace(new RegExp(`.{${width}}`, 'g'), '$&=\r\n'),
      )
      for (const text of [link, `> ${link}`, ...broken, `Unsubscribe: <${link}>`]) {
        const bytes = Buffer.from(`To: ${to}\r\nSubject: failed\r\n\r\nNo. ${text}\r\n`)
        const { words } = await readIncoming(bytes)
        expect(words).toContain('No.')
        const joined = words.replace(/=\r?\n| /g, '')
        expect(joined).not.toContain(token.slice(16))
        expect(joined).not.toContain(earlier.slice(80, 120))
      }
    }
  })

  test('of a page that never ends is read in no time', async () => {
    for (const mark of ['<style>', '<!--', '<head', '<', '&#99999999;']) {
      const html = mark.repeat(1_000_000 / mark.length)
      const bytes = Buffer.from(`To: ${to}\r\nContent-Type: text/html\r\n\r\n${html}`)
      expect(await readIncoming(bytes)).toMatchObject({ kind: 'words' })
    }
  })
})

describe('a reply', () => {
  test.each(Object.entries(replyShapes))(
    'is told from a bounce: %s',
    async (_name, [why, shape]) => {
      expect(await readIncoming(shape(to))).toMatchObject({ kind: 'other', why, addressees: [to] })
    },
  )
})

test('a report without a Message-ID is told by its bytes', async () => {
  const first = await readIncoming(postfix({ ...report, messageId: null }))
  const again = await readIncoming(postfix({ ...report, messageId: null }))
  const other = await readIncoming(postfix({ ...report, messageId: null, status: '5.2.2' }))
  expect(first.reportId).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(again.reportId).toBe(first.reportId)
  expect(other.reportId).not.toBe(first.reportId)
})

describe('what is no report', () => {
  const person = ['From: jon@example.com', `To: ${to}`, 'Subject: Re: Report', '', 'Thank you.']
  const nested1000 = nested(1000)
  test.each<[string, string | Buffer, string]>([
    ["a person's mail", person.join('\r\n'), 'person'],
    ['one of 10 MB', Buffer.concat([postfix(report), Buffer.alloc(10_000_000, 'x')]), 'too-large'],
    ['one nested a thousand times', nested1000, 'unreadable'],
    ['a head of half a megabyte', `X: ${'x'.repeat(500_000)}\r\n\r\n`, 'unreadable'],
  ])('is known for that: %s', async (_name, message, why) => {
    expect(await readIncoming(Buffer.from(message))).toMatchObject({ kind: 'other', why })
  })

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['garbage', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 89) % 256))],
    ['an advertisement', 'From: shop@example.net\r\nSubject: Buy\r\n\r\nBuy now.'],
  ])('says nothing of a delivery: %s', async (_name, message) => {
    expect(await readIncoming(Buffer.from(message))).toMatchObject({
      kind: 'words',
      isReturned: false,
      addressees: [],
    })
  })

  test('is told whom it came to, however large or deep it is', async () => {
    const deep = `To: ${to}\r\n${nested1000}`
    const large = Buffer.concat([postfix(report), Buffer.alloc(3_000_000, 'x')])
    expect(await readIncoming(Buffer.from(deep))).toMatchObject({ addressees: [to] })
    expect(await readIncoming(large)).toMatchObject({ addressees: [to] })
    expect(await readIncoming(postfix(report).subarray(0, 400), false)).toMatchObject({
      kind: 'other',
      why: 'too-large',
      addressees: [to],
    })
  })

  test('is told whatever the bytes are, and nothing throws', async () => {
    const bytes = fc.uint8Array({ maxLength: 2000 })
    await fc.assert(
      fc.asyncProperty(bytes, async (bytes) => {
        expect((await readIncoming(bytes)).kind).not.toBe('report')
      }),
    )
  })

  test('a report that is cut anywhere, or has a byte changed, is read as one or as none', async () => {
    const whole = postfix(report)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length }), fc.nat({ max: 255 }), async (at, byte) => {
        const changed = Buffer.from(whole)
        changed[at] = byte
        for (const bytes of [whole.subarray(0, at), changed]) {
          expect(['report', 'words', 'other']).toContain((await readIncoming(bytes)).kind)
        }
      }),
    )
  })
})

test('the largest message of ours fits into what is read', () => {
  expect(largestReport).toBeGreaterThan(1.5 * 500_000)
})

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  )
  return open.join('')
}
