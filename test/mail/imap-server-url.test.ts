import { describe, expect, test } from 'vitest'
import { readImapServer } from '../../src/mail/server-url.js'

function server(text: string) {
  const reading = readImapServer(text)
  if (reading.kind === 'fault') throw new Error(reading.fault)
  return reading.server
}

describe('BOUNCE_IMAP_URL', () => {
  test.each([
    ['imaps://ann:pw@imap.example.com/INBOX', 993, 'at-once', true, 'INBOX'],
    ['imaps://ann:pw@imap.example.com', 993, 'at-once', true, 'INBOX'],
    ['imap://ann:pw@imap.example.com/Bounces/2026', 143, 'required', true, 'Bounces/2026'],
    ['imap://ann:pw@127.0.0.1:1143/INBOX', 1143, 'offered', false, 'INBOX'],
    ['imap://ann:pw@127.0.0.1/INBOX?requireTLS=true', 143, 'required', true, 'INBOX'],
    ['imap://ann:pw@[::1]/INBOX', 143, 'offered', false, 'INBOX'],
    ['imap://ann:pw@imap.example.com/?ignoreTLS=true', 143, 'never', true, 'INBOX'],
    ['imaps://ann:pw@h.example/A%20B?tls.rejectUnauthorized=false', 993, 'at-once', false, 'A B'],
  ])('%s', (url, port, tls, certified, mailbox) => {
    expect(server(url)).toMatchObject({ port, tls, certified, mailbox })
  })

  test('names user and password in percent codes', () => {
    const { login, certificateName } = server(
      'imaps://ann%40example.com:p%3A%2F%40%25@h.example/?tls.servername=mail.example',
    )
    expect(login).toEqual({ user: 'ann@example.com', password: 'p:/@%' })
    expect(certificateName).toBe('mail.example')
  })

  test.each([
    'pop3://ann:s3cret@h.example/',
    'imaps://ann:s3cret@h.example/?starttls=yes',
    'imap://ann:s3cret@h.example/?requireTLS=perhaps',
    'imap://ann:s3cret@h.example/?requireTLS=true&ignoreTLS=true',
    'imaps://ann:s3cret@h.example/?ignoreTLS=true',
  ])('is refused without its password: %s', (url) => {
    const reading = readImapServer(url)
    expect(reading).toMatchObject({
      kind: 'fault',
      fault: expect.stringContaining('BOUNCE_IMAP_URL'),
    })
    expect(JSON.stringify(reading)).not.toContain('s3cret')
  })
})
