import type { Config } from '../config/config.js'
import type { LinkKeys } from '../link/token.js'
import type { DkimKey } from '../mail/dkim.js'
import type { ReplyKind } from '../report/bounce.js'
import type { Logo } from '../report/brand.js'
import type { Settlement } from '../report/delivery.js'
import type { PulledKind, PullSlot } from '../report/pull-time.js'
import type { Slot } from '../report/slot.js'
import type { Week } from '../report/week.js'
import type { RecordedBounce } from '../store/bounces.js'
import type { Claim } from '../store/claim.js'
import type { Database } from '../store/database.js'
import type { DatabaseFault } from '../store/database-fault.js'
import type { Delivery } from '../store/deliveries.js'
import type { Edition } from '../store/editions.js'
import type { Hold } from '../store/installation.js'
import type { ClosedEdition } from '../store/open-editions.js'
import type { Pruned } from '../store/prune.js'
import type { RecordedReply } from '../store/replies.js'

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
  /** Where relative paths of the settings begin; the process's own folder unless told. */
  readonly directory?: string
  /** Pulls what the settings name, where it is time, before editions are made: without it, nothing. */
  readonly pulls?: Pulls
  /** Is waited for before the admins are told what became of the others' mail. */
  readonly beforeAdmins?: () => Promise<void>
  /** Hears what is done. */
  readonly observer?: Observer
  /** Asks to end before the time. */
  readonly stop?: Stop
}

/** The pulls of a worker, beside its beats. */
export interface Pulls {
  /**
   * Pulls in the background where it is time for one of the editions that aren't made yet. Where one
   * is due by now, it is waited for, though not for long.
   */
  readonly look: (slots: readonly PullSlot[]) => Promise<void>
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

/** How a run is asked to end before its time. */
export interface Stop {
  /** Once it aborts, nothing more is claimed; what is under way goes on. */
  readonly claiming: AbortSignal
  /** Once it aborts, what is under way is broken off. */
  readonly sending: AbortSignal
}

/** Goes on to the end. */
export const never: Stop = {
  claiming: new AbortController().signal,
  sending: new AbortController().signal,
}

/**
 * Something that a run has done or met with, told when it is on disk: for logs and progress bars.
 */
export type Event =
  | { readonly kind: 'planned'; readonly edition: Edition; readonly deliveries: number }
  /** Messages that are due were composed; `left` more of this turn are still to be. */
  | { readonly kind: 'composed'; readonly count: number; readonly left: number }
  /** A message could not be composed: its delivery has failed. */
  | {
      readonly kind: 'uncomposed'
      readonly delivery: Delivery
      readonly reason: string
      readonly error: unknown
    }
  /** An admin's mail could not be made as usual, and goes out in words alone. */
  | { readonly kind: 'plain-form'; readonly delivery: Delivery; readonly error: unknown }
  /** So many deliveries are due, and are composed and handed over from now on. */
  | { readonly kind: 'delivering'; readonly edition: Edition; readonly due: number }
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** The server is ready for the message, which is about to leave. */
  | { readonly kind: 'begun'; readonly claim: Claim }
  /** `kept` is false where the claim had gone to another worker: its word counts. */
  | {
      readonly kind: 'settled'
      readonly claim: Claim
      readonly settlement: Settlement
      readonly kept: boolean
    }
  /** One that was rejected has failed: others' messages have shown that it is about its reader. */
  | { readonly kind: 'failed-alone'; readonly delivery: Delivery }
  /** What became of a message could not be recorded, and is tried again. */
  | { readonly kind: 'unrecorded'; readonly claim: Claim; readonly error: unknown }
  /** Deliveries of workers that vanished, ones to be sent again, and ones that are out of date. */
  | { readonly kind: 'swept'; readonly retried: number; readonly uncertain: number }
  | { readonly kind: 'resending'; readonly deliveries: number }
  | { readonly kind: 'expired'; readonly deliveries: number }
  | { readonly kind: 'no-snapshots'; readonly week: Week }
  | { readonly kind: 'no-rate'; readonly week: Week; readonly currencies: readonly string[] }
  | { readonly kind: 'skipped'; readonly weeks: readonly Week[] }
  | { readonly kind: 'prompts-skipped'; readonly weeks: readonly Week[] }
  | { readonly kind: 'closed'; readonly edition: ClosedEdition }
  | { readonly kind: 'on-hold'; readonly hold: Hold }
  | { readonly kind: 'released' }
  /** The server would not have us: the next try is due at `until`, milliseconds since the epoch. */
  | { readonly kind: 'paused'; readonly reason: string; readonly until: number }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'heartbeat-answered'; readonly week: Week }
  | { readonly kind: 'heartbeat-unanswered'; readonly reason: string }
  /** A beat has ended, well or not; what the heartbeat file says of the last one that did well. */
  | { readonly kind: 'beat'; readonly pulse: WorkerPulse }
  /** A message that a server had taken came back. */
  | { readonly kind: 'bounced'; readonly delivery: Delivery; readonly bounce: RecordedBounce }
  /** A report that no signature of ours proves: nothing was recorded. */
  | {
      readonly kind: 'bounce-unmatched'
      readonly source: string
      readonly why: Unmatched
      readonly report: ReportNamed
    }
  /** Somebody, or a program, replied to a message where nobody reads. */
  | { readonly kind: 'replied'; readonly delivery: Delivery; readonly reply: RecordedReply }
  /** A mail came that nothing ties to a delivery. */
  | { readonly kind: 'bounce-ignored'; readonly source: string; readonly why: IgnoredMail }
  | { readonly kind: 'bounces-unread'; readonly reason: string }
  /** What the settings name was pulled, or could not be. */
  | { readonly kind: 'pull'; readonly of: PulledKind; readonly came: PullCame }
  /** What is out of time is gone. */
  | { readonly kind: 'pruned'; readonly pruned: LetGo }
  /** The database's file is written anew; that takes a while for so many bytes. */
  | { readonly kind: 'rewriting'; readonly bytes: number }
  | { readonly kind: 'unshrinkable'; readonly why: Unshrinkable }
  /** Something that should not happen, and that the next beat starts over from. */
  | { readonly kind: 'fault'; readonly error: unknown }

