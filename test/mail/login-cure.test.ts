import { describe, expect, test } from 'vitest'
import { cureOf } from '../../src/mail/login.js'

const smtp = { urlName: 'SMTP_URL', withToken: false } as const
const smtpToken = { urlName: 'SMTP_URL', withToken: true } as const
const imap = { urlName: 'BOUNCE_IMAP_URL', withToken: false } as const
const imapToken = { urlName: 'BOUNCE_IMAP_URL', withToken: true } as const

describe('a login with a password', () => {
  test.each([
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled',
      /SMTP AUTH is off for this mailbox or for its whole tenant.*switch on.*SMTP_OAUTH_/,
    ],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      /SMTP AUTH is off for this mailbox.*OAuth2/,
    ],
    [
      '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
      /refuses passwords.*SMTP_OAUTH_/,
    ],
    [
      '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
      /refuses passwords.*check this one/,
    ],
    [
      "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      /security defaults.*SMTP_OAUTH_/,
    ],
    [
      '534-5.7.9 Application-specific password required. 534 5.7.9 learn more',
      /app password.*SMTP_OAUTH_/,
    ],
    ['534-5.7.14 Please log in via your web browser and then try again.', /with a browser/],
    [
      '535-5.7.8 Username and Password not accepted. 535 5.7.8 BadCredentials',
      /app password.*SMTP_OAUTH_/,
    ],
    ['530 5.7.57 Client not authenticated to send mail.', /write a user into SMTP_URL/],
  ])('%s', (reply, cure) => {
    expect(cureOf(`login: ${reply}`, smtp)).toMatch(cure)
  })

  test.each([
    ['LOGIN failed.', /BOUNCE_OAUTH_/],
    ['Application-specific password required: https://support.google.com/…', /app password/],
    ['Invalid credentials (Failure)', /app password/],
    ['Your account is not enabled for IMAP use. Please visit…', /IMAP is switched off/],
  ])('at a mailbox: %s', (words, cure) => {
    expect(cureOf(`the server refuses the login: ${words}`, imap)).toMatch(cure)
  })

  test.each(['login: 535 5.7.8 no', 'greeting: 421 busy', 'connect ECONNREFUSED 127.0.0.1:25'])(
    'has no cure of its own for %s',
    (reason) => expect(cureOf(reason, smtp)).toBeNull(),
  )
})

describe('a login with a token', () => {
  test.each([
    [
      'login: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      smtpToken,
      /a token doesn’t change that: switch on/,
    ],
    [
      'login: 535 5.7.3 Authentication unsuccessful [X.PROD]',
      smtpToken,
      /SMTP\.SendAsApp.*New-Serv/,
    ],
    ['login: 535-5.7.8 Username and Password not accepted.', smtpToken, /SMTP_OAUTH_REFRESH_TOKEN/],
    ['login: 504 5.7.4 Unrecognized authentication type', smtpToken, /leave the SMTP_OAUTH_…/],
    ['the server offers no login', smtpToken, /doesn’t log in by OAuth2/],
    ['the server refuses the login: AUTHENTICATE failed.', imapToken, /IMAP\.AccessAsApp/],
    [
      'the server refuses the login: Invalid credentials (Failure)',
      imapToken,
      /BOUNCE_OAUTH_REFRESH/,
    ],
    ['User is authenticated but not connected.', imapToken, /Full Access/],
    ['Unsupported authentication mechanism', imapToken, /doesn’t log in by OAuth2/],
  ] as const)('%s', (reason, login, cure) => {
    expect(cureOf(reason, login)).toMatch(cure)
  })
})

describe('a token that is not given', () => {
  const host = 'token: login.microsoftonline.com'

  test.each([
    [
      'invalid_client: AADSTS7000215: Invalid client secret provided.',
      /its Value there, not its Secret ID/,
    ],
    ['invalid_client: AADSTS7000222: The provided client secret keys are expired.', /has expired/],
    ['unauthorized_client: AADSTS700016: Application was not found', /doesn’t know the app/],
    ['invalid_request: AADSTS90002: Tenant not found.', /no such tenant/],
    ['invalid_client: AADSTS7000218: The request body must contain client_secret', /has a secret/],
    ['invalid_client: AADSTS700025: Client is public', /leave SMTP_OAUTH_CLIENT_SECRET empty/],
    ['unauthorized_client: AADSTS7000112: Application is disabled.', /disabled/],
    ['invalid_grant: AADSTS65001: The user or administrator has not consented', /consented/],
    ['invalid_grant: AADSTS50076: you must use multi-factor authentication', /second factor/],
    ['invalid_grant: AADSTS53003: Access has been blocked by Conditional Access', /Conditional/],
    ['invalid_scope: AADSTS70011: The provided value for scope is not valid', /SMTP_OAUTH_SCOPE/],
    ['invalid_request: AADSTS900144: must contain the parameter: scope', /SMTP_OAUTH_SCOPE/],
    [
      'invalid_grant: AADSTS700082: The refresh token has expired due to inactivity.',
      /consent again/,
    ],
    ['invalid_grant: Token has been expired or revoked.', /consent again/],
    ['invalid_client: The OAuth client was not found.', /id and secret are not accepted/],
    ['unauthorized_client', /may not get tokens in this way/],
    ['admin_policy_enforced: restricted', /administrator of the organisation/],
    ['something_new', /Check SMTP_OAUTH_TOKEN_URL/],
  ])('%s', (words, cure) => {
    expect(cureOf(`${host} says ${words}`, smtpToken)).toMatch(cure)
  })

  test.each([
    [`${host} can’t be reached: getaddrinfo ENOTFOUND`, /tried again by itself/],
    [`${host} answers 503`, /tried again by itself/],
    [`${host} answers 302 and leads elsewhere, to x.test, which isn’t followed`, /itself into/],
    [`${host} answers 404, and not as a server of tokens`, /Check SMTP_OAUTH_TOKEN_URL/],
    [
      'token: it can’t be kept in /x/mmr.sqlite.oauth-tokens: EACCES',
      /as the user to whom the database belongs/,
    ],
  ])('%s', (reason, cure) => {
    expect(cureOf(reason, smtpToken)).toMatch(cure)
  })

  test('for a mailbox names its settings, and those that it shares', () => {
    const reason = `${host} says invalid_client: AADSTS7000215: Invalid client secret provided.`
    expect(cureOf(reason, imapToken)).toMatch(
      /^BOUNCE_OAUTH_CLIENT_SECRET \(where that is empty, SMTP_OAUTH_CLIENT_SECRET\) is not/,
    )
  })
})
