import {
  isSigned,
  type NamedReturn,
  readReturnPaths,
  readReturnTag,
} from '../../link/return-path.js'
import type { DeliveryStatusReport, Incoming } from '../../mail/bounce/report.js'
import {
  type Bounce,
  bounceInWords,
  bounceOf,
  firstWords,
  type ReplyKind,
} from '../../report/bounce.js'
import { addBounce, isOfAnother, type RecordedBounce } from '../../store/bounces.js'
import { type Database, writing } from '../../store/database.js'
import { type Delivery, findDeliveriesById } from '../../store/deliveries.js'
import { addReply, type RecordedReply } from '../../store/replies.js'
import type { IgnoredMail, ReportNamed, Unmatched } from '../event.js'
import { isoUtc, type Workspace } from '../workspace.js'
import type { Bouncing } from './return-paths.js'

/** What became of one message that came to the bounce address. */
export type Taken =
  /** `isNew` is false where it was read before: nothing was added. */
  | {
      readonly kind: 'recorded'
      readonly isNew: boolean
      readonly delivery: Delivery
      readonly bounce: RecordedBounce
    }
  /** It came to a delivery's return path, and nothing came back by it. */
  | {
      readonly kind: 'replied'
      readonly isNew: boolean
      readonly delivery: Delivery
      readonly reply: RecordedReply
    }
  /** Nothing says that it is about a delivery. */
  | { readonly kind: 'ignored'; readonly why: IgnoredMail }
  | { readonly kind: 'unmatched'; readonly why: Unmatched; readonly report: ReportNamed }

/** What is known of a message from where it was found. */
export interface Arrival {
  readonly incoming: Incoming
  /** Milliseconds since the epoch; null where only the message itself can tell. */
  readonly receivedAt: number | null
}

/** Records what a message says of the delivery that a signature proves, if there is one. */
export async function takeBounce(
  work: Workspace,
  bouncing: Bouncing,
  { incoming, receivedAt }: Arrival,
): Promise<Taken> {
  const delivery = await returned(work, bouncing, incoming)
  if (typeof delivery === 'string') return ofNoDelivery(incoming, delivery)
  const now = work.now()
  const at = Math.min(receivedAt ?? incoming.date ?? now, now)
  const arrival = {
    deliveryId: delivery.deliveryId,
    reportId: incoming.reportId,
    receivedAt: isoUtc(Math.max(at, 0)),
    recordedAt: isoUtc(now),
  }
  const told = toldBy(incoming, delivery)
  return await writing(work.db, async (db) => {
    if (told.kind !== 'bounce') {
      const reply: RecordedReply = {
        kind: told.kind,
        words: firstWords(incoming.words),
        ...arrival,
      }
      return { kind: 'replied', isNew: await addReply(db, reply), delivery, reply }
    }
    const bounce: RecordedBounce = { ...told.bounce, recipient: told.recipient, ...arrival }
    if (await isAboutAnother(db, bounce)) return unmatched(incoming, 'it is about somebody else')
    return { kind: 'recorded', isNew: await addBounce(db, bounce), delivery, bounce }
  })
}

async function isAboutAnother(db: Database, bounce: RecordedBounce): Promise<boolean> {
  const { deliveryId, recipient } = bounce
  return recipient !== null && (await isOfAnother(db, { deliveryId, address: recipient }))
}

/** A report that proves nothing is told; so is whatever names a delivery without its signature. */
function ofNoDelivery(incoming: Incoming, why: Unmatched): Taken {
  const isBounce = incoming.kind === 'words' ? incoming.isReturned : incoming.kind === 'report'
  if (isBounce || why !== 'no signed return path') return unmatched(incoming, why)
  return { kind: 'ignored', why: incoming.kind === 'other' ? incoming.why : 'no-report' }
}

function unmatched(incoming: Incoming, why: Unmatched): Taken {
  const { reportId } = incoming
  return { kind: 'unmatched', why, report: { reportId, recipient: namedBy(incoming) } }
}

function namedBy(incoming: Incoming): string | null {
  if (incoming.kind === 'report') return incoming.recipients[0]?.recipient ?? null
  return incoming.kind === 'words' ? (incoming.failedRecipients[0] ?? null) : null
}

/** The delivery that a signature proves; else why there is none. */
async function returned(
  { db }: Workspace,
  { keys }: Bouncing,
  incoming: Incoming,
): Promise<Delivery | Unmatched> {
  const envelopeId = incoming.kind === 'other' ? null : incoming.envelopeId
  const tag = readReturnTag(envelopeId ?? '')
  const named: readonly NamedReturn[] = [
    ...incoming.addressees.flatMap(readReturnPaths),
    ...(tag === null ? readReturnPaths(envelopeId ?? '') : [tag]),
  ]
  if (named.length === 0) return 'no signed return path'
  const deliveries = await findDeliveriesById(
    db,
    named.map(({ deliveryId }) => deliveryId),
  )
  const proved = deliveries.find((delivery) =>
    named.some(
      ({ deliveryId, signature }) =>
        deliveryId === delivery.deliveryId && isSigned(signature, delivery, keys),
    ),
  )
  return proved ?? 'its signature is not ours'
}

/** What a message says of a delivery. */
type Told =
  | { readonly kind: ReplyKind }
  | {
      readonly kind: 'bounce'
      readonly bounce: Bounce
      /** Whom it is about, where the message had been passed on; null for the delivery's own. */
      readonly recipient: string | null
    }

function toldBy(incoming: Incoming, delivery: Delivery): Told {
  switch (incoming.kind) {
    case 'other':
      return { kind: incoming.why }
    case 'report':
      return toldInFields(incoming, delivery)
    case 'words': {
      const { failedRecipients } = incoming
      const isOwn = failedRecipients.some((address) => isSame(address, delivery.address))
      const recipient = isOwn ? null : (failedRecipients[0] ?? null)
      return { kind: 'bounce', bounce: bounceInWords(incoming.words), recipient }
    }
  }
}

/**
 * What is said of the delivery's own recipient, or else of whoever it was passed on to; failures
 * first. An action that nobody defined is for people to read.
 */
function toldInFields({ recipients, words }: DeliveryStatusReport, delivery: Delivery): Told {
  const read = recipients.map((reported) => {
    const { recipient, originalRecipient } = reported
    const named = [recipient, originalRecipient].filter((one) => one !== null)
    // A report that names nobody is about whom its signature names.
    const isOwn = named.length === 0 || named.some((one) => isSame(one, delivery.address))
    return { bounce: bounceOf(reported), recipient: isOwn ? null : recipient, isOwn }
  })
  const told = read.flatMap(({ bounce, recipient, isOwn }) => {
    if (bounce === null || bounce === 'success') return []
    const rank = (isOwn ? 0 : 2) + (bounce.action === 'failed' ? 0 : 1)
    return [{ bounce, recipient, rank }]
  })
  const [first] = told.toSorted((a, b) => a.rank - b.rank)
  if (first !== undefined) {
    return { kind: 'bounce', bounce: first.bounce, recipient: first.recipient }
  }
  if (read.every(({ bounce }) => bounce === 'success')) return { kind: 'success' }
  return { kind: 'bounce', bounce: bounceInWords(words), recipient: null }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
