import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDeliveryStatus } from '../../../src/mail/bounce/report.js'

describe('a delivery status', () => {
  test('is the envelope’s name and a group of fields for each recipient', () => {
    const text = [
      'Reporting-MTA: dns; mx.example.net',
      'Original-Envelope-ID: 7.abc',
      '',
      'Final-Recipient: rfc822; <jon@example.com>',
      'ORIGINAL-RECIPIENT: rfc822;jon@example.org',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550-5.1.1 first',
      '\t550 5.1.1 second',
      'Action: delivered',
      ' \t',
      'Final-Recipient: ann@example.com',
      'Action: delayed',
      '',
      'Final-Recipient: rfc822; without@action.example',
      '',
      'Final-Recipient: rfc822; also@without.example',
      'Status: 5.3.0',
    ].join('\r\n')
    expect(readDeliveryStatus(text)).toEqual({
      envelopeId: '7.abc',
      recipients: [
        {
          recipient: 'jon@example.com',
          originalRecipient: 'jon@example.org',
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550-5.1.1 first 550 5.1.1 second',
        },
        {
          recipient: 'ann@example.com',
          originalRecipient: null,
          action: 'delayed',
          status: null,
          diagnostic: null,
        },
        {
          recipient: 'also@without.example',
          originalRecipient: null,
          action: '',
          status: '5.3.0',
          diagnostic: null,
        },
      ],
    })
  })

  test.each([
    'rfc822;jon@example.com',
    'rfc/822;jon@example.com',
    'RFC 822 ; jon@example.com',
    'x.400 (internet); jon@example.com',
    'utf-8;jon@example.com',
    ';jon@example.com',
    'jon@example.com',
    'rfc822; <jon@example.com>',
    'rfc822; Jon Abel <jon@example.com>',
    'rfc822; "Abel, Jon; Sales" <jon@example.com>',
    'rfc822; mailto:jon@example.com',
    'rfc822; "jon"@example.com',
    'rfc822; jon@example.com (Jon Abel)',
  ])('names a recipient as %j', (field) => {
    const text = `Reporting-MTA: dns; mx\n\nFinal-Recipient : ${field}\nAction: failed\n`
    expect(readDeliveryStatus(text).recipients).toMatchObject([{ recipient: 'jon@example.com' }])
  })

  test.each([
    ['smtp; 550 5.1.1 no', '550 5.1.1 no'],
    ['X-Postfix; unknown user', 'unknown user'],
    ['smtp/esmtp;no', 'no'],
    ['550; 5.1.1 no', '550; 5.1.1 no'],
    ['550 refused; go away', '550 refused; go away'],
  ])('says in %j', (field, diagnostic) => {
    const text = `Action: failed\nDiagnostic-Code: ${field}`
    expect(readDeliveryStatus(text).recipients).toMatchObject([{ diagnostic }])
  })

  test.each(['', ':', '\n\n\n', 'Action', '<html>', 'Original-Envelope-Id:'])(
    'is nobody’s in %j',
    (text) => expect(readDeliveryStatus(text).recipients).toEqual([]),
  )

  test('of any text, in any length, is read in no time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        const { recipients } = readDeliveryStatus(text)
        expect(recipients.every(({ action }) => typeof action === 'string')).toBe(true)
      }),
    )
    const many = 'Action: failed\n\n'.repeat(100_000)
    expect(readDeliveryStatus(many).recipients).toHaveLength(100)
    expect(
      readDeliveryStatus(`Action: failed\nX:${'\n '.repeat(900_000)}`).recipients,
    ).toHaveLength(1)
  })
})
