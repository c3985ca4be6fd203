import { setImmediate } from 'node:timers/promises'
import { describeAddressFault, faultInAddress } from '../address.js'
import { composeMessage, messageIdOf } from '../mail/compose.js'
import type { DkimKey } from '../mail/dkim.js'
import type { MessageLinks } from '../mail/message.js'
import type { PlainNotice } from '../mail/plain-notice.js'
import { plainNotice } from '../mail/plain-notice.js'
import { DatabaseFault } from '../store/database-fault.js'
import type { Delivery } from '../store/deliveries.js'
import { readDeliveryReport } from '../store/deliveries.js'
import type { Edition } from '../store/editions.js'
import { readMessageIdKey } from '../store/installation.js'
import type { ComposedMessage, Part } from '../store/messages.js'
import { addMessages, failUncomposed, readUncomposed } from '../store/messages.js'
import type { Draft, Drafted } from './drafts.js'
import { draftOf } from './drafts.js'
import { linkIssuer, linksFor } from './links.js'
import { scheduleOf } from './timetable.js'
import type { LinkIssuer, Workspace } from './workspace.js'
import { emit, isoUtc } from './workspace.js'

/**
 * Composes the messages that are due and have none yet, and fixes their bytes in the ledger. A few
 * at a time are kept in one step: memory stays flat however many there are. Yields after each step.
 * What can't be composed, whatever is wrong with it, fails alone; admins get a plain form instead.
 * Throws where the ledger can't be used, or where what every message needs was not opened.
 */
export async function* composeDeliveries(
  work: Workspace,
  edition: Edition,
  { turn, only }: Part,
): AsyncGenerator<void, void> {
  const now = isoUtc(work.now())
  const due = await readUncomposed(work.db, edition.editionId, { now, turn, only })
  if (due.length === 0) return
  const key = await readMessageIdKey(work.db)
  const composing = { edition, issuer: linkIssuer(work), dkim: signingKey(work), key }
  if (turn === 'admins') await beforeAdmins(work)
  const draft = await safeDraft(work, edition)
  for (let start = 0; start < due.length; start += batch) {
    if (work.stop?.claiming.aborted) return
    const deliveries = due.slice(start, start + batch)
    const kept = await composed(work, deliveries, { ...composing, draft })
    const left = Math.max(0, due.length - start - batch)
    emit(work, { kind: 'composed', count: kept, left })
    yield
  }
}

const batch = 10

/** What every message of an edition is composed with. */
interface Composing {
  readonly edition: Edition
  readonly issuer: LinkIssuer | null
  readonly dkim: DkimKey | null
  /** Of the Message-IDs. */
  readonly key: Buffer
  readonly draft: Draft
}

/** What it would tell the admins is no reason to tell them nothing. */
async function beforeAdmins(work: Workspace): Promise<void> {
  const done = await attempted(async () => work.beforeAdmins?.())
  if (done.kind === 'broken') emit(work, { kind: 'fault', error: done.error })
}

/** A fault that concerns every message of an edition is told of each: none of them can be made. */
async function safeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const draft = await attempted(() => draftOf(work, edition))
  if (draft.kind === 'made') return draft.made
  const { error } = draft
  const render = () => {
    throw error
  }
  return { asked: { week: edition.week, accounts: [] }, render }
}

/** Composes deliveries' messages and keeps them, or why not. Gives back how many were kept. */
async function composed(
  work: Workspace,
  deliveries: readonly Delivery[],
  composing: Composing,
): Promise<number> {
  const together = await attempted(() => linksOf(work, deliveries, composing))
  const messages: ComposedMessage[] = []
  for (const delivery of deliveries) {
    const message = await attempted(async () => {
      const links =
        together.kind === 'made' ? together.made : await linksOf(work, [delivery], composing)
      return await compose(work, delivery, {
        ...composing,
        links: links.get(delivery.deliveryId) ?? null,
      })
    })
    if (message.kind === 'made') messages.push(message.made)
    else await fail(work, delivery, message.error)
    // Whoever opens a page meanwhile waits for one message, and not for all of them.
    await setImmediate()
  }
  return await keep(work, deliveries, messages)
}

/** One that can't be kept beside the others is tried alone, and fails alone. */
async function keep(
  work: Workspace,
  deliveries: readonly Delivery[],
  messages: readonly ComposedMessage[],
): Promise<number> {
  const together = await attempted(() => addMessages(work.db, messages))
  if (together.kind === 'made') return messages.length
  let kept = 0
  for (const message of messages) {
    const alone = await attempted(() => addMessages(work.db, [message]))
    const delivery = deliveries.find(({ deliveryId }) => deliveryId === message.deliveryId)
    if (alone.kind === 'made') kept += 1
    else if (delivery !== undefined) await fail(work, delivery, alone.error)
  }
  return kept
}

