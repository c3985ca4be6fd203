import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeFault, readConfig } from '../../src/config/config.js'
import { faultsOf } from './reading.js'

function read(file: Record<string, string>) {
  const reading = readConfig({ file, process: {} })
  if (!reading.ok) throw new Error(reading.faults.map(describeFault).join('\n'))
  return reading
}

describe('BOUNCE_ADDRESS', () => {
  test('is an address without a name', () => {
    expect(read({ BOUNCE_ADDRESS: 'Bounces@example.com' }).config.bounces.address).toBe(
      'Bounces@example.com',
    )
    const longest = `${'b'.repeat(27)}@example.com`
    expect(read({ BOUNCE_ADDRESS: longest }).config.bounces.address).toBe(longest)
  })

  test.each([
    'Bounces <bounces@example.com>',
    'bounces@example.com, other@example.com',
    'bounces@example.com (region=West)',
    'bounces',
    '@example.com',
    `${'b'.repeat(28)}@example.com`,
    'zurück@example.com',
  ])('is not %s', (BOUNCE_ADDRESS) => {
    expect(faultsOf({ BOUNCE_ADDRESS })).toMatchObject([
      { variable: 'BOUNCE_ADDRESS', cure: expect.stringContaining('bounces@example.com') },
    ])
  })
})

describe('BOUNCE_IMAP_URL', () => {
  test.each([
    'imaps://user:password@imap.example.com/INBOX',
    'imap://user%40example.com:p%2Fw@127.0.0.1:1143/Bounces?requireTLS=true',
    'imaps://user:password@[::1]',
  ])('may be %s', (BOUNCE_IMAP_URL) => {
    const { config } = read({ BOUNCE_IMAP_URL, BOUNCE_ADDRESS: 'bounces@example.com' })
    expect(config.bounces.imapUrl).toBe(BOUNCE_IMAP_URL)
  })

  test.each([
    'imaps://imap.example.com/INBOX',
    'imaps://user@imap.example.com/INBOX',
    'imaps://:password@imap.example.com/INBOX',
    'imaps://user:password@/INBOX',
    'imaps://user:password@imap.example.com:0/INBOX',
    'imaps://user:password@imap.example.com/INBOX#top',
    'pop3://user:password@imap.example.com/INBOX',
    'imaps://user:pass word@imap.example.com/INBOX',
    'imaps:user:password@imap.example.com',
  ])('is not %s', (BOUNCE_IMAP_URL) => {
    expect(faultsOf({ BOUNCE_IMAP_URL, BOUNCE_ADDRESS: 'b@example.com' })).toMatchObject([
      { variable: 'BOUNCE_IMAP_URL', cure: expect.stringContaining('imaps://user:password@') },
    ])
  })

  test('is never quoted in a fault, but for its scheme', () => {
    const password = fc
      .string({ minLength: 8, maxLength: 20, unit: 'grapheme-ascii' })
      .map((text) => `Secret${text.replace(/[\s,;=<>()"\\]/g, '#')}`)
    const urls = [
      (secret: string) => `imaps://user:${secret}@host:notaport`,
      (secret: string) => `imaps://user:${secret}`,
      (secret: string) => `https://user:${secret}@host`,
      (secret: string) => `imap://user:12?${secret}@host`,
      (secret: string) => secret,
    ]
    fc.assert(
      fc.property(fc.constantFrom(...urls), password, (url, secret) => {
        const told = faultsOf({ BOUNCE_IMAP_URL: url(secret) }).map(describeFault)
        expect(told.join('\n')).not.toContain(secret.slice(0, 9))
      }),
    )
  })

  test('alone is warned about: nothing would come back to it', () => {
    const { warnings } = read({ BOUNCE_IMAP_URL: 'imaps://user:password@imap.example.com/INBOX' })
    expect(warnings).toMatchObject([{ variable: 'BOUNCE_IMAP_URL' }])
  })
})
