import { describe, expect, test } from 'vitest'
import { type Config, defaults, describeFault, readConfig } from '../../src/config/config.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { configOf, faultsOf } from './reading.js'

const ann = { name: 'Ann Example', address: 'ann@example.com', region: null, zone: null }

describe('settings that can be read', () => {
  test('no settings at all', () => {
    expect(readConfig({ file: {}, process: {} })).toEqual({
      ok: true,
      warnings: [],
      config: {
        executives: [],
        accountManagers: { everyone: true, listed: [] },
        admins: [],
        mailFrom: { name: 'Monday Morning Report', address: 'monday-morning-report@localhost' },
        replyTo: null,
        mail: { kind: 'outbox', directory: './outbox' },
        dkim: null,
        bounces: { address: null, imapUrl: null, oauth: null },
        sending: { connections: 5, perSecond: 10, giveUpHours: 24, onUncertain: 'hold' },
        schedule: {
          at: { weekday: 1, hour: 7, minute: 0 },
          promptAt: { weekday: 5, hour: 14, minute: 0 },
          catchUpHours: 48,
        },
        heartbeatUrl: null,
        web: {
          url: null,
          host: '127.0.0.1',
          port: 3000,
          trustedProxies: ['127.0.0.0/8', '::1'],
          linkKeys: [],
        },
        imports: { accounts: null, snapshots: null, minutesBefore: 120 },
        databaseFile: './mmr.sqlite',
        keeping: { messagesWeeks: 26, outboxDirectory: './outbox' },
        companyName: 'Our company',
        accent: { onWhite: '#0b5cad', onDark: '#7da8d3' },
        logoFile: null,
        ownersFile: null,
        timeZone: 'UTC',
        locale: 'en-US',
        currency: 'USD',
        exchangeRates: new Map(),
        policy: defaultPolicy,
      },
    })
  })

  test('a blank setting means its default', () => {
    const blank = Object.fromEntries([...defaults.keys()].map((name) => [name, ' ']))
    expect(configOf(blank)).toEqual(configOf({}))
  })

  test('every default, written out', () => {
    expect(configOf(Object.fromEntries(defaults))).toEqual(configOf({}))
  })

  test('the process wins over the file, even with a blank value', () => {
    const file = { COMPANY_NAME: 'File', LOCALE: 'de-DE', CURRENCY: 'EUR' }
    const config = configOf(file, { COMPANY_NAME: 'Process', LOCALE: '', CURRENCY: undefined })
    expect(config).toMatchObject({ companyName: 'Process', locale: 'en-US', currency: 'EUR' })
  })

  const readings: [Record<string, string>, Partial<Config>][] = [
    [{ EXECUTIVES: 'Ann Example <ann@example.com>' }, { executives: [ann] }],
    [
      { EXECUTIVES: 'Ann Example <ann@example.com> (region=West; tz=Europe/Berlin)' },
      { executives: [{ ...ann, region: 'West', zone: 'Europe/Berlin' }] },
    ],
    [
      { EXECUTIVES: '\nAnn Example <ann@example.com>\n  (tz=UTC;\r\n region=West, East (old)),\n' },
      { executives: [{ ...ann, region: 'West, East (old)', zone: 'UTC' }] },
    ],
    [
      { ADMINS: 'ann@example.com (TZ=Asia/Kathmandu)' },
      { admins: [{ ...ann, name: '', zone: 'Asia/Kathmandu' }] },
    ],
    [{ ADMINS: '"Ann@Example.com" <ann@example.com>' }, { admins: [{ ...ann, name: '' }] }],
    [{ ACCOUNT_MANAGERS: '*' }, { accountManagers: { everyone: true, listed: [] } }],
    [
      { ACCOUNT_MANAGERS: 'Ann Example <ann@example.com>' },
      { accountManagers: { everyone: false, listed: [ann] } },
    ],
    [
      { ACCOUNT_MANAGERS: '*,\nAnn Example <ann@example.com> (tz=UTC)' },
      { accountManagers: { everyone: true, listed: [{ ...ann, zone: 'UTC' }] } },
    ],
    [
      { ACCOUNT_MANAGERS: 'Ann Example <ann@example.com>, *' },
      { accountManagers: { everyone: true, listed: [ann] } },
    ],
    [
      { MAIL_FROM: '"Reports, Weekly" <r@example.com>', REPLY_TO: 'desk@example.com' },
      {
        mailFrom: { name: 'Reports, Weekly', address: 'r@example.com' },
        replyTo: { name: '', address: 'desk@example.com' },
      },
    ],
    [
      { SMTP_URL: 'smtps://u:p%40ss@mail.example.com:465?pool=true' },
      {
        mail: { kind: 'smtp', url: 'smtps://u:p%40ss@mail.example.com:465?pool=true', oauth: null },
      },
    ],
    [
      { SMTP_URL: 'smtp://[::1]:25' },
      { mail: { kind: 'smtp', url: 'smtp://[::1]:25', oauth: null } },
    ],
    [
      { SMTP_URL: 'smtp://mail_relay' },
      { mail: { kind: 'smtp', url: 'smtp://mail_relay', oauth: null } },
    ],
    [{ OUTBOX_DIR: '/tmp/out box' }, { mail: { kind: 'outbox', directory: '/tmp/out box' } }],
    [{ DATABASE_URL: 'data/mmr.sqlite' }, { databaseFile: 'data/mmr.sqlite' }],
    [{ DATABASE_URL: 'sqlite:data/mmr.sqlite' }, { databaseFile: 'data/mmr.sqlite' }],
    [{ DATABASE_URL: 'sqlite:///var/mmr.sqlite' }, { databaseFile: '/var/mmr.sqlite' }],
    [{ DATABASE_URL: 'file:///var/mmr.sqlite' }, { databaseFile: '/var/mmr.sqlite' }],
    [{ DATABASE_URL: 'FILE:mmr.sqlite' }, { databaseFile: 'mmr.sqlite' }],
    [{ DATABASE_URL: 'C:\\data\\mmr.sqlite' }, { databaseFile: 'C:\\data\\mmr.sqlite' }],
    [{ LOCALE: 'de-at' }, { locale: 'de-AT' }],
    [{ LOCALE: 'ar-EG' }, { locale: 'ar-EG' }],
    [{ LOCALE: 'es-419' }, { locale: 'es-419' }],
    [{ LOCALE: 'zh-hant-tw' }, { locale: 'zh-Hant-TW' }],
    [{ CURRENCY: 'eur' }, { currency: 'EUR' }],
    [
      { EXCHANGE_RATES: 'EUR=1.0837, gbp=1.27,JPY=0.000000001' },
      {
        exchangeRates: new Map([
          ['EUR', 1_083_700_000n],
          ['GBP', 1_270_000_000n],
          ['JPY', 1n],
        ]),
      },
    ],
    [
      {
        DRIVER_WEIGHTS: 'Relationship = 1000,innovation=0, service=0, commercial=0',
        RED_BELOW: '33.3',
        GREEN_FROM: '33.3',
        MOVE_POINTS: '0.1',
        SLIDE_POINTS: '0.1, 12',
        STALE_WEEKS: '12',
        RETENTION_BENCHMARK: '90.5',
      },
      {
        policy: {
          weights: { relationship: 1000, innovation: 0, service: 0, commercial: 0 },
          redBelow: 333,
          greenFrom: 333,
          movePoints: 1,
          slidePoints: { over4: 1, over12: 120 },
          staleWeeks: 12,
          retentionBenchmark: 905,
        },
      },
    ],
  ]

  test.each(readings)('%o', (file, expected) => {
    expect(configOf(file)).toMatchObject(expected)
  })

  test('the config is frozen to its depth', () => {
    const config = configOf({ EXECUTIVES: 'Ann Example <ann@example.com>' })
    const parts = [config, config.executives, config.executives[0], config.mail, config.policy]
    expect(parts.map(Object.isFrozen)).toEqual(parts.map(() => true))
    expect(Object.isFrozen(config.policy.weights)).toBe(true)
  })
})

