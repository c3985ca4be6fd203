import type { TokenSource } from './oauth/token-source.js'

/** Who we are to a server, and what proves it: a password, or a token in its place (OAuth2). */
export type Login =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly tokens: TokenSource }

/** What must not be shown of what a server says: some repeat what they were sent, as it was sent. */
export function secretsOf(login: Login | null): string[] {
  if (login === null) return []
  if ('tokens' in login) {
    const secrets = login.tokens.secrets()
    const sent = secrets.map((token) =>
      base64(`user=${login.user}\x01auth=Bearer ${token}\x01\x01`),
    )
    return [...sent, ...secrets]
  }
  const { user, password } = login
  if (password === '') return []
  return [base64(`\0${user}\0${password}`), base64(password), password]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Whose login has failed: what it is set with, and whether a token takes the place of a password. */
export interface FailedLogin {
  readonly urlName: 'SMTP_URL' | 'BOUNCE_IMAP_URL'
  readonly withToken: boolean
}

/**
 * What to do about a login that failed, by the words of the server that gives tokens or of the mail
 * server; null where they say nothing that is known. It names settings, and repeats nothing.
 */
export function cureOf(reason: string, login: FailedLogin): string | null {
  const found = rulesFor(reason, login).find(([words]) => words.test(reason))
  return found === undefined ? null : found[1](wordsFor(login))
}

function rulesFor(reason: string, { withToken }: FailedLogin): readonly Rule[] {
  if (/^token: /.test(reason)) return tokenRules
  return withToken
    ? [...tokenLoginRules, ...loginRules, refusedToken]
    : [...passwordLoginRules, ...loginRules]
}

/** How the settings are called. */
interface Words {
  /** A setting of OAuth2, by the end of its name. */
  readonly set: (name: string) => string
  readonly oauth: string
  readonly url: string
  /** What an app may do at Microsoft, by itself and for a person. */
  readonly asApp: string
  readonly asPerson: string
}

function wordsFor({ urlName }: FailedLogin): Words {
  const isSmtp = urlName === 'SMTP_URL'
  return {
    set: (name) =>
      isSmtp
        ? `SMTP_OAUTH_${name}`
        : `BOUNCE_OAUTH_${name} (where that is empty, SMTP_OAUTH_${name})`,
    oauth: isSmtp ? 'the SMTP_OAUTH_… settings' : 'the BOUNCE_OAUTH_… settings',
    url: urlName,
    asApp: isSmtp ? 'SMTP.SendAsApp' : 'IMAP.AccessAsApp',
    asPerson: isSmtp ? 'SMTP.Send' : 'IMAP.AccessAsUser.All',
  }
}

type Rule = readonly [words: RegExp, cure: (words: Words) => string]

/** The first that fits counts: Microsoft's numbers say more than the error that they come with. */
const tokenRules: readonly Rule[] = [
  [
    /AADSTS7000215\b/,
    ({ set }) =>
      `${set('CLIENT_SECRET')} is not the secret of this app: make one in Microsoft Entra under Certificates & secrets, and write its Value there, not its Secret ID.`,
  ],
  [
    /AADSTS7000222\b/,
    ({ set }) =>
      `The app’s secret has expired: make another in Microsoft Entra under Certificates & secrets, and write its Value into ${set('CLIENT_SECRET')}.`,
  ],
  [
    /AADSTS(700016|7000229|700027)\b/,
    ({ set }) =>
      `The tenant doesn’t know the app: check ${set('CLIENT_ID')}, and the tenant in ${set('TOKEN_URL')} (without it, the domain of the user in SMTP_URL or BOUNCE_IMAP_URL).`,
  ],
  [
    /AADSTS(90002|900023|900021|50020)\b/,
    ({ set }) =>
      `There is no such tenant: set ${set('TOKEN_URL')} to https://login.microsoftonline.com/TENANT/oauth2/v2.0/token with the Directory (tenant) ID that Microsoft Entra shows for the app.`,
  ],
  [
    /AADSTS7000218\b/,
    ({ set }) => `The app has a secret: write its Value into ${set('CLIENT_SECRET')}.`,
  ],
  [
    /AADSTS700025\b/,
    ({ set }) => `The app is public and takes no secret: leave ${set('CLIENT_SECRET')} empty.`,
  ],
  [
    /AADSTS7000112\b/,
    () => 'The app is disabled: enable it in Microsoft Entra, among the enterprise applications.',
  ],
  [
    /AADSTS(65001|650056|650057)\b|consent_required/,
    ({ asApp, asPerson }) =>
      `Nobody has consented: give the app the permission ${asApp} of Office 365 Exchange Online (with a refresh token, ${asPerson}) and let an administrator of the tenant grant it.`,
  ],
  [
    /AADSTS(50072|50074|50076|50079|50158)\b|interaction_required/,
    ({ set }) =>
      `The tenant wants more than the refresh token proves, such as a second factor: let the mailbox’s user consent again and write the new one into ${set('REFRESH_TOKEN')}; or let the app log in for itself, without one.`,
  ],
  [
    /AADSTS(53000|53001|53003|530034|530035)\b/,
    () =>
      'A rule of the tenant (Conditional Access) keeps the app out: let its administrator except this app or the address of this computer.',
  ],
  [
    /AADSTS(70011|1002012|900144|500011)\b|invalid_scope/,
    ({ set, asPerson }) =>
      `Check ${set('SCOPE')}: at Microsoft it is https://outlook.office365.com/.default, or with a refresh token https://outlook.office.com/${asPerson} offline_access; where it is empty, it is chosen by the server’s host.`,
  ],
  [
    /invalid_grant/,
    ({ set }) =>
      `The refresh token has expired, was revoked, or belongs to another app: let the mailbox’s user consent again, and write the new one into ${set('REFRESH_TOKEN')}. Google ends it after seven days while the app is in testing: publish the app.`,
  ],
  [
    /invalid_client|deleted_client/,
    ({ set }) =>
      `The app’s id and secret are not accepted: check ${set('CLIENT_ID')} and ${set('CLIENT_SECRET')}; the secret may have expired.`,
  ],
  [
    /unauthorized_client|unsupported_grant_type/,
    ({ set }) =>
      `The app may not get tokens in this way: with ${set('REFRESH_TOKEN')} it asks for a person, without it for itself. Check that the token was made for this app, and the app’s kind.`,
  ],
  [
    /access_denied|admin_policy_enforced|org_internal|disallowed_useragent/,
    () =>
      'The administrator of the organisation doesn’t allow this app to read or send mail: let them allow it.',
  ],
  [
    /can’t be kept in/,
    () =>
      'Run mmr as the user to whom the database belongs, and who may read that file and write in its folder.',
  ],
  [
    /can’t be reached|answers (408|429|5\d\d)|more than \d+ bytes|temporarily_unavailable|server_error/,
    ({ set }) =>
      `It is tried again by itself. If it lasts, check ${set('TOKEN_URL')} and whether this computer may reach it.`,
  ],
  [
    /leads elsewhere/,
    ({ set }) => `Write the address that gives tokens itself into ${set('TOKEN_URL')}.`,
  ],
  [/./, ({ set }) => `Check ${set('TOKEN_URL')} and ${set('CLIENT_ID')}.`],
]

const switchOn =
  'switch on Authenticated SMTP for it in the Microsoft 365 admin center (the user, Mail, Manage email apps), or with Set-CASMailbox -SmtpClientAuthenticationDisabled $false'

const tokenLoginRules: readonly Rule[] = [
  [
    /SmtpClientAuthentication is disabled/i,
    () =>
      `SMTP AUTH is off for this mailbox or for its whole tenant, and a token doesn’t change that: ${switchOn}.`,
  ],
  [
    /5\.7\.139\b/,
    () =>
      'A rule of the tenant (Conditional Access, security defaults or an authentication policy) refuses the login: let its administrator except this app.',
  ],
  [
    /user is authenticated but not connected/i,
    ({ url }) =>
      `The token is good, and the mailbox isn’t one that it may open: check the user in ${url}, and that the app or the person has Full Access to it.`,
  ],
  [
    /5\.7\.3\b|AUTHENTICATE failed/i,
    ({ asApp, asPerson, url }) =>
      `The server doesn’t take the token for this user. At Microsoft 365, the app needs the permission ${asApp} of Office 365 Exchange Online with an administrator’s consent, has to be made known to Exchange (New-ServicePrincipal, with the Object ID of the enterprise application) and needs access to the mailbox of ${url} (Add-MailboxPermission); with a refresh token, the consent of that user to ${asPerson}.`,
  ],
  [
    /Unsupported authentication mechanism|offers no login|\b504\b|unrecognized authentication type/i,
    ({ url, oauth }) =>
      `The server of ${url} doesn’t log in by OAuth2 (XOAUTH2) on this port: check host and port, or leave ${oauth} empty and use a password.`,
  ],
]

const passwordLoginRules: readonly Rule[] = [
  [
    /SmtpClientAuthentication is disabled/i,
    ({ oauth }) =>
      `SMTP AUTH is off for this mailbox or for its whole tenant: ${switchOn}. Or rather use OAuth2, which needs that as well and no password: ${oauth}.`,
  ],
  [
    /5\.7\.139\b|LOGIN failed|basic auth/i,
    ({ oauth }) =>
      `Microsoft 365 refuses passwords here (security defaults, a policy of the tenant, or no password logins any more): use OAuth2, with ${oauth}. Only where the tenant still allows passwords, check this one.`,
  ],
  [
    /Application-specific password required|534[ -]5\.7\.9\b|InvalidSecondFactor/i,
    ({ oauth, url }) =>
      `Google doesn’t take the password of the account: make an app password for it and write that into ${url}, or use OAuth2, with ${oauth}.`,
  ],
  [
    /534[ -]5\.7\.14\b|log in via your web browser|WEBALERT|web login required/i,
    ({ oauth }) =>
      `Google wants this user to log in with a browser first, from this network; or use OAuth2, with ${oauth}.`,
  ],
  [
    /BadCredentials|Username and Password not accepted|Invalid credentials \(Failure\)/i,
    ({ oauth, url }) =>
      `Check user and password in ${url}. Google takes no account’s own password any more: write an app password, or use OAuth2, with ${oauth}.`,
  ],
]

const loginRules: readonly Rule[] = [
  [
    /IMAP (access )?is disabled|not enabled for IMAP|disabled for your domain/i,
    ({ url }) =>
      `IMAP is switched off for the mailbox of ${url}: switch it on in its settings, or let the administrator do so.`,
  ],
  [
    /5\.7\.57\b|not authenticated to send/i,
    ({ url, oauth }) =>
      `The server wants a login before mail: write a user into ${url}, with a password or with ${oauth}.`,
  ],
]

/** Whatever words a server refuses it with. */
const refusedToken: Rule = [
  /^the server refuses the login|^login: 5/,
  ({ set, url }) =>
    `The server doesn’t take the token for this user: it may be for another user than the one in ${url}, or lack a right (at Gmail the scope https://mail.google.com/). Let that user consent again, and write the new refresh token into ${set('REFRESH_TOKEN')}; an app that logs in for itself needs access to that mailbox.`,
]