async function fail(work: Workspace, delivery: Delivery, error: unknown): Promise<void> {
  const reason = whyNotComposed(delivery, error)
  const { deliveryId } = delivery
  const { owner } = work
  const failed = await failUncomposed(work.db, {
    deliveryId,
    owner,
    at: isoUtc(work.now()),
    reason,
  })
  if (failed) emit(work, { kind: 'uncomposed', delivery, reason, error })
}

/** In words for the ledger: an address that mail can't be sent to says more than what it broke. */
function whyNotComposed({ address }: Delivery, error: unknown): string {
  const fault = faultInAddress(address)
  if (fault !== null) {
    return `no mail can be addressed to it: ${describeAddressFault(address, fault)}`
  }
  return `the message could not be composed: ${reasonOf(error)}`
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\s+/g, ' ').trim().slice(0, 500)
}

type Attempted<Made> =
  | { readonly kind: 'made'; readonly made: Made }
  | { readonly kind: 'broken'; readonly error: unknown }

/** What is wrong with the ledger itself is thrown: it says nothing about the message. */
async function attempted<Made>(make: () => Promise<Made>): Promise<Attempted<Made>> {
  try {
    return { kind: 'made', made: await make() }
  } catch (error) {
    if (error instanceof DatabaseFault) throw error
    return { kind: 'broken', error }
  }
}

/** By delivery id; empty where mails carry none. */
async function linksOf(
  work: Workspace,
  deliveries: readonly Delivery[],
  { issuer, draft }: Composing,
): Promise<ReadonlyMap<number, MessageLinks>> {
  if (issuer === null) return new Map()
  const { db, now, config } = work
  return await linksFor(
    { ...issuer, db, now, timetable: scheduleOf(config) },
    deliveries,
    draft.asked,
  )
}

/**
 * Admins are told what became of the others' mail, whatever is wrong with their own: where its usual
 * form can't be made, they get one that needs nothing but the ledger.
 */
async function compose(
  work: Workspace,
  delivery: Delivery,
  composing: Composing & { readonly links: MessageLinks | null },
): Promise<ComposedMessage> {
  const { draft, links, edition } = composing
  const usual = await attempted(async () =>
    messageOf(work, delivery, { ...composing, drafted: draft.render(delivery, links) }),
  )
  if (usual.kind === 'made') return usual.made
  if (delivery.role !== 'admin' || faultInAddress(delivery.address) !== null) throw usual.error
  emit(work, { kind: 'plain-form', delivery, error: usual.error })
  const drafted = await plainMail(work, edition, reasonOf(usual.error))
  return await messageOf(work, delivery, { ...composing, drafted })
}

async function messageOf(
  { config, now }: Workspace,
  delivery: Delivery,
  {
    drafted,
    links,
    dkim,
    key,
  }: Pick<Composing, 'dkim' | 'key'> & {
    readonly links: MessageLinks | null
    readonly drafted: Drafted
  },
): Promise<ComposedMessage> {
  const composedAt = now()
  const messageId = messageIdOf(delivery, config.mailFrom, key)
  const header = {
    from: config.mailFrom,
    to: delivery,
    replyTo: config.replyTo,
    date: composedAt,
    messageId,
  }
  const { message, images } = drafted
  const extras = { images, unsubscribeUrl: links?.unsubscribeUrl ?? null, dkim }
  return {
    deliveryId: delivery.deliveryId,
    messageId,
    subject: message.subject,
    composedAt: isoUtc(composedAt),
    bytes: await composeMessage(message, header, extras),
    pictures: images.map(({ png }) => png),
  }
}

/** The key that was read. Throws rather than letting mail leave unsigned that should be signed. */
export function signingKey({ config, dkim = null }: Workspace): DkimKey | null {
  if (config.dkim === null || dkim !== null) return dkim
  throw new Error('mail should be signed with DKIM, and its key was not read')
}

/**
 * What admins are told of an edition where their usual mail can't be made, for the reason `why`:
 * text alone, from the ledger alone, by no template.
 */
async function plainMail(
  { db, config }: Workspace,
  { editionId, kind, week }: Edition,
  why: string,
): Promise<Drafted> {
  const about: PlainNotice['about'] =
    kind === 'held' || kind === 'skipped'
      ? { kind, week }
      : { kind: 'deliveries', report: await readDeliveryReport(db, editionId, config.mail.kind) }
  return { message: plainNotice({ companyName: config.companyName, about, why }), images: [] }
}
