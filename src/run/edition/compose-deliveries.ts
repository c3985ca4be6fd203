import { setImmediate } from 'node:timers/promises'
import { composeMessage } from '../../mail/compose.js'
import { messageIdOf } from '../../mail/message-id.js'
import type { MessageLinks } from '../../mail/message-links.js'
import type { Delivery } from '../../store/deliveries.js'
import type { Edition } from '../../store/editions.js'
import { readMessageIdKey } from '../../store/installation.js'
import {
  addMessages,
  type ComposedMessage,
  type Part,
  readUncomposed,
} from '../../store/messages.js'
import { signingKey } from '../delivery/signing-key.js'
import { linkIssuer } from '../links/link-issuer.js'
import { linksFor } from '../links/links-for.js'
import { scheduleOf } from '../timetable.js'
import { stored, tell, type Workspace } from '../workspace.js'
import { type Draft, draftOf } from './draft.js'

/**
 * Composes the messages that are due and have none yet, and fixes their bytes in the ledger. A few
 * at a time are kept in one step: memory stays flat however many there are. Yields after each step.
 */
export async function* composeDeliveries(
  work: Workspace,
  edition: Edition,
  { turn, only }: Part,
): AsyncGenerator<void, void> {
  const now = stored(work.now())
  const due = await readUncomposed(work.db, edition.editionId, { now, turn, only })
  if (due.length === 0) return
  if (turn === 'admins') await work.beforeAdmins?.()
  const draft = await draftOf(work, edition)
  const key = await readMessageIdKey(work.db)
  for (let start = 0; start < due.length; start += batch) {
    if (work.stop?.claiming.aborted) return
    const messages = await composed(work, due.slice(start, start + batch), { draft, key })
    await addMessages(work.db, messages)
    const left = Math.max(0, due.length - start - batch)
    tell(work, { kind: 'composed', count: messages.length, left })
    yield
  }
}

const batch = 10

/** What the messages of an edition are made from: its draft, and the key of their Message-IDs. */
interface Material {
  readonly draft: Draft
  readonly key: Buffer
}

async function composed(
  work: Workspace,
  deliveries: readonly Delivery[],
  { draft, key }: Material,
): Promise<ComposedMessage[]> {
  const links = await linksOf(work, deliveries, draft)
  const messages: ComposedMessage[] = []
  for (const delivery of deliveries) {
    const own = links.get(delivery.deliveryId) ?? null
    messages.push(await compose(work, delivery, { draft, key, links: own }))
    // Whoever opens a page meanwhile waits for one message, and not for all of them.
    await setImmediate()
  }
  return messages
}

/** By delivery id; empty where mails carry none. */
async function linksOf(
  work: Workspace,
  deliveries: readonly Delivery[],
  { asked }: Draft,
): Promise<ReadonlyMap<number, MessageLinks>> {
  const issuer = linkIssuer(work)
  if (issuer === null) return new Map()
  const { db, now, config } = work
  return await linksFor({ ...issuer, db, now, timetable: scheduleOf(config) }, deliveries, asked)
}

async function compose(
  work: Workspace,
  delivery: Delivery,
  { draft, key, links }: Material & { readonly links: MessageLinks | null },
): Promise<ComposedMessage> {
  const { message, images } = draft.render(delivery, links)
  const { config, now } = work
  const composedAt = now()
  const messageId = messageIdOf(delivery, config.mailFrom, key)
  const header = {
    from: config.mailFrom,
    to: delivery,
    replyTo: config.replyTo,
    date: composedAt,
    messageId,
  }
  const extras = { images, unsubscribeUrl: links?.unsubscribeUrl ?? null, dkim: signingKey(work) }
  return {
    deliveryId: delivery.deliveryId,
    messageId,
    subject: message.subject,
    composedAt: stored(composedAt),
    bytes: await composeMessage(message, header, extras),
  }
}
