import { expect, test } from 'vitest'
import { readSmtpServer } from '../../src/mail/server-url.js'

function read(url: string) {
  const reading = readSmtpServer(url)
  if (reading.kind === 'fault') throw new Error(reading.fault)
  return reading.server
}

test('a server somewhere else must do TLS, with a good certificate', () => {
  expect(read('smtp://user:secret@smtp.example.com')).toEqual({
    host: 'smtp.example.com',
    port: 587,
    tls: 'required',
    certified: true,
    certificateName: null,
    ehloName: null,
    login: { user: 'user', password: 'secret' },
  })
})

test.each([
  ['smtps://smtp.example.com', { port: 465, tls: 'at-once', certified: true, login: null }],
  ['smtps://smtp.example.com:2465', { port: 2465, tls: 'at-once' }],
  ['SMTP://SMTP.Example.COM:25', { host: 'smtp.example.com', port: 25, tls: 'required' }],
  ['smtp://bücher.example', { host: 'xn--bcher-kva.example' }],
  ['smtp://[2001:db8::1]:25', { host: '2001:db8::1', port: 25, tls: 'required' }],
  [
    'smtp://user%40example.com:p%3A%2F%25@h.test',
    { login: { user: 'user@example.com', password: 'p:/%' } },
  ],
  ['smtp://user:100%@h.test', { login: { user: 'user', password: '100%' } }],
  ['smtp://user@h.test', { login: { user: 'user', password: '' } }],
  ['smtp://h.test?name=mmr.example.com', { ehloName: 'mmr.example.com' }],
  ['smtp://h.test?tls.servername=mx.example.com', { certificateName: 'mx.example.com' }],
])('%s', (url, expected) => {
  expect(read(url)).toMatchObject(expected)
})

test.each(['localhost', 'mail.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])(
  'on %s TLS is used where it is offered, whatever the certificate',
  (host) => {
    expect(read(`smtp://${host}:25`)).toMatchObject({ tls: 'offered', certified: false })
    expect(read(`smtp://${host}:25?requireTLS=true`)).toMatchObject({
      tls: 'required',
      certified: true,
    })
  },
)

test.each(['localhost.example.com', '128.0.0.1', '10.0.0.1', '127.0.0.1.example.com', '[::2]'])(
  '%s is not this computer',
  (host) => {
    expect(read(`smtp://${host}:25`)).toMatchObject({ tls: 'required', certified: true })
  },
)

test.each([
  ['requireTLS=false', { tls: 'offered', certified: true }],
  ['ignoreTLS=true', { tls: 'never' }],
  ['ignoreTLS=false', { tls: 'required' }],
  ['tls.rejectUnauthorized=false', { tls: 'required', certified: false }],
  ['requireTLS=false&tls.rejectUnauthorized=false', { tls: 'offered', certified: false }],
])('%s says otherwise in so many words', (query, expected) => {
  expect(read(`smtp://smtp.example.com?${query}`)).toMatchObject(expected)
})

test.each([
  ['', 'must be smtp://'],
  ['mail.example.com', 'must be smtp://'],
  ['http://mail.example.com', 'must be smtp://'],
  ['smtp://', 'must be smtp://'],
  ['smtp://user:secret@:25', 'must be smtp://'],
  ['smtp://user:secret@h.test:99999', 'must be smtp://'],
  ['smtp://user:secret@h.test?pool=true', 'an option that is not known; there are requireTLS'],
  ['smtp://user:secret@h.test?requiretls=false', 'an option that is not known'],
  ['smtp://user:secret@h.test?requireTLS=no', 'requireTLS in SMTP_URL must be true or false'],
  ['smtp://user:secret@h.test?requireTLS=true&ignoreTLS=true', 'asks for TLS and for ignoring it'],
  ['smtps://user:secret@h.test?ignoreTLS=true', 'asks for TLS and for ignoring it'],
])('%s is a fault that tells no secret', (url, expected) => {
  const reading = readSmtpServer(url)
  expect(reading).toEqual({ kind: 'fault', fault: expect.stringContaining(expected) })
  expect(JSON.stringify(reading)).not.toContain('secret')
})
