import { randomBytes } from 'node:crypto'
import { setTimeout as timer } from 'node:timers/promises'
import { keyFileOf, linkKeys } from '../link/key-file.js'
import {
  isSigned,
  type NamedReturn,
  type Returning,
  readReturnPaths,
  readReturnTag,
  returnPath,
  returnTag,
} from '../link/return-path.js'
import type { LinkKeys } from '../link/token.js'
import { type MailboxVisit, visitMailbox } from '../mail/bounce/mailbox-visit.js'
import {
  type DeliveryStatusReport,
  type Incoming,
  messagesIn,
  readIncoming,
} from '../mail/bounce/report.js'
import type { ImapServer } from '../mail/server-url.js'
import type { ReturnPath } from '../mail/transport.js'
import {
  type Bounce,
  bounceInWords,
  bounceOf,
  firstWords,
  type ReplyKind,
} from '../report/bounce.js'
import { addBounce, isOfAnother, type RecordedBounce, recordVisit } from '../store/bounces.js'
import { type Database, databaseFile, writing } from '../store/database.js'
import { type Delivery, findDeliveriesById } from '../store/deliveries.js'
import { addReply, type RecordedReply } from '../store/replies.js'
import { bounceMailboxOf } from './server-logins.js'
import {
  emit,
  type IgnoredMail,
  isoUtc,
  type ReportNamed,
  type Unmatched,
  type Workspace,
} from './workspace.js'

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
async function takeBounce(
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

/** The worker's looks into the mailbox of bounces: beside its beats, and never in their way. */
export interface Rounds {
  /** Looks in the background, where the last look is an hour ago. */
  readonly hourly: () => void
  /** Looks now, and waits for it: for a few seconds, whatever the mailbox does. */
  readonly look: () => Promise<void>
  /** Until no look is under way. */
  readonly ended: () => Promise<void>
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/**
 * Whatever goes wrong is told and kept for the admins; it never throws. A look may take as long as
 * `patience`, in milliseconds; mail is kept waiting for it no longer than `wait`, and what is found
 * after that is told with the next mail.
 */
export function bounceRounds(work: Workspace, patience = minute, wait = 5 * second): Rounds {
  const { address, imapUrl } = work.config.bounces
  if (address === null || imapUrl === null) return nothingToRead
  let lastAt: number | null = null
  let busy: Promise<void> | null = null
  let waited: Promise<void> = Promise.resolve()

  const look = () => {
    lastAt = work.now()
    if (busy === null) {
      waited = timer(wait, undefined, { ref: false })
      busy = visit(work, patience)
        .catch((error) => emit(work, { kind: 'fault', error }))
        .finally(() => {
          busy = null
        })
    }
    // From the beginning of the look, so that several mails wait for one no longer than one does.
    return Promise.race([busy, waited])
  }
  return {
    look,
    hourly: () => {
      // A clock that was set back is no reason to wait for it.
      const since = lastAt === null ? hour : Math.abs(work.now() - lastAt)
      if (since >= hour) void look()
    },
    ended: async () => void (await busy),
  }
}

const nothingToRead: Rounds = { hourly: () => {}, look: async () => {}, ended: async () => {} }

async function visit(work: Workspace, patience: number): Promise<void> {
  const { db, now, config } = work
  const reading = bounceMailboxOf(config, { databaseFile: await databaseFile(db), now })
  if (reading === null) return
  if (reading.kind === 'fault') {
    await recordVisit(work.db, { at: isoUtc(work.now()), fault: reading.fault })
    return emit(work, { kind: 'bounces-unread', reason: reading.fault })
  }
  const bouncing = await openBouncing(work)
  if (bouncing === null || work.stop?.claiming.aborted) return
  const request = { server: reading.server, patience }
  const { found, visit } = await collectFromMailbox(work, bouncing, request)
  for (const one of found) tellOf(work, one)
  if (visit.kind === 'failed' && !work.stop?.claiming.aborted) {
    emit(work, { kind: 'bounces-unread', reason: visit.reason })
  }
}

function tellOf(work: Workspace, { source, taken }: CollectedBounces): void {
  if (taken.kind === 'recorded' && taken.isNew) {
    emit(work, { kind: 'bounced', delivery: taken.delivery, bounce: taken.bounce })
  }
  if (taken.kind === 'replied' && taken.isNew) {
    emit(work, { kind: 'replied', delivery: taken.delivery, reply: taken.reply })
  }
  if (taken.kind === 'unmatched') {
    emit(work, { kind: 'bounce-unmatched', source, why: taken.why, report: taken.report })
  }
  if (taken.kind === 'ignored') emit(work, { kind: 'bounce-ignored', source, why: taken.why })
}

/** One message, and where it was found. */
export interface CollectedBounces {
  readonly source: string
  readonly taken: Taken
}

/** Takes the messages of a file: an .eml, or an mbox. */
export async function collectFromFile(
  work: Workspace,
  bouncing: Bouncing,
  file: { readonly name: string; readonly content: Buffer },
): Promise<CollectedBounces[]> {
  const messages = messagesIn(file.content)
  const found: CollectedBounces[] = []
  for (const [index, bytes] of messages.entries()) {
    const taken = await takeBounce(work, bouncing, {
      incoming: await readIncoming(bytes),
      receivedAt: null,
    })
    const source = messages.length === 1 ? file.name : `${file.name}, message ${index + 1}`
    found.push({ source, taken })
  }
  return found
}

/** What a visit found, and how it ended: what was found before it failed is kept. */
export interface Collected {
  readonly found: readonly CollectedBounces[]
  readonly visit: MailboxVisit
}

/** In one visit at most this many, so that a flooded mailbox holds nothing up. */
const most = 500

/** Takes the unread messages of the mailbox, and remembers whether it could be read. */
export async function collectFromMailbox(
  work: Workspace,
  bouncing: Bouncing,
  { server, patience }: { readonly server: ImapServer; readonly patience: number },
): Promise<Collected> {
  const found: CollectedBounces[] = []
  const stop = work.stop?.claiming
  const visit = await visitMailbox(server, {
    most,
    patience,
    stop,
    take: async ({ bytes, isWhole, receivedAt, source }) => {
      const incoming = await readIncoming(bytes, isWhole)
      found.push({ source, taken: await takeBounce(work, bouncing, { incoming, receivedAt }) })
    },
  })
  const fault = visit.kind === 'failed' ? visit.reason : null
  if (!stop?.aborted) await recordVisit(work.db, { at: isoUtc(work.now()), fault })
  return { found, visit }
}

/** What signed return paths are made with and known by. */
export interface Bouncing {
  /** BOUNCE_ADDRESS. */
  readonly base: string
  readonly keys: LinkKeys
}

/**
 * Null without BOUNCE_ADDRESS.
 *
 * @throws KeyFileFault where the keys can't be used.
 */
export async function openBouncing({ config, db }: Workspace): Promise<Bouncing | null> {
  const { address } = config.bounces
  if (address === null) return null
  const file = keyFileOf(await databaseFile(db))
  return { base: address, keys: await linkKeys(config.web.linkKeys, file, randomBytes) }
}

/** Where a delivery's message comes back to, which tells what delivery it was. */
export function returnPathOf({ base, keys }: Bouncing, delivery: Returning): ReturnPath {
  return { address: returnPath(base, delivery, keys), envelopeId: returnTag(delivery, keys) }
}
