import * as z from 'zod'
import { asciiDomain } from '../address.js'
import type { Complaint } from './fault.js'
import { complain, setting } from './fields.js'
import { isThisComputer } from './web.js'

/** How a token is had that takes the place of a password. It holds secrets. */
export interface OAuthConfig {
  /** Where tokens come from. */
  readonly tokenUrl: string
  readonly clientId: string
  /** Null for an app that has none. */
  readonly clientSecret: string | null
  /** Null leaves it to the server of the tokens. */
  readonly scope: string | null
  /** What a person has consented to; null where the app logs in for itself. */
  readonly refreshToken: string | null
}

const hiddenSecret = '(hidden, because it may be a secret)'

const clientId = {
  expected: 'the id of an app, without blanks',
  cure: 'Write the Application (client) ID that Microsoft Entra shows for the app, or the Client ID of the Google Cloud console.',
  given: hiddenSecret,
}

const clientSecret = {
  expected: 'the secret of an app, without blanks',
  cure: 'Write the secret’s value, not its id, as it was shown when the secret was made.',
  given: hiddenSecret,
}

const refreshToken = {
  expected: 'a refresh token, without blanks',
  cure: 'Write the refresh_token that came with the consent of the mailbox’s user.',
  given: hiddenSecret,
}

const tokenUrl = {
  expected: 'https:// and the rest of the address that gives tokens',
  cure: 'Write for example https://login.microsoftonline.com/TENANT/oauth2/v2.0/token; http:// only works on this machine.',
}

const scope = {
  expected: 'scopes with one blank between them',
  cure: 'Write for example https://outlook.office365.com/.default.',
}

export const smtpOAuthSettings = {
  SMTP_OAUTH_CLIENT_ID: word(clientId),
  SMTP_OAUTH_CLIENT_SECRET: word(clientSecret),
  SMTP_OAUTH_REFRESH_TOKEN: word(refreshToken),
  SMTP_OAUTH_TOKEN_URL: address(),
  SMTP_OAUTH_SCOPE: scopes(),
}

export const bounceOAuthSettings = {
  BOUNCE_OAUTH_CLIENT_ID: word(clientId),
  BOUNCE_OAUTH_CLIENT_SECRET: word(clientSecret),
  BOUNCE_OAUTH_REFRESH_TOKEN: word(refreshToken),
  BOUNCE_OAUTH_TOKEN_URL: address(),
  BOUNCE_OAUTH_SCOPE: scopes(),
}

/** RFC 6749 has them in ASCII. A blank within comes from copying more than the value. */
function word(complaint: Complaint) {
  const read = z.string().transform((text, context) => {
    if (!/^[\x21-\x7e]*$/.test(text)) complain(context, complaint)
    return text
  })
  return setting({ ...complaint, standard: '', read })
}

function scopes() {
  return setting({
    ...scope,
    standard: '',
    read: z.string().regex(/^([\x21-\x7e]+( [\x21-\x7e]+)*)?$/),
  })
}

function address() {
  return setting({ ...tokenUrl, standard: '', read: z.string().transform(readTokenUrl) })
}

/** Secrets are sent there: over http, never off this computer. A query might hold one, too. */
function readTokenUrl(text: string, context: z.RefinementCtx): string {
  if (text === '') return ''
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisComputer(url.hostname))
  const isPlain = url?.username === '' && url.password === '' && url.hash === ''
  if (isSafe && isPlain && !/\s/.test(text)) return text
  const given = url === null ? hiddenSecret : `${url.protocol}//${url.host}${url.pathname}`
  complain(context, { ...tokenUrl, given })
  return z.NEVER
}

type Prefix = 'SMTP_OAUTH' | 'BOUNCE_OAUTH'
type Name = 'CLIENT_ID' | 'CLIENT_SECRET' | 'REFRESH_TOKEN' | 'TOKEN_URL' | 'SCOPE'
const names: readonly Name[] = ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN', 'TOKEN_URL', 'SCOPE']

interface OAuthValues extends Record<`${Prefix}_${Name}`, string> {
  readonly SMTP_URL: string | null
  readonly BOUNCE_IMAP_URL: string | null
}

/** One of the two servers: what is set for it, and who logs in where. */
interface Server {
  readonly urlName: 'SMTP_URL' | 'BOUNCE_IMAP_URL'
  readonly prefix: Prefix
  /** By their names without the prefix, whether they were set for this server or are shared. */
  readonly values: Readonly<Record<Name, string>>
  /** Those that were set for this server itself. */
  readonly own: readonly Name[]
  /** Null where there is no URL, or none that can be read. */
  readonly account: Account | null
}