test('a setting that earlier versions read stops nothing', () => {
  expect(readConfig({ file: { CHARTS: 'no' }, process: {} }).ok).toBe(true)
})

describe('faults', () => {
  test('the same person twice in a role, ignoring case and the spelling of the domain', () => {
    const list = 'Ann <ann@bücher.example>, Bob <bob@example.com>, A. <ANN@xn--bcher-kva.example>'
    expect(faultsOf({ EXECUTIVES: list }).map(describeFault)).toEqual([
      'EXECUTIVES: expected each person once, found "A. <ANN@xn--bcher-kva.example>". Remove one of the two: this address is in the list already. Upper and lower case make no difference.',
    ])
  })

  test('the same person may have several roles', () => {
    const someone = 'Ann <ann@example.com>'
    expect(faultsOf({ EXECUTIVES: someone, ACCOUNT_MANAGERS: someone, ADMINS: someone })).toEqual(
      [],
    )
  })

  test('all at once: several in one list, in many settings, and those that join two', () => {
    const faults = faultsOf({
      EXECUTIVES: 'ann, Bob <bob@example.com> (regoin=West; tz=Nowhere), Bob <BOB@example.com>',
      EXECUTIVE: 'x',
      TIME_ZONE: 'Nowhere',
      EXCHANGE_RATES: 'USD=1, EUR=2',
      RED_BELOW: '80',
      STALE_WEEKS: 'three',
    })
    expect(faults.map(({ variable }) => variable)).toEqual([
      'EXECUTIVE',
      'EXECUTIVES',
      'EXECUTIVES',
      'EXECUTIVES',
      'EXECUTIVES',
      'TIME_ZONE',
      'STALE_WEEKS',
      'EXCHANGE_RATES',
      'RED_BELOW',
    ])
  })

  test('read as one sentence for people, and one for the cure', () => {
    expect(faultsOf({ STALE_WEEKS: '13' }).map(describeFault)).toEqual([
      'STALE_WEEKS: expected a whole number of weeks from 1 to 12, found "13". Write for example 3.',
    ])
  })
})
