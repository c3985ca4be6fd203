import { isLoopback } from '../loopback.js'

/** A mailbox as BOUNCE_IMAP_URL names it. */
export interface ImapServer {
  readonly host: string
  readonly port: number
  /** As for SMTP: with `required`, a server that offers no STARTTLS learns no password. */
  readonly tls: 'at-once' | 'required' | 'offered' | 'never'
  /** Whether the certificate must be good. */
  readonly certified: boolean
  /** The name the certificate must be for, where that isn't the host; null for the host. */
  readonly certificateName: string | null
  readonly login: { readonly user: string; readonly password: string }
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
 * the URL says otherwise in so many words, or the server is on this computer.
 */
export function readImapServer(text: string): ImapUrlReading {
  if (!/^imaps?:\/\//i.test(text) || !URL.canParse(text)) return fault(faults.form)
  const url = new URL(text)
  const options = new Map(url.searchParams)
  const secure = url.protocol === 'imaps:'
  const complaint = complaintAbout(options, secure)
  if (complaint !== null) return fault(complaint)
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1')
  return {
    kind: 'server',
    server: {
      host,
      port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
      ...securityOf(options, { secure, local: isLoopback(host) }),
      certificateName: options.get('tls.servername') ?? null,
      login: { user: decoded(url.username), password: decoded(url.password) },
      mailbox: decoded(url.pathname.slice(1)) || 'INBOX',
    },
  }
}

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

const switches = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized']
const known = [...switches, 'tls.servername']

function complaintAbout(options: Map<string, string>, secure: boolean): string | null {
  if ([...options.keys()].some((key) => !known.includes(key))) return faults.unknown
  const unclear = switches.find((key) => !['true', 'false', undefined].includes(options.get(key)))
  if (unclear !== undefined) return `${unclear} in BOUNCE_IMAP_URL must be true or false.`
  const ignored = options.get('ignoreTLS') === 'true'
  return ignored && (secure || options.get('requireTLS') === 'true') ? faults.contradiction : null
}

/** As it was written where it holds no percent codes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function fault(text: string): ImapUrlReading {
  return { kind: 'fault', fault: text }
}

const faults = {
  form: 'BOUNCE_IMAP_URL must be imaps://user:password@host/INBOX, or imap:// for a server that begins in plain text.',
  unknown: `BOUNCE_IMAP_URL has an option that is not known; there are ${known.join(', ')}.`,
  contradiction:
    'BOUNCE_IMAP_URL asks for TLS and for ignoring it: leave out ignoreTLS, or the other.',
}
