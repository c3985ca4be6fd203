import { domainToASCII } from 'node:url'
import { isLoopback } from './loopback.js'

/** A mail server as SMTP_URL names it. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /**
   * `at-once` is TLS from the first byte. With `required`, a server that offers no STARTTLS gets
   * nothing; with `offered`, it gets plain text; with `never`, STARTTLS is left alone.
   */
  readonly tls: 'at-once' | 'required' | 'offered' | 'never'
  /** Whether the certificate must be good. */
  readonly certified: boolean
  /** The name the certificate must be for, where that isn't the host; null for the host. */
  readonly certificateName: string | null
  /** How we introduce ourselves; null for this computer's name. */
  readonly ehloName: string | null
  readonly login: { readonly user: string; readonly password: string } | null
}

export type SmtpUrlReading =
  | { readonly kind: 'server'; readonly server: SmtpServer }
  /** What is wrong and what to do, without any part of the URL that may hold a password. */
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Reads `smtp://user:password@host:587` or `smtps://…:465`, with nodemailer's names for options:
 * `requireTLS`, `ignoreTLS`, `tls.rejectUnauthorized`, `tls.servername` and `name`. TLS is required
 * unless the URL says otherwise in so many words, or the server is on this computer: there is
 * nobody in between, and its certificate is rarely good for `localhost`.
 */
export function readSmtpServer(text: string): SmtpUrlReading {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return fault(faults.form)
  const url = new URL(text)
  const host = hostOf(url)
  const options = new Map(url.searchParams)
  const complaint = host === '' ? faults.form : complaintAbout(url, options)
  if (complaint !== null) return fault(complaint)
  const secure = url.protocol === 'smtps:'
  return {
    kind: 'server',
    server: {
      host,
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      ...securityOf(options, { secure, local: isLoopback(host) }),
      certificateName: options.get('tls.servername') ?? null,
      ehloName: options.get('name') ?? null,
      login: loginOf(url),
    },
  }
}

/** What `tls`, and `certified` with it, come to. */
function securityOf(
  options: Map<string, string>,
  { secure, local }: Record<'secure' | 'local', boolean>,
) {
  const asked = options.get('requireTLS')
  const required = asked === undefined ? !local : asked === 'true'
  const tls = options.get('ignoreTLS') === 'true' ? 'never' : required ? 'required' : 'offered'
  const certified = options.get('tls.rejectUnauthorized')
  return {
    tls: secure ? 'at-once' : tls,
    certified: certified === undefined ? !local || asked === 'true' : certified === 'true',
  } as const
}

/** The form DNS has it in; without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  const isIPv6 = hostname.startsWith('[')
  return isIPv6 ? hostname.slice(1, -1) : domainToASCII(decoded(hostname))
}

function loginOf({ username, password }: URL): SmtpServer['login'] {
  if (username === '' && password === '') return null
  return { user: decoded(username), password: decoded(password) }
}

const switches = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized']
const known = [...switches, 'tls.servername', 'name']

function complaintAbout({ protocol }: URL, options: Map<string, string>): string | null {
  const unknown = [...options.keys()].find((key) => !known.includes(key))
  if (unknown !== undefined) return faults.unknown
  const unclear = switches.find((key) => !['true', 'false', undefined].includes(options.get(key)))
  if (unclear !== undefined) return `${unclear} in SMTP_URL must be true or false.`
  const ignored = options.get('ignoreTLS') === 'true'
  const contradicts = options.get('requireTLS') === 'true' || protocol === 'smtps:'
  return ignored && contradicts ? faults.contradiction : null
}

/** As it was written where it holds no percent codes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function fault(text: string): SmtpUrlReading {
  return { kind: 'fault', fault: text }
}

const faults = {
  form: 'SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ before the host where the server wants a login.',
  unknown: `SMTP_URL has an option that is not known; there are ${known.join(', ')}.`,
  contradiction: 'SMTP_URL asks for TLS and for ignoring it: leave out ignoreTLS, or the other.',
}
