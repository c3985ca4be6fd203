import { describe, expect, test } from 'vitest'
import { messagesIn } from '../../../src/mail/bounce/report.js'

const texts = (file: string | Buffer) =>
  messagesIn(Buffer.from(file)).map((message) => message.toString())

describe('the messages of a file', () => {
  test('are one, of an .eml', () => {
    expect(texts('Subject: one\r\n\r\nFrom here on\r\n')).toEqual([
      'Subject: one\r\n\r\nFrom here on\r\n',
    ])
    expect(texts('')).toEqual([])
  })

  test.each(['\n', '\r\n'])('are all of an mbox, its quoting undone, with %j', (end) => {
    const lines = [
      'From MAILER-DAEMON Mon Nov 16 07:00:06 2026',
      'Subject: one',
      '',
      '>From the beginning',
      '>>From quoted',
      'no From here',
      'From a line that follows none that is blank',
      '',
      'From MAILER-DAEMON Mon Nov 16 07:00:07 2026',
      'Subject: two',
      '',
    ]
    expect(texts(lines.join(end))).toEqual([
      [
        'Subject: one',
        '',
        'From the beginning',
        '>From quoted',
        'no From here',
        'From a line that follows none that is blank',
        '',
        '',
      ].join(end),
      ['Subject: two', '', ''].join(end).slice(0, -end.length),
    ])
  })

  test('keep bytes that are no text', () => {
    const bytes = Buffer.from([0x46, 0x72, 0x6f, 0x6d, 0x20, 0x78, 0x0a, 0xff, 0x00, 0xc3])
    expect(messagesIn(bytes)).toEqual([Buffer.from([0xff, 0x00, 0xc3])])
  })
})
