import { describe, expect, test } from 'vitest'
import { defaults, describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

/** One good value of each setting. */
const values: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...defaults].filter(([, standard]) => standard !== '')),
  EXECUTIVES: 'Ann <ann@example.com> (region=West)',
  ADMINS: 'Root <root@example.com>',
  REPLY_TO: 'desk@example.com',
  SMTP_URL: 'smtp://report%40example.com@mail.example.com:587',
  ...oauth('SMTP'),
  DKIM_DOMAIN: 'example.com',
  DKIM_SELECTOR: 'mmr',
  DKIM_KEY_FILE: './dkim.pem',
  BOUNCE_ADDRESS: 'bounces@example.com',
  BOUNCE_IMAP_URL: 'imaps://bounces%40example.com@imap.example.com/INBOX',
  ...oauth('BOUNCE'),
  HEARTBEAT_URL: 'https://example.com/s3cret',
  WEB_URL: 'https://report.example.com',
  IMPORT_ACCOUNTS: 'https://crm.example.com/accounts.csv',
  IMPORT_ACCOUNTS_HEADER: 'Authorization: Bearer t0ken',
  IMPORT_ACCOUNTS_QUERY: '',
  IMPORT_ACCOUNTS_OPTIONS: '--complete',
  IMPORT_SNAPSHOTS: 'sqlite:./crm.db',
  IMPORT_SNAPSHOTS_HEADER: '',
  IMPORT_SNAPSHOTS_QUERY: 'select 1',
  IMPORT_SNAPSHOTS_OPTIONS: '--dates mdy',
  LINK_KEYS: `k1:${Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64')}`,
  LOGO_FILE: './logo.png',
  OWNERS_FILE: './owners.csv',
  EXCHANGE_RATES: 'EUR=1.1',
}

function oauth(server: 'SMTP' | 'BOUNCE'): Record<string, string> {
  return {
    [`${server}_OAUTH_CLIENT_ID`]: 'app',
    [`${server}_OAUTH_CLIENT_SECRET`]: 's3cret',
    [`${server}_OAUTH_REFRESH_TOKEN`]: 't0ken',
    [`${server}_OAUTH_TOKEN_URL`]: 'https://login.example.com/token',
    [`${server}_OAUTH_SCOPE`]: 'https://mail.example.com/',
  }
}

describe('a value of the real environment in a pair of quotation marks', () => {
  test.each(['"', "'", '`'])('is read without them, whichever the setting: %s', (mark) => {
    const wrapped = Object.entries(values).map(([name, value]) => [name, `${mark}${value}${mark}`])
    expect(Object.keys(values).sort()).toEqual([...defaults.keys()].sort())
    expect(configOf({}, Object.fromEntries(wrapped))).toEqual(configOf({}, values))
  })

  test.each([
    [`'"Person, Third" <third@example.com>'`, 'Person, Third'],
    ['"Seán O\'Neill <sean@example.com>"', "Seán O'Neill"],
    ['"Ann Lee\\n <ann@example.com>"', 'Ann Lee'],
    [' "Ann Lee <ann@example.com>"\n', 'Ann Lee'],
  ])('as the env file would read it: %s', (ADMINS, name) => {
    expect(configOf({}, { ADMINS }).admins).toMatchObject([{ name }])
  })

  test('with nothing between them means the default', () => {
    const nothing = Object.fromEntries([...defaults.keys()].map((name) => [name, '""']))
    expect(configOf({}, nothing)).toEqual(configOf({}))
  })

  test.each(['"Acme" # our name', '"Acme', "'Acme", '"Acme "Best" Services"', "'Mo's Cleaning'"])(
    'or in what may be one is refused, the marks named: %s',
    (COMPANY_NAME) => {
      expect(faultsOf({}, { COMPANY_NAME }).map(describeFault)).toEqual([
        expect.stringMatching(/^COMPANY_NAME: expected .*quotation marks.*docker run --env-file/),
      ])
    },
  )

  test('is refused without showing it, and once', () => {
    const secret = '"smtp://user:s3cret@mail.example.com'
    const names = ['SMTP_URL', 'BOUNCE_IMAP_URL', 'HEARTBEAT_URL', 'LINK_KEYS']
    const faults = faultsOf({}, Object.fromEntries(names.map((name) => [name, secret])))
    expect(faults.map(({ variable }) => variable).sort()).toEqual([...names].sort())
    expect(JSON.stringify(faults)).not.toMatch(/s3cret|example/)
  })

  test.each([
    '"Lee, Ann" <ann@example.com>',
    '"Lee, Ann" <ann@example.com>, "Lee, Ben" <ben@example.com> (region="West")',
  ])('is no such value where the marks belong to it: %s', (EXECUTIVES) => {
    expect(configOf({}, { EXECUTIVES })).toEqual(configOf({ EXECUTIVES }))
  })

  test("is no such value where an apostrophe begins a name: 's-Hertogenbosch", () => {
    const name = "'s-Hertogenbosch Schoon"
    expect(configOf({}, { COMPANY_NAME: name }).companyName).toBe(name)
  })
})

test('in the env file, marks inside its own are a part of the value', () => {
  expect(configOf({ COMPANY_NAME: '"Acme"' }).companyName).toBe('"Acme"')
})

test('variables of other programs stay as they are', () => {
  expect(faultsOf({}, { PS1: '"', LS_COLORS: "'x" })).toEqual([])
})