/** What came of a pull. */
export type PullCame =
  /** So many rows were imported, `news` of them new or other than before. */
  | { readonly kind: 'imported'; readonly rows: number; readonly news: number }
  /** It is as it was. */
  | { readonly kind: 'unchanged' }
  /** It can't be had, or was refused. `isNews` is false where the same was told before. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isNews: boolean }

/** Beside the time; see `writeHeartbeat`. */
export interface WorkerPulse {
  readonly state: 'running' | 'on-hold' | 'paused' | 'failing'
  /** Why it is on hold, paused or failing; null when all is well. */
  readonly reason: string | null
  /** When the next edition is due; null while one is. */
  readonly next: Slot | null
}

export type Observer = (event: Event) => void

/** What is let go of, or would be, in the database and among the files of the outbox. */
export interface LetGo extends Pruned {
  readonly files: number
  /** Of the files. */
  readonly fileBytes: number
}

/** Why a database's file that could be made to shrink was not. */
export type Unshrinkable =
  /** A worker is sending; writing the file anew would keep it from noting what becomes of that. */
  | { readonly kind: 'sending' }
  /** In bytes. */
  | { readonly kind: 'no-room'; readonly needed: number; readonly free: number }
  | { readonly kind: 'fault'; readonly fault: DatabaseFault }

export type IgnoredMail = 'no-report' | Exclude<ReplyKind, 'success'>

/** No guess is made about any of these. */
export type Unmatched =
  | 'no signed return path'
  | 'its signature is not ours'
  | 'it is about somebody else'

/** What a report says of itself: the words of strangers. */
export interface ReportNamed {
  readonly reportId: string
  readonly recipient: string | null
}
