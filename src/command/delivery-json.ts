import type { DeliveryState, TransportKind } from '../report/delivery.js'
import type { Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import type { RecordedBounce } from '../store/bounces.js'
import type { Delivery } from '../store/deliveries.js'
import type { EditionKind } from '../store/editions.js'
import { type BounceJson, bounceJson } from './bounce-json.js'

/**
 * A delivery as `--json` prints it: a public contract, to which fields may be added. Instants are
 * UTC, ISO 8601 with milliseconds.
 */
export interface DeliveryJson {
  /** What `mmr resend` takes. */
  readonly id: number
  /** The week it reports. */
  readonly week: Week
  /**
   * `report`, or what admins are told instead: `held` (no snapshots) or `skipped` (nobody there);
   * `prompt`, by which account managers are asked.
   */
  readonly kind: EditionKind
  readonly role: Role
  /** The address. */
  readonly recipient: string
  /** Empty where the settings give none. */
  readonly name: string
  readonly state: DeliveryState
  /** How often a worker set about submitting it. */
  readonly attempts: number
  /** Which way the last attempt took: to a mail server, or into a file; null before the first. */
  readonly transport: TransportKind | null
  /** Null until the message is composed, and the same ever after. */
  readonly messageId: string | null
  readonly subject: string | null
  /** Whether the message itself is there; false before it is composed, and once it is let go of. */
  readonly messageKept: boolean
  /** When it was to be submitted; since a resend, when that was ordered. */
  readonly dueAt: string
  /** When it is tried again; null where no further attempt is due by itself. */
  readonly nextAttemptAt: string | null
  /** When it came to its state, or the last attempt ended; null before. */
  readonly settledAt: string | null
  /** The server's words, or why nothing was sent. */
  readonly reason: string | null
  /** What came back after it was submitted, what says most first; null where nothing did. */
  readonly bounce: BounceJson | null
}

/** `bounces` may be of other deliveries, too; of each, what says most comes first. */
export function deliveryJson(delivery: Delivery, bounces: readonly RecordedBounce[]): DeliveryJson {
  const { deliveryId, week, kind, role, address, name, state, attempt, transport } = delivery
  const { messageId, subject, isKept, dueAt, nextAttemptAt, settledAt, reason } = delivery
  const bounce = bounces.find((one) => one.deliveryId === deliveryId)
  return {
    id: deliveryId,
    week,
    kind,
    role,
    recipient: address,
    name,
    state,
    attempts: attempt,
    transport,
    messageId,
    subject,
    messageKept: isKept,
    dueAt,
    nextAttemptAt,
    settledAt,
    reason,
    bounce: bounce === undefined ? null : bounceJson(bounce),
  }
}
