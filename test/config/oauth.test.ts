import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

const microsoft = 'smtp://report%40contractor.example@smtp.office365.com:587'
const gmail = 'smtp://report%40contractor.example@smtp.gmail.com:587'
const outlook = 'imaps://bounces%40contractor.example@outlook.office365.com/INBOX'
const gmailImap = 'imaps://bounces%40contractor.example@imap.gmail.com/INBOX'
const BOUNCE_ADDRESS = 'bounces@contractor.example'

const app = { SMTP_OAUTH_CLIENT_ID: 'app-1', SMTP_OAUTH_CLIENT_SECRET: 's~1' }
const person = { ...app, SMTP_OAUTH_REFRESH_TOKEN: 'r~1' }
const tokens = { clientId: 'app-1', clientSecret: 's~1', refreshToken: null }
const tenant = 'https://login.microsoftonline.com/contractor.example/oauth2/v2.0/token'

describe('how the mail server is logged in to', () => {
  test.each<[string, Record<string, string>, object | null]>([
    ['a password', { SMTP_URL: 'smtp://user:pw@smtp.office365.com:587' }, null],
    ['nothing', { SMTP_URL: 'smtp://relay.example.com:25' }, null],
    [
      'an app at Microsoft, in the tenant of the user’s domain',
      { SMTP_URL: microsoft, ...app },
      { ...tokens, tokenUrl: tenant, scope: 'https://outlook.office365.com/.default' },
    ],
    [
      'a person at Microsoft',
      { SMTP_URL: microsoft, ...person },
      {
        ...tokens,
        tokenUrl: tenant,
        refreshToken: 'r~1',
        scope: 'https://outlook.office.com/SMTP.Send offline_access',
      },
    ],
    [
      'a person at Gmail',
      { SMTP_URL: gmail, ...person },
      {
        ...tokens,
        tokenUrl: 'https://oauth2.googleapis.com/token',
        refreshToken: 'r~1',
        scope: null,
      },
    ],
    [
      'what is set, before what is known',
      {
        SMTP_URL: microsoft,
        ...app,
        SMTP_OAUTH_TOKEN_URL: 'https://login.example.com/t',
        SMTP_OAUTH_SCOPE: 'one two',
      },
      { ...tokens, tokenUrl: 'https://login.example.com/t', scope: 'one two' },
    ],
    [
      'another server, on this computer',
      { SMTP_URL: 'smtp://me@localhost', ...app, SMTP_OAUTH_TOKEN_URL: 'http://127.0.0.1:1/t' },
      { ...tokens, tokenUrl: 'http://127.0.0.1:1/t', scope: null },
    ],
  ])('%s', (_what, file, oauth) => {
    expect(configOf(file).mail).toEqual({ kind: 'smtp', url: file.SMTP_URL, oauth })
  })

  test('a public app of a person has no secret', () => {
    const { SMTP_OAUTH_CLIENT_SECRET: _, ...withoutSecret } = person
    expect(configOf({ SMTP_URL: microsoft, ...withoutSecret }).mail).toMatchObject({
      oauth: { clientSecret: null },
    })
  })
})

describe('how the mailbox of bounces is logged in to', () => {
  const own = { BOUNCE_OAUTH_CLIENT_ID: 'app-2', BOUNCE_OAUTH_CLIENT_SECRET: 's~2' }

  test.each<[string, Record<string, string>, object | null]>([
    ['a password, whatever SMTP has', { ...app, BOUNCE_IMAP_URL: 'imaps://u:p@imap.test/' }, null],
    [
      'the app of SMTP',
      { ...app, BOUNCE_IMAP_URL: outlook },
      { ...tokens, tokenUrl: tenant, scope: 'https://outlook.office365.com/.default' },
    ],
    [
      'the app of SMTP, in its tenant, for IMAP',
      {
        ...app,
        SMTP_OAUTH_TOKEN_URL: 'https://login.microsoftonline.com/T/oauth2/v2.0/token',
        SMTP_OAUTH_SCOPE: 'https://outlook.office.com/SMTP.Send',
        BOUNCE_IMAP_URL: outlook,
        BOUNCE_OAUTH_REFRESH_TOKEN: 'r~2',
      },
      {
        ...tokens,
        tokenUrl: 'https://login.microsoftonline.com/T/oauth2/v2.0/token',
        refreshToken: 'r~2',
        scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
      },
    ],
    [
      'an app of its own, which takes nothing from SMTP',
      { ...person, ...own, BOUNCE_IMAP_URL: outlook },
      { clientId: 'app-2', clientSecret: 's~2', refreshToken: null, tokenUrl: tenant },
    ],
  ])('%s', (_what, file, oauth) => {
    const { bounces } = configOf({ SMTP_URL: microsoft, BOUNCE_ADDRESS, ...file })
    if (oauth === null) expect(bounces.oauth).toBeNull()
    else expect(bounces.oauth).toMatchObject(oauth)
  })

  test('an app of its own, without any mail server', () => {
    const { bounces } = configOf({ BOUNCE_ADDRESS, BOUNCE_IMAP_URL: outlook, ...own })
    expect(bounces.oauth).toMatchObject({ clientId: 'app-2' })
  })
})

