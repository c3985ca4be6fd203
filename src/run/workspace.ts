import type { Config } from '../config/config.js'
import type { LinkKeys } from '../link/token.js'
import type { DkimKey } from '../mail/dkim.js'
import type { Logo } from '../report/brand.js'
import type { Database } from '../store/database.js'
import type { Event, Observer } from './event.js'
import type { Stop } from './stop.js'

/** What every verb works with: the settings, the database, and time and chance from outside. */
export interface Workspace {
  readonly config: Config
  readonly db: Database
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** From 0 up to 1. */
  readonly chance: () => number
  /** Names this process in the ledger; no two running ones have the same. */
  readonly owner: string
  /** The key of the settings, checked: without it, nothing is composed where they name one. */
  readonly dkim?: DkimKey | null
  /** The logo of the settings, read: without it, nothing is frozen where they name one. */
  readonly logo?: Logo | null
  /**
   * What the links of the settings are made with: without it, nothing is composed where they name a
   * place.
   */
  readonly links?: LinkIssuer | null
  /** Is waited for before the admins are told what became of the others' mail. */
  readonly beforeAdmins?: () => Promise<void>
  /** Hears what is done. */
  readonly observer?: Observer
  /** Asks to end before the time. */
  readonly stop?: Stop
}

/** An instant as the store keeps it: UTC, ISO 8601 with milliseconds. */
export function isoUtc(instant: number): string {
  return new Date(instant).toISOString()
}

/** Tells whoever listens. */
export function emit({ observer }: Workspace, event: Event): void {
  observer?.(event)
}

/**
 * What links are made with: keys, and where the links lead. There is never one without the other.
 */
export interface LinkIssuer {
  readonly keys: LinkKeys
  /** WEB_URL: scheme and host, without a slash at its end. */
  readonly origin: string
}
