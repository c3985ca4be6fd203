import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDeliveryStatus } from '../../../src/mail/bounce/delivery-status.js'

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
      ],
    })
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
