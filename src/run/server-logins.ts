import type { Config } from '../config/config.js'
import { tokenFileOf } from '../mail/oauth/token-file.js'
import { openTokens, type TokenSource } from '../mail/oauth/token-source.js'
import {
  type ImapUrlReading,
  readImapServer,
  readSmtpServer,
  type SmtpUrlReading,
} from '../mail/server-url.js'

/** Where tokens are kept, and the time of day for them. */
export interface TokenKeeping {
  /** Resolved. */
  readonly databaseFile: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The mail server of the settings and how to log in to it. */
export function smtpServerOf(
  { url, oauth }: Extract<Config['mail'], { readonly kind: 'smtp' }>,
  keeping: TokenKeeping,
): SmtpUrlReading {
  return readSmtpServer(url, tokensOf(oauth, keeping))
}

/** The mailbox of bounces and how to log in to it; null where there is none. */
export function bounceMailboxOf(
  { bounces: { imapUrl, oauth } }: Pick<Config, 'bounces'>,
  keeping: TokenKeeping,
): ImapUrlReading | null {
  return imapUrl === null ? null : readImapServer(imapUrl, tokensOf(oauth, keeping))
}

function tokensOf(
  oauth: Config['bounces']['oauth'],
  { databaseFile, now }: TokenKeeping,
): TokenSource | null {
  return oauth === null ? null : openTokens(oauth, { file: tokenFileOf(databaseFile), now })
}
