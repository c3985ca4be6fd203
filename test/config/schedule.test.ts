import { describe, expect, test } from 'vitest'
import { type Config, describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

const monday = { weekday: 1, hour: 7, minute: 0 } as const
const friday = { weekday: 5, hour: 14, minute: 0 } as const

describe('when and how to send', () => {
  test.each<[Record<string, string>, Partial<Config>]>([
    [
      { REPORT_AT: 'friday 6:05', CATCH_UP_HOURS: '0' },
      { schedule: { at: { weekday: 5, hour: 6, minute: 5 }, promptAt: friday, catchUpHours: 0 } },
    ],
    [
      { PROMPT_AT: 'Thu 9:30' },
      {
        schedule: { at: monday, promptAt: { weekday: 4, hour: 9, minute: 30 }, catchUpHours: 48 },
      },
    ],
    [{ PROMPT_AT: 'Off' }, { schedule: { at: monday, promptAt: null, catchUpHours: 48 } }],
    [
      {
        SMTP_CONNECTIONS: '3',
        SMTP_PER_SECOND: '0.5',
        GIVE_UP_HOURS: '168',
        ON_UNCERTAIN: 'Resend',
      },
      { sending: { connections: 3, perSecond: 0.5, giveUpHours: 168, onUncertain: 'resend' } },
    ],
    [{}, { keeping: { messagesWeeks: 26, outboxDirectory: './outbox' } }],
    [
      { KEEP_MESSAGES_WEEKS: '2', OUTBOX_DIR: 'mails', SMTP_URL: 'smtp://localhost' },
      { keeping: { messagesWeeks: 2, outboxDirectory: 'mails' } },
    ],
    [
      { HEARTBEAT_URL: 'https://beat.example.com/t0ken' },
      { heartbeatUrl: 'https://beat.example.com/t0ken' },
    ],
    [
      { DKIM_DOMAIN: 'Bücher.example', DKIM_SELECTOR: 'mmr2026', DKIM_KEY_FILE: 'keys/dkim.pem' },
      {
        dkim: { domain: 'xn--bcher-kva.example', selector: 'mmr2026', keyFile: 'keys/dkim.pem' },
      },
    ],
  ])('%o', (file, expected) => {
    expect(configOf(file)).toMatchObject(expected)
  })

  test.each<[string, readonly string[]]>([
    ['REPORT_AT', ['07:00', 'Mon', 'Mon 24:00', 'Mon 07:60', 'Montag 07:00', 'Mon 7']],
    ['PROMPT_AT', ['14:00', 'Fri', 'none', 'Fri 14']],
    ['CATCH_UP_HOURS', ['-1', '169', '1.5', 'two']],
    ['KEEP_MESSAGES_WEEKS', ['0', '1', '521', '26w', '-5']],
    ['GIVE_UP_HOURS', ['0', '169', '1h']],
    ['ON_UNCERTAIN', ['ask', 'hold,resend']],
    ['SMTP_CONNECTIONS', ['0', '101', '2.5']],
    ['SMTP_PER_SECOND', ['0', '0.05', '1001', '.5', '1e2']],
    ['HEARTBEAT_URL', ['beat.example.com', 'ftp://beat.example.com', 'https://a:b@example.com']],
  ])('%s is refused as %j', (variable, texts) => {
    const faulty = texts.filter((text) => faultsOf({ [variable]: text }).length === 1)
    expect(faulty).toEqual(texts)
  })
})

describe('a signature', () => {
  test('needs all three settings: each that is missing is named', () => {
    expect(faultsOf({ DKIM_SELECTOR: 'mmr' }).map(describeFault)).toEqual([
      'DKIM_DOMAIN: expected a value, because DKIM_SELECTOR has one, found nothing. Set all three DKIM settings to sign mail, or none.',
      'DKIM_KEY_FILE: expected a value, because DKIM_SELECTOR has one, found nothing. Set all three DKIM settings to sign mail, or none.',
    ])
  })

  test('is not made for what is no domain or selector', () => {
    const key = { DKIM_KEY_FILE: 'dkim.pem' }
    const faults = faultsOf({ ...key, DKIM_DOMAIN: 'localhost', DKIM_SELECTOR: 'a b' })
    expect(faults.map(({ variable }) => variable)).toEqual(['DKIM_DOMAIN', 'DKIM_SELECTOR'])
  })
})

describe('what may be a secret is not quoted', () => {
  const secret = 'MIIEvQIBADANBgkq'
  test.each([
    ['HEARTBEAT_URL', `hc-ping.com/${secret}`],
    ['HEARTBEAT_URL', `https://${secret}:x@hc-ping.com`],
    ['DKIM_KEY_FILE', `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`],
    ['DKIM_KEY_FILE', `-----BEGIN RSA PRIVATE KEY----- ${secret}`],
  ])('%s=%s', (variable, text) => {
    const told = faultsOf({ [variable]: text }).map(describeFault)
    expect(told.length).toBeGreaterThan(0)
    expect(told.join('\n')).not.toContain(secret)
  })
})