interface Account {
  readonly host: string
  readonly user: string
  readonly password: string
}

function smtpServer(settings: OAuthValues): Server {
  const account = accountOf(settings.SMTP_URL)
  return { urlName: 'SMTP_URL', account, ...valuesOf(settings, 'SMTP_OAUTH') }
}

/**
 * What is empty for the mailbox of bounces is as for SMTP, unless it has an app of its own: mostly
 * both belong to one provider. Scopes differ between the two where they are known.
 */
function bounceServer(settings: OAuthValues): Server {
  const account = accountOf(settings.BOUNCE_IMAP_URL)
  const { values, own, prefix } = valuesOf(settings, 'BOUNCE_OAUTH')
  const urlName = 'BOUNCE_IMAP_URL'
  if (own.includes('CLIENT_ID') || account?.password !== '') {
    return { urlName, account, values, own, prefix }
  }
  const shared = { ...valuesOf(settings, 'SMTP_OAUTH').values }
  if (providerOf(account.host) !== null) shared.SCOPE = ''
  for (const name of own) shared[name] = values[name]
  return { urlName, account, values: shared, own, prefix }
}

function valuesOf(
  settings: OAuthValues,
  prefix: Prefix,
): Pick<Server, 'prefix' | 'values' | 'own'> {
  const value = (name: Name) => settings[`${prefix}_${name}`]
  const values = {
    CLIENT_ID: value('CLIENT_ID'),
    CLIENT_SECRET: value('CLIENT_SECRET'),
    REFRESH_TOKEN: value('REFRESH_TOKEN'),
    TOKEN_URL: value('TOKEN_URL'),
    SCOPE: value('SCOPE'),
  }
  return { prefix, values, own: names.filter((name) => values[name] !== '') }
}

