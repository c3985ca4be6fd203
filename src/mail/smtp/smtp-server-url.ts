import { domainToASCII } from 'node:url'
import type { Login } from '../login.js'
import { isLoopback } from '../loopback.js'
import type { TokenSource } from '../oauth/token-source.js'
import { complaintAbout, decoded, type ServerSecurity, securityOf } from '../server-options.js'

/** A mail server as SMTP_URL names it. */
export interface SmtpServer extends ServerSecurity {
  readonly host: string
  readonly port: number
  /** How we introduce ourselves; null for this computer's name. */
  readonly ehloName: string | null
  readonly login: Login | null
}

export type SmtpUrlReading =
  | { readonly kind: 'server'; readonly server: SmtpServer }
  /** What is wrong and what to do, without any part of the URL that may hold a password. */
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Reads `smtp://user:password@host:587` or `smtps://…:465`, with nodemailer's names for options:
 * `requireTLS`, `ignoreTLS`, `tls.rejectUnauthorized`, `tls.servername` and `name`. TLS is required
 * unless the URL says otherwise in so many words, or the server is on this computer: there is
 * nobody in between, and its certificate is rarely good for `localhost`. `tokens` log in in place of
 * a password.
 */
export function readSmtpServer(text: string, tokens: TokenSource | null = null): SmtpUrlReading {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return fault(malformed)
  const url = new URL(text)
  const host = hostOf(url)
  const options = new Map(url.searchParams)
  const secure = url.protocol === 'smtps:'
  if (host === '') return fault(malformed)
  const complaint = complaintAbout('SMTP_URL', options, { secure, others: ['name'] })
  if (complaint !== null) return fault(complaint)
  return {
    kind: 'server',
    server: {
      host,
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      ...securityOf(options, { secure, local: isLoopback(host) }),
      ehloName: options.get('name') ?? null,
      login: loginOf(url, tokens),
    },
  }
}

/** The form DNS has it in; without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  const isIPv6 = hostname.startsWith('[')
  return isIPv6 ? hostname.slice(1, -1) : domainToASCII(decoded(hostname))
}

function loginOf({ username, password }: URL, tokens: TokenSource | null): Login | null {
  if (tokens !== null) return { user: decoded(username), tokens }
  if (username === '' && password === '') return null
  return { user: decoded(username), password: decoded(password) }
}

function fault(text: string): SmtpUrlReading {
  return { kind: 'fault', fault: text }
}

const malformed =
  'SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ before the host where the server wants a login.'
