import type { Format } from '../format.js'
import type { LinkKeys } from '../link/token.js'
import type { AccountOrder } from '../report/digest/account-order.js'
import type { RefusalKind } from '../report/digest/admin.js'
import type { Policy } from '../report/policy.js'
import type { Roster } from '../report/recipient.js'
import type { Database } from '../store/database.js'
import type { Expectations } from '../store/installation-facts.js'

/** What the web server is told from outside: settings, the database, time and chance. */
export interface Web extends Expectations {
  readonly db: Database
  readonly keys: LinkKeys
  /** Scheme and host as people reach it, such as `https://report.example.com`; no path. */
  readonly origin: string
  /** Addresses and ranges of those who are believed about who asks. */
  readonly trustedProxies: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** That many random bytes. */
  readonly random: (bytes: number) => Buffer
  readonly companyName: string
  readonly format: Format
  /** IANA zone of the report's weeks. */
  readonly timeZone: string
  readonly policy: Policy
  /** Who may open links, beside those whose accounts are in the database. */
  readonly roster: Roster
  readonly limits: Limits
  /** The HTML of a composed message, its images inside it. */
  readonly htmlOf: (bytes: Buffer) => Promise<string>
  /** The full report of a delivery as a page; null where it has none, or is somebody else's. */
  readonly reportOf: (request: FullReportRequest) => Promise<string | null>
  /**
   * Hears of each link that was refused, and why; never which. `whose` is told where it was the
   * reader's own.
   */
  readonly refused: (kind: RefusalKind, whose?: string) => void
  /** Hears of each connection that the other side broke off. */
  readonly brokenOff: (connection: object) => void
  /**
   * For whoever runs the server, in words, without anybody's link: a fault, unless it is told as
   * something that is none.
   */
  readonly log: (text: string, level?: 'error' | 'info') => void
}

/** Whose full report is wanted, sorted how, and where its links lead. */
export interface FullReportRequest {
  readonly deliveryId: number
  readonly address: string
  /** Null for the digest's own order. */
  readonly order: AccountOrder | null
  readonly links: {
    /** The report in its session; more can be asked behind it. */
    readonly self: string
    /** The mail as it was sent. */
    readonly mail: string
    /** Where an account manager reports. */
    readonly list: string
    readonly logOut: string
  }
}

/** Requests a minute, beyond which a visitor has to wait. */
export interface Limits {
  readonly perAddress: number
  /** Of requests that change something, by one link. */
  readonly perLink: number
}

/** A whole company may come from one address, at seven on Monday. */
export const usualLimits: Limits = { perAddress: 600, perLink: 60 }

/** An instant as the store keeps it: UTC, ISO 8601 with milliseconds. */
export function isoUtcOf(instant: number): string {
  return new Date(instant).toISOString()
}
