import type { Login } from '../login.js'
import { isLoopback } from '../loopback.js'
import type { TokenSource } from '../oauth/token-source.js'
import { complaintAbout, decoded, type ServerSecurity, securityOf } from '../server-options.js'

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
  if (!/^imaps?:\/\//i.test(text) || !URL.canParse(text)) return fault(malformed)
  const url = new URL(text)
  const options = new Map(url.searchParams)
  const secure = url.protocol === 'imaps:'
  const complaint = complaintAbout('BOUNCE_IMAP_URL', options, { secure })
  if (complaint !== null) return fault(complaint)
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

function fault(text: string): ImapUrlReading {
  return { kind: 'fault', fault: text }
}

const malformed =
  'BOUNCE_IMAP_URL must be imaps://user:password@host/INBOX, or imap:// for a server that begins in plain text.'
