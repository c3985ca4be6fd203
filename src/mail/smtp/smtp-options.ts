import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import type { LogEntry } from './smtp-conversation.js'
import type { SmtpServer } from './smtp-server-url.js'

/** How long to wait for what, in milliseconds. */
export interface Patience {
  /** From looking up the host to an open connection. */
  readonly connection: number
  /** For the greeting, and again for TLS. */
  readonly greeting: number
  /** From taking up a message until it is written in full, connecting included. */
  readonly message: number
  /** From then on, for the server's reply (RFC 5321 4.5.3.2.6: at least ten minutes). */
  readonly reply: number
}

const minute = 60_000

export const standardPatience: Patience = {
  connection: minute / 2,
  greeting: minute / 2,
  message: 2 * minute,
  reply: 10 * minute,
}

/** Hears every line of the transaction log. It may hold user names, but no passwords. */
export type Listener = (entry: LogEntry, line: string) => void

/** nodemailer's options for one connection. */
export function connectionOptions(
  server: SmtpServer,
  patience: Patience,
  listener: Listener,
): SMTPConnectionOptions {
  const { host, port, tls, certified, certificateName, ehloName } = server
  return {
    host,
    port,
    secure: tls === 'at-once',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'never',
    tls: {
      rejectUnauthorized: certified,
      ...(certificateName === null ? {} : { servername: certificateName }),
    },
    ...(ehloName === null ? {} : { name: ehloName }),
    connectionTimeout: patience.connection,
    greetingTimeout: patience.greeting,
    // Our own deadlines come first: this one is for connections that nobody waits for.
    socketTimeout: Math.max(patience.message, patience.reply) + minute,
    transactionLog: true,
    // One method will do: nodemailer sends the lines of the others to it.
    logger: { debug: listener },
  }
}
