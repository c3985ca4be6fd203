import {
  isSigned,
  type NamedReturn,
  readReturnPath,
  readReturnTag,
} from '../../link/return-path.js'
import type { DeliveryStatusReport, Incoming, OtherMail } from '../../mail/bounce/bounce-report.js'
import type { ReportedRecipient } from '../../mail/bounce/delivery-status.js'
import { type Bounce, bounceOf } from '../../report/bounce.js'
import { addBounce, isOfAnother, type RecordedBounce } from '../../store/bounces.js'
import { writing } from '../../store/database.js'
import type { Delivery } from '../../store/deliveries.js'
import { findDeliveriesById } from '../../store/delivery-list.js'
import { stored, type Workspace } from '../workspace.js'
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
  | { readonly kind: 'ignored'; readonly why: OtherMail | 'no failure' }
  | { readonly kind: 'unmatched'; readonly why: Unmatched; readonly report: ReportNamed }

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

/** What is known of a message from where it was found. */
export interface Arrival {
  readonly incoming: Incoming
  /** Milliseconds since the epoch; null where only the message itself can tell. */
  readonly receivedAt: number | null
}

/** Records what a message reports, if a signature proves that it is about a delivery of ours. */
export async function takeBounce(
  work: Workspace,
  bouncing: Bouncing,
  { incoming, receivedAt }: Arrival,
): Promise<Taken> {
  if (incoming.kind === 'other') return { kind: 'ignored', why: incoming.why }
  const delivery = await returned(work, bouncing, incoming)
  if (typeof delivery === 'string') return unmatched(incoming, delivery)
  const told = ofRecipient(incoming.recipients, delivery)
  if (told === null) return { kind: 'ignored', why: 'no failure' }
  const { deliveryId } = delivery
  const recipient = isAbout(told.reported, delivery) ? null : told.reported.recipient
  const now = work.now()
  const at = Math.min(receivedAt ?? incoming.date ?? now, now)
  const bounce: RecordedBounce = {
    ...told.bounce,
    deliveryId,
    reportId: incoming.reportId,
    recipient,
    receivedAt: stored(Math.max(at, 0)),
    recordedAt: stored(now),
  }
  return await writing(work.db, async (db) => {
    const isForeign =
      recipient !== null && (await isOfAnother(db, { deliveryId, address: recipient }))
    if (isForeign) return unmatched(incoming, 'it is about somebody else')
    return { kind: 'recorded', isNew: await addBounce(db, bounce), delivery, bounce }
  })
}

function unmatched(report: DeliveryStatusReport, why: Unmatched): Taken {
  const recipient = report.recipients[0]?.recipient ?? null
  return { kind: 'unmatched', why, report: { reportId: report.reportId, recipient } }
}

/** The delivery that a signature proves; else why there is none. */
async function returned(
  { db }: Workspace,
  { base, keys }: Bouncing,
  { addressees, envelopeId }: DeliveryStatusReport,
): Promise<Delivery | Unmatched> {
  const named = [
    ...addressees.map((address) => readReturnPath(base, address)),
    envelopeId === null ? null : (readReturnTag(envelopeId) ?? readReturnPath(base, envelopeId)),
  ].filter((one): one is NamedReturn => one !== null)
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

interface Told {
  readonly reported: ReportedRecipient
  readonly bounce: Bounce
}

/**
 * What is said of the delivery's own recipient, or else of whoever it was passed on to; failures
 * first.
 */
function ofRecipient(recipients: readonly ReportedRecipient[], delivery: Delivery): Told | null {
  const told = recipients.flatMap((reported): Told[] => {
    const bounce = bounceOf(reported)
    return bounce === null ? [] : [{ reported, bounce }]
  })
  const rank = ({ reported, bounce }: Told) =>
    (isAbout(reported, delivery) ? 0 : 2) + (bounce.action === 'failed' ? 0 : 1)
  return told.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}

/** A report that names nobody is about whom its signature names. */
function isAbout({ recipient, originalRecipient }: ReportedRecipient, { address }: Delivery) {
  const named = [recipient, originalRecipient].filter((one) => one !== null)
  return named.length === 0 || named.some((one) => one.toLowerCase() === address.toLowerCase())
}
