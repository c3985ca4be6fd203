import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaults, describeFault } from '../../src/config/config.js'
import { faultsOf } from './reading.js'

describe('secrets', () => {
  const password = fc
    .string({ minLength: 8, maxLength: 20, unit: 'grapheme-ascii' })
    .map((text) => `Secret${text.replace(/[\s,;=<>()"\\]/g, '#')}`)

  test('no part of SMTP_URL but its scheme is ever in a fault', () => {
    const urls = [
      (secret: string) => `smtp://user:${secret}@host:notaport`,
      (secret: string) => `smtp://user:${secret}`,
      (secret: string) => `http://user:${secret}@host`,
      (secret: string) => `user:${secret}@host`,
      (secret: string) => `smtp://user:12?${secret}@host`,
      (secret: string) => `${secret}://host`,
      (secret: string) => secret,
    ]
    fc.assert(
      fc.property(fc.constantFrom(...urls), password, (url, secret) => {
        const told = faultsOf({ SMTP_URL: url(secret) })
          .map(describeFault)
          .join('\n')
        expect(told).not.toContain(secret)
        expect(told).not.toContain(secret.slice(0, 9))
      }),
    )
  })

  test('nor the password of a URL that was put into another setting', () => {
    fc.assert(
      fc.property(fc.constantFrom(...defaults.keys()), password, (variable, secret) => {
        const faults = faultsOf({ [variable]: `smtp://user:${secret}@host` })
        expect(faults.map(describeFault).join('\n')).not.toContain(secret)
      }),
    )
  })

  test('nor the value of a misspelt variable', () => {
    const [fault] = faultsOf({}, { SMTP_ULR: 'smtp://user:hunter2@host' })
    expect(fault).toMatchObject({ variable: 'SMTP_ULR', given: 'SMTP_ULR' })
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })

  test('a database URL of another kind shows its scheme alone', () => {
    const [fault] = faultsOf({ DATABASE_URL: 'postgres://user:hunter2@host/mmr' })
    expect(fault?.cure).toMatch(/PostgreSQL is not supported yet/)
    expect(JSON.stringify(fault)).not.toMatch(/hunter2|user|host/)
  })
})
