import { describe, expect, test } from 'vitest'
import { configOf, warningsOf } from './reading.js'

const ann = { name: 'Ann Example', address: 'ann@example.com', region: null, zone: null }

describe('warnings', () => {
  const doubtful: [Record<string, string>, string[]][] = [
    [{ ADMINS: 'Ann <ann@example.com> (region=West)' }, ['ADMINS']],
    [{ ACCOUNT_MANAGERS: 'Ann <ann@example.com> (region=West)' }, ['ACCOUNT_MANAGERS']],
    [{ EXECUTIVES: 'ann@example' }, ['EXECUTIVES']],
    [{ MAIL_FROM: 'r@mailhost', REPLY_TO: 'r@mailhost' }, ['MAIL_FROM', 'REPLY_TO']],
    [{ SMTP_URL: 'smtp://localhost' }, ['MAIL_FROM', 'EXECUTIVES', 'ADMINS']],
    [{ EXECUTIVES: 'Ann <ann@example.com> (region=West; tz=UTC)' }, []],
  ]

  test.each(doubtful)('%o', (file, variables) => {
    expect(warningsOf(file).map(({ variable }) => variable)).toEqual(variables)
  })

  test('a region has no effect but on executives', () => {
    const config = configOf({
      ADMINS: 'Ann Example <ann@example.com> (region=West)',
      ACCOUNT_MANAGERS: 'Ann Example <ann@example.com> (region=West)',
    })
    expect([config.admins, config.accountManagers.listed]).toEqual([[ann], [ann]])
  })
})