function accountOf(url: string | null): Account | null {
  if (url === null || !URL.canParse(url)) return null
  const { hostname, username, password } = new URL(url)
  return { host: hostname.toLowerCase(), user: decoded(username), password }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Provider = 'microsoft' | 'google'

function providerOf(host: string): Provider | null {
  if (/(^|\.)(office365|office|outlook)\.com$/.test(host)) return 'microsoft'
  return /(^|\.)(gmail|googlemail|google)\.com$/.test(host) ? 'google' : null
}

/**
 * Where the provider of the server gives tokens. Microsoft takes any domain of a tenant for its
 * name, and people log in with an address at one. Empty where it can't be told.
 */
function tokenUrlOf({ values, account }: Server): string {
  if (values.TOKEN_URL !== '' || account === null) return values.TOKEN_URL
  const provider = providerOf(account.host)
  if (provider === 'google') return 'https://oauth2.googleapis.com/token'
  const domain = asciiDomain(/@([^@]+)$/.exec(account.user)?.[1] ?? '')
  if (provider !== 'microsoft' || !domain?.includes('.')) return ''
  return `https://login.microsoftonline.com/${domain}/oauth2/v2.0/token`
}

/** Google knows from the consent what a token is for; Microsoft wants to be told each time. */
function scopeOf({ values, account, urlName }: Server): string | null {
  if (values.SCOPE !== '') return values.SCOPE
  if (account === null || providerOf(account.host) !== 'microsoft') return null
  if (values.REFRESH_TOKEN === '') return 'https://outlook.office365.com/.default'
  const right = urlName === 'SMTP_URL' ? 'SMTP.Send' : 'IMAP.AccessAsUser.All'
  return `https://outlook.office.com/${right} offline_access`
}

/** How tokens are had for SMTP and for the mailbox of bounces; null for logging in without. */
export function oauthOf(
  settings: OAuthValues,
): Readonly<Record<'smtp' | 'bounces', OAuthConfig | null>> {
  return { smtp: configOf(smtpServer(settings)), bounces: configOf(bounceServer(settings)) }
}

function configOf(server: Server): OAuthConfig | null {
  const { values, account } = server
  if (account === null || account.password !== '' || values.CLIENT_ID === '') return null
  return {
    tokenUrl: tokenUrlOf(server),
    clientId: values.CLIENT_ID,
    clientSecret: values.CLIENT_SECRET || null,
    scope: scopeOf(server),
    refreshToken: values.REFRESH_TOKEN || null,
  }
}

/**
 * Who logs in with a token has a user name and no password; who has neither token nor password can't
 * log in.
 */
export function checkOAuth(settings: OAuthValues, context: z.RefinementCtx): void {
  const smtp = smtpServer(settings)
  const bounces = bounceServer(settings)
  const smtpFaults = faultsOf(smtp, settings.SMTP_URL === null)
  const bounceFaults = faultsOf(bounces, settings.BOUNCE_IMAP_URL === null)
  // What both share is told once.
  const shared = new Set(bounces.own.includes('CLIENT_ID') ? [] : [...smtpFaults.keys()])
  for (const [name, complaint] of smtpFaults) report(context, smtp, name, complaint)
  for (const [name, complaint] of bounceFaults) {
    if (!shared.has(name) || name === 'URL') report(context, bounces, name, complaint)
  }
}

type Faults = ReadonlyMap<Name | 'URL', Complaint>

function report(
  context: z.RefinementCtx,
  { urlName, prefix }: Server,
  name: Name | 'URL',
  complaint: Complaint,
): void {
  complain(context, complaint, [name === 'URL' ? urlName : `${prefix}_${name}`])
}

function faultsOf(server: Server, isWithoutUrl: boolean): Faults {
  const { urlName, prefix, own, account, values } = server
  const because = own.map((name) => `${prefix}_${name}`).join(' and ')
  if (account === null) {
    return new Map(isWithoutUrl && own.length > 0 ? [['URL', withoutServer(server, because)]] : [])
  }
  const given = `${urlName === 'SMTP_URL' ? 'smtp' : 'imap'}://(hidden, because it may hold a password)`
  if (account.password !== '') {
    return new Map(own.length > 0 ? [['URL', { ...twoLogins(server, because), given }]] : [])
  }
  if (account.user === '') {
    return new Map(own.length > 0 ? [['URL', { ...withoutServer(server, because), given }]] : [])
  }
  if (values.CLIENT_ID !== '') return faultsOfToken(server)
  return own.length > 0
    ? new Map([
        ['CLIENT_ID', { ...clientId, expected: `a value, because ${because} is set`, given: '' }],
      ])
    : new Map([['URL', { ...withoutPassword(server), given }]])
}

/** What is missing for a token. */
function faultsOfToken(server: Server): Faults {
  const { prefix, values, account } = server
  const url = tokenUrlOf(server)
  const isGoogle =
    url !== '' && providerOf(new URL(url).hostname.replace('googleapis', 'google')) === 'google'
  const found = new Map<Name, Complaint>()
  if (isGoogle && values.REFRESH_TOKEN === '') {
    found.set('REFRESH_TOKEN', {
      expected: 'a refresh token, because Google gives tokens for a mailbox with one alone',
      given: '',
      cure: 'Let the mailbox’s user consent to the scope https://mail.google.com/, offline, and write the refresh_token that comes of it.',
    })
  }
  if (values.CLIENT_SECRET === '' && (isGoogle || values.REFRESH_TOKEN === '')) {
    found.set('CLIENT_SECRET', {
      expected: `the secret of the app that ${prefix}_CLIENT_ID names`,
      given: '',
      cure: isGoogle
        ? 'Write the Client secret of the Google Cloud console.'
        : `${clientSecret.cure} With ${prefix}_REFRESH_TOKEN, an app that is public needs none.`,
    })
  }
  if (url === '') {
    const where = account === null ? 'the server' : account.host
    found.set('TOKEN_URL', {
      expected: `where tokens for ${where} come from, which can’t be told from the server and the user’s name`,
      given: '',
      cure: tokenUrl.cure,
    })
  }
  return found
}

const examples = {
  SMTP_URL: 'smtp://report%40example.com@smtp.office365.com:587',
  BOUNCE_IMAP_URL: 'imaps://bounces%40example.com@outlook.office365.com/INBOX',
}

const withPassword = {
  SMTP_URL: 'smtp://user:password@smtp.example.com:587',
  BOUNCE_IMAP_URL: 'imaps://user:password@imap.example.com/INBOX',
}

function withoutServer({ urlName, prefix }: Server, because: string): Complaint {
  return {
    expected: `the server and the user to log in as, because ${because} is set`,
    given: '',
    cure: `Write for example ${examples[urlName]}, or leave ${prefix}_… empty.`,
  }
}

function twoLogins({ urlName, prefix }: Server, because: string): Omit<Complaint, 'given'> {
  return {
    expected: `no password, because ${because} is set`,
    cure: `To log in by OAuth2, take the password out, as in ${examples[urlName]}; to log in by password, leave ${prefix}_… empty.`,
  }
}

function withoutPassword({ urlName, prefix }: Server): Omit<Complaint, 'given'> {
  return {
    expected: `a password after the user’s name, or ${prefix}_CLIENT_ID to log in without one`,
    cure: `Write ${withPassword[urlName]}; or, for Microsoft 365 and Gmail, set the ${prefix}_… settings.`,
  }
}
