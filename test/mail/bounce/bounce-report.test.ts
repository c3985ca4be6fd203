import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largestReport, readIncoming } from '../../../src/mail/bounce/bounce-report.js'
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
    ['a To of several', `To: Someone <other@example.com>, ${to}`],
  ])('is found in %s', async (_name, header) => {
    const bytes = postfix({ ...report, to: 'postmaster@example.com', headers: [header] })
    expect(await readIncoming(bytes)).toMatchObject({
      addressees: expect.arrayContaining([to]),
    })
  })

  test('may be the name that the envelope had', async () => {
    const bytes = postfix({ ...report, to: 'postmaster@example.com', envelopeId: '7.0123' })
    expect(await readIncoming(bytes)).toMatchObject({ envelopeId: '7.0123' })
  })

  test('is looked for among a few only', async () => {
    const flood = Array.from({ length: 5000 }, (_, index) => `a${index}@example.com`).join(', ')
    const incoming = await readIncoming(postfix({ ...report, headers: [`To: ${flood}`] }))
    expect(incoming.kind === 'report' && incoming.addressees.length).toBe(20)
  })
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
  const absent = ['From: jon@example.com', `To: ${to}`, 'Subject: Out of office', '', 'Back soon.']
  const wrapped = [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    postfix(report).toString(),
    '--b--',
  ]
  test.each<[string, string | Buffer, string]>([
    ['an absence', ['Auto-Submitted: auto-replied', ...absent].join('\r\n'), 'an automatic reply'],
    ['an older absence', ['X-Autoreply: yes', ...absent].join('\r\n'), 'an automatic reply'],
    ["a person's mail", absent.join('\r\n'), 'no delivery report'],
    ['a report that somebody forwards', wrapped.join('\r\n'), 'no delivery report'],
    ['nothing', '', 'no delivery report'],
    [
      'garbage',
      Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 89) % 256)),
      'no delivery report',
    ],
    ['one of 10 MB', Buffer.concat([postfix(report), Buffer.alloc(10_000_000, 'x')]), 'too large'],
    ['one nested a thousand times', nested(1000), 'unreadable'],
    ['a head of half a megabyte', `X: ${'x'.repeat(500_000)}\r\n\r\n`, 'unreadable'],
  ])('is known for that: %s', async (_name, message, why) => {
    expect(await readIncoming(Buffer.from(message))).toMatchObject({ kind: 'other', why })
  })

  test('is told whatever the bytes are, and nothing throws', async () => {
    const bytes = fc.uint8Array({ maxLength: 2000 })
    await fc.assert(
      fc.asyncProperty(bytes, async (bytes) => {
        expect((await readIncoming(bytes)).kind).toBe('other')
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
          expect(['report', 'other']).toContain((await readIncoming(bytes)).kind)
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
