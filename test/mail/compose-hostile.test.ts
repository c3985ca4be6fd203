import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { openedMail } from '../fixture/mail.js'
import { from, header, message, namesIn, read, to } from './plain-message.js'

const hostile = [
  'Eve\r\nBcc: eve@example.org',
  'Eve\nSubject: other',
  'Eve\r\n\r\n<p>body</p>',
  'a@example.org, b@example.org',
  'Team: a@example.org, b@example.org;',
  '"Eve" <eve@example.org>',
  'Eve <eve@example.org>,',
  '"; DROP TABLE deliveries',
  '<script>alert(1)</script>',
  '=cmd()',
  '=?utf-8?Q?Eve=0D=0ABcc:_eve=40example.org?=',
  '\u202Eevil\u202C \u200Fright to left',
  '🚀'.repeat(300),
  'x'.repeat(300),
  'x y '.repeat(2000),
  'back\\slash "quoted" (comment)',
  '\0\u0007\u001b[31mred',
  '\ud800 alone',
  '',
]

describe.each(hostile)('a name like %j', (name) => {
  test('adds no recipient and no header', async () => {
    const usual = namesIn(await composeMessage(message, header))
    const bytes = await composeMessage(
      { ...message, subject: name === '' ? 'empty' : name },
      { ...header, to: { ...to, name }, from: { ...from, name }, replyTo: { ...to, name } },
    )
    const mail = await openedMail(bytes)
    expect(namesIn(bytes)).toEqual(usual)
    expect(mail.to?.map(({ address }) => address)).toEqual([to.address])
    expect(mail.from?.address).toBe(from.address)
    expect(mail.html?.trim()).toBe(message.html)
  })

  test('is still read as it was written, but for control characters', async () => {
    const mail = await read({ to: { ...to, name } })
    const kept = name
      .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
      .replace(/=\?/g, '= ?')
      .replace(/ {2,}/g, ' ')
      .trim()
    const shown = mail.to?.[0]?.name
    expect(shown).toBe([...kept].length <= 400 ? kept : `${[...kept].slice(0, 399).join('')}…`)
  })
})

test('any text at all in names and subject leaves one recipient and the usual headers', async () => {
  const usual = namesIn(await composeMessage(message, header))
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(text, text, async (name, subject) => {
      const bytes = await composeMessage(
        { ...message, subject: `s${subject}` },
        { ...header, to: { ...to, name } },
      )
      const mail = await openedMail(bytes)
      expect(namesIn(bytes)).toEqual(usual)
      expect(mail.to?.map(({ address }) => address)).toEqual([to.address])
    }),
    { numRuns: 300 },
  )
})
