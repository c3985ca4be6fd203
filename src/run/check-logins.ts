import type { Config } from '../config/config.js'
import { tryMailbox } from '../mail/bounce/mailbox-visit.js'
import type { FailedLogin, Login } from '../mail/login.js'
import { cureOf } from '../mail/login.js'
import type { TokenReading } from '../mail/oauth/token-source.js'
import { standardPatience } from '../mail/smtp/channel.js'
import { probe } from '../mail/smtp/transport.js'
import type { Finding } from './finding.js'
import type { TokenKeeping } from './server-logins.js'
import { bounceMailboxOf, smtpServerOf } from './server-logins.js'
import { isoUtc } from './workspace.js'

/** Hears, in words, of each step that went well where there are several. */
export type StepListener = (line: string) => void

/** Gets a new token where one is wanted, and logs in to the mail server; submits nothing. */
export async function smtpLogin(
  config: Config,
  keeping: TokenKeeping,
  tell: StepListener,
): Promise<Finding[]> {
  if (config.mail.kind !== 'smtp') return []
  const reading = smtpServerOf(config.mail, keeping)
  if (reading.kind === 'fault') return [{ kind: 'fault', what: reading.fault, cure: '' }]
  const { server } = reading
  const urlName = 'SMTP_URL'
  const fault = (reason: string): Finding[] => [
    {
      kind: 'fault',
      what: `Mail cannot be submitted: ${ended(reason)}`,
      cure: cureFor(reason, login),
    },
  ]
  const login = { urlName, withToken: isWithToken(server.login) } as const
  const token = await newToken(server.login)
  if (token !== null && token.kind !== 'token') return fault(token.reason)
  if (token !== null) tell(tokenLine(urlName, config.mail.oauth, token))
  const sender = config.mailFrom.address
  const readiness = await probe({ server, sender, patience: standardPatience })
  if (readiness.kind !== 'ready') return fault(readiness.reason)
  if (token !== null) tell(loginLine(urlName, server))
  return []
}

/** A minute, as the worker has for it. */
const patience = 60_000

/** The same for the mailbox of bounces, which holds up no report. */
export async function bounceLogin(
  config: Config,
  keeping: TokenKeeping,
  tell: StepListener,
): Promise<Finding[]> {
  const reading = bounceMailboxOf(config, keeping)
  // What is wrong with its address is found without logging in.
  if (reading === null || reading.kind === 'fault') return []
  const { server } = reading
  const urlName = 'BOUNCE_IMAP_URL'
  const login = { urlName, withToken: isWithToken(server.login) } as const
  const warning = (reason: string): Finding[] => [
    {
      kind: 'warning',
      what: `Bounces cannot be read: ${ended(reason)}`,
      cure: cureFor(reason, login),
    },
  ]
  const token = await newToken(server.login)
  if (token !== null && token.kind !== 'token') return warning(token.reason)
  if (token !== null) tell(tokenLine(urlName, config.bounces.oauth, token))
  const reason = await tryMailbox(server, patience)
  if (reason !== null) return warning(reason)
  if (token !== null) tell(loginLine(urlName, server))
  return []
}

function ended(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}

function isWithToken(login: Login | null): boolean {
  return login !== null && 'tokens' in login
}

/** Not the one that is kept: that would hide what has become of the app since. Null for none. */
async function newToken(login: Login | null): Promise<TokenReading | null> {
  return login !== null && 'tokens' in login ? await login.tokens.fetchNew() : null
}

function cureFor(reason: string, login: FailedLogin): string {
  const { urlName, withToken } = login
  const parts = withToken ? 'host, port and user' : 'host, port, user, password'
  return cureOf(reason, login) ?? `Check ${urlName}: ${parts}.`
}

function tokenLine(
  urlName: string,
  oauth: Config['bounces']['oauth'],
  { useUntil }: Extract<TokenReading, { kind: 'token' }>,
): string {
  const from = oauth === null ? '' : ` from ${new URL(oauth.tokenUrl).host}`
  return `${urlName}: a token came${from}, to be used until ${isoUtc(useUntil)}.\n`
}

function loginLine(
  urlName: string,
  { host, login }: { readonly host: string; readonly login: Login | null },
): string {
  return `${urlName}: ${host} lets ${login?.user} log in with it.\n`
}
