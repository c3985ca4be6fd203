import type { AccountManagerDigest } from '../report/digest/account-manager.js'
import type { AdminDigest } from '../report/digest/admin.js'
import type { ExecutiveDigest } from '../report/digest/digest.js'

/** What one recipient reads, before it becomes mail: `html` and `text` say the same. */
export interface Message {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** The same in words alone. */
export type TextMessage = Omit<Message, 'html'>

export type Digest = ExecutiveDigest | AccountManagerDigest | AdminDigest

/** Where a message leads its reader. */
export interface MessageLinks {
  /** By account id, for an account manager; empty for others, and once the week is closed. */
  readonly updateLinks: ReadonlyMap<string, string>
  /** All of the manager's accounts; null where there are no update links. */
  readonly listUrl: string | null
  /**
   * Where "nothing changed" is said of several of them in one step; null where the message asks for
   * fewer than two.
   */
  readonly unchangedUrl: string | null
  /** Takes back the change that the message tells of; null where it tells of none. */
  readonly revertUrl: string | null
  /** The message itself, in a browser. */
  readonly viewUrl: string
  /** For List-Unsubscribe (RFC 8058), and for people. */
  readonly unsubscribeUrl: string
}
