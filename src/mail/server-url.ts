import { isIPv4 } from 'node:net'
import { domainToASCII } from 'node:url'
import type { Login } from './login.js'
import type { TokenSource } from './oauth/token-source.js'

/** How safe a server's URL asks its connection to be. */
interface ServerSecurity {
  /**
   * `at-once` is TLS from the first byte. With `required`, a server that offers no STARTTLS gets
   * nothing, and learns no password; with `offered`, it gets plain text; with `never`, STARTTLS is
   * left alone.
   */
  readonly tls: 'at-once' | 'required' | 'offered' | 'never'
  /** Whether the certificate must be good. */
  readonly certified: boolean
  /** The name the certificate must be for, where that isn't the host; null for the host. */
  readonly certificateName: string | null
}

/** What the options of a URL come to: `secure` where its scheme says TLS, `local` on this computer. */
function securityOf(
  options: ReadonlyMap<string, string>,
  { secure, local }: Record<'secure' | 'local', boolean>,
): ServerSecurity {
  const asked = options.get('requireTLS')
  const required = asked === undefined ? !local : asked === 'true'
  const tls = options.get('ignoreTLS') === 'true' ? 'never' : required ? 'required' : 'offered'
  const certified = options.get('tls.rejectUnauthorized')
  return {
    tls: secure ? 'at-once' : tls,
    certified: certified === undefined ? !local || asked === 'true' : certified === 'true',
    certificateName: options.get('tls.servername') ?? null,
  }
}

const switches = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized']
const common = [...switches, 'tls.servername']

/** What is wrong with the options of the setting's URL, in words; null when nothing is. */
function complaintAbout(
  setting: string,
  options: ReadonlyMap<string, string>,
  { secure, others = [] }: { readonly secure: boolean; readonly others?: readonly string[] },
): string | null {
  const known = [...common, ...others]
  if ([...options.keys()].some((key) => !known.includes(key))) {
    return `${setting} has an option that is not known; there are ${known.join(', ')}.`
  }
  const unclear = switches.find((key) => !['true', 'false', undefined].includes(options.get(key)))
  if (unclear !== undefined) return `${unclear} in ${setting} must be true or false.`
  const ignored = options.get('ignoreTLS') === 'true'
  return ignored && (secure || options.get('requireTLS') === 'true')
    ? `${setting} asks for TLS and for ignoring it: leave out ignoreTLS, or the other.`
    : null
}

/** A part of a URL as it was written where it holds no percent codes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether a host is this computer: there is nobody in between. */
export function isLoopback(host: string): boolean {
  const named = host === 'localhost' || host.endsWith('.localhost')
  return named || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

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
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return smtpFault(malformedSmtp)
  const url = new URL(text)
  const host = hostOf(url)
  const options = new Map(url.searchParams)
  const secure = url.protocol === 'smtps:'
  if (host === '') return smtpFault(malformedSmtp)
  const complaint = complaintAbout('SMTP_URL', options, { secure, others: ['name'] })
  if (complaint !== null) return smtpFault(complaint)
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

function smtpFault(text: string): SmtpUrlReading {
  return { kind: 'fault', fault: text }
}

const malformedSmtp =
  'SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ before the host where the server wants a login.'

/** A mailbox as BOUNCE_IMAP_URL names it. */
export interface ImapServer extends ServerSecurity {
  readonly host: string
  readonly port: number
  readonly login: Login
  /** Its path on the server, such as `INBOX`. */
  readonly mailbox: string
}

export type ImapUrlReading =
  | { readonly kind: 'server'; readonly server: ImapServer }
  /** What is wrong and what to do, without any part of the URL that may hold a password. */
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Reads `imaps://user:password@host:993/INBOX` or `imap://…:143`, with the options of SMTP_URL:
 * `requireTLS`, `ignoreTLS`, `tls.rejectUnauthorized` and `tls.servername`. TLS is required unless
 * the URL says otherwise in so many words, or the server is on this computer. `tokens` log in in
 * place of a password.
 */
export function readImapServer(text: string, tokens: TokenSource | null = null): ImapUrlReading {
  if (!/^imaps?:\/\//i.test(text) || !URL.canParse(text)) return imapFault(malformedImap)
  const url = new URL(text)
  const options = new Map(url.searchParams)
  const secure = url.protocol === 'imaps:'
  const complaint = complaintAbout('BOUNCE_IMAP_URL', options, { secure })
  if (complaint !== null) return imapFault(complaint)
  const user = decoded(url.username)
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1')
  return {
    kind: 'server',
    server: {
      host,
      port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
      ...securityOf(options, { secure, local: isLoopback(host) }),
      login: tokens === null ? { user, password: decoded(url.password) } : { user, tokens },
      mailbox: decoded(url.pathname.slice(1)) || 'INBOX',
    },
  }
}

function imapFault(text: string): ImapUrlReading {
  return { kind: 'fault', fault: text }
}

const malformedImap =
  'BOUNCE_IMAP_URL must be imaps://user:password@host/INBOX, or imap:// for a server that begins in plain text.'