describe('what does not go together', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'a password and a token',
      { SMTP_URL: 'smtp://u:hunter2@h.test', SMTP_OAUTH_CLIENT_ID: 'x' },
      ['SMTP_URL'],
    ],
    ['a token and no user', { SMTP_URL: 'smtp://smtp.office365.com', ...app }, ['SMTP_URL']],
    ['a token and no server', app, ['SMTP_URL']],
    ['a user with neither', { SMTP_URL: 'smtp://user@h.test' }, ['SMTP_URL']],
    [
      'a secret and no app',
      { SMTP_URL: microsoft, SMTP_OAUTH_CLIENT_SECRET: 'x' },
      ['SMTP_OAUTH_CLIENT_ID'],
    ],
    [
      'an app and nothing that proves it',
      { SMTP_URL: microsoft, SMTP_OAUTH_CLIENT_ID: 'x' },
      ['SMTP_OAUTH_CLIENT_SECRET'],
    ],
    ['an app that Google knows, alone', { SMTP_URL: gmail, ...app }, ['SMTP_OAUTH_REFRESH_TOKEN']],
    [
      'an app id at Google, alone',
      { SMTP_URL: gmail, SMTP_OAUTH_CLIENT_ID: 'x' },
      ['SMTP_OAUTH_REFRESH_TOKEN', 'SMTP_OAUTH_CLIENT_SECRET'],
    ],
    [
      'a server of which nobody knows where tokens come from',
      { SMTP_URL: 'smtp://user@smtp.example.com', ...app },
      ['SMTP_OAUTH_TOKEN_URL'],
    ],
    [
      'a user at Microsoft without a domain',
      { SMTP_URL: 'smtp://user@smtp.office365.com', ...app },
      ['SMTP_OAUTH_TOKEN_URL'],
    ],
    [
      'a mailbox with both',
      {
        BOUNCE_ADDRESS,
        BOUNCE_IMAP_URL: 'imaps://u:hunter2@h.test',
        BOUNCE_OAUTH_CLIENT_ID: 'x',
      },
      ['BOUNCE_IMAP_URL'],
    ],
    [
      'a mailbox with neither',
      { BOUNCE_ADDRESS, BOUNCE_IMAP_URL: 'imaps://u@h.test' },
      ['BOUNCE_IMAP_URL'],
    ],
    [
      'tokens for no mailbox',
      { BOUNCE_OAUTH_REFRESH_TOKEN: 'x', SMTP_URL: microsoft, ...app },
      ['BOUNCE_IMAP_URL'],
    ],
    [
      'a fault that both have, told once',
      {
        SMTP_URL: microsoft,
        SMTP_OAUTH_CLIENT_ID: 'x',
        BOUNCE_ADDRESS,
        BOUNCE_IMAP_URL: outlook,
      },
      ['SMTP_OAUTH_CLIENT_SECRET'],
    ],
    [
      'the app of SMTP at Microsoft, for a mailbox at Gmail',
      { SMTP_URL: microsoft, ...app, BOUNCE_ADDRESS, BOUNCE_IMAP_URL: gmailImap },
      ['BOUNCE_OAUTH_REFRESH_TOKEN'],
    ],
    [
      'faults of both servers, all at once',
      {
        SMTP_URL: 'smtp://u:hunter2@h.test',
        ...app,
        BOUNCE_ADDRESS,
        BOUNCE_IMAP_URL: 'imaps://u@h.test',
        BOUNCE_OAUTH_CLIENT_ID: 'x',
        COMPANY_NAME: 'a\nb',
      },
      ['BOUNCE_OAUTH_CLIENT_SECRET', 'BOUNCE_OAUTH_TOKEN_URL', 'COMPANY_NAME', 'SMTP_URL'],
    ],
  ])('%s', (_what, file, variables) => {
    const faults = faultsOf(file)
    expect(faults.map(({ variable }) => variable).toSorted()).toEqual(variables.toSorted())
    for (const fault of faults) {
      expect(describeFault(fault)).toMatch(/expected .+, found .+\. .+\.$/)
      expect(describeFault(fault)).not.toContain('hunter2')
    }
  })
})

describe('a value', () => {
  const valid = { SMTP_URL: microsoft, ...person }

  test.each([
    ['SMTP_OAUTH_CLIENT_ID', 'two words'],
    ['SMTP_OAUTH_CLIENT_SECRET', 'a\nb'],
    ['SMTP_OAUTH_REFRESH_TOKEN', 'größe'],
    ['SMTP_OAUTH_SCOPE', 'one  two'],
    ['SMTP_OAUTH_TOKEN_URL', 'login.example.com'],
    ['SMTP_OAUTH_TOKEN_URL', 'http://login.example.com/token'],
    ['SMTP_OAUTH_TOKEN_URL', 'https://user:pw@login.example.com/token'],
    ['SMTP_OAUTH_TOKEN_URL', 'ftp://localhost/token'],
    ['SMTP_OAUTH_TOKEN_URL', 'https://login.example.com/token#here'],
  ])('of %s that is not %s', (name, text) => {
    expect(faultsOf({ ...valid, [name]: text }).map(({ variable }) => variable)).toEqual([name])
  })

  test('that is a secret is never in a fault, wherever it stands', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 20, unit: 'grapheme-ascii' })
      .map((text) => `Secret${text.replace(/[\s,;=<>()"\\]/g, '#')} x`)
    const names = ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN', 'TOKEN_URL']
    fc.assert(
      fc.property(fc.constantFrom(...names), secret, (name, text) => {
        const faults = faultsOf({ ...valid, [`SMTP_OAUTH_${name}`]: text })
        expect(faults).not.toEqual([])
        expect(faults.map(describeFault).join('\n')).not.toContain(text.slice(0, 9))
      }),
    )
  })
})
