import { composeMessage } from '../mail/compose.js'
import { logoImages } from '../mail/logo.js'
import { messageIdOf } from '../mail/message-id.js'
import { type Notice, renderNotice } from '../mail/notice.js'
import type { Delivery } from '../store/deliveries.js'
import { type Edition, readFacts, readSkipped } from '../store/editions.js'
import { addMessages, type ComposedMessage, readUncomposed } from '../store/messages.js'
import { digestFor } from './digest-for.js'
import { type Illustrated, illustrated, openAlbum } from './illustrate.js'
import { ledgerReport } from './ledger-report.js'
import { presentation } from './portfolio.js'
import { signingKey } from './signing-key.js'
import { stored, tell, type Workspace } from './workspace.js'

/** Whose messages to compose. */
export interface Turn {
  /** The admins come last, because they are told what became of the others. */
  readonly turn: 'everyone-else' | 'admins'
  /** The only recipient, as the ledger names it, so that nobody else's is fixed too early. */
  readonly only: string | null
}

/**
 * Composes the messages that are due and have none yet, and fixes their bytes in the ledger. A few
 * at a time are kept in one step: memory stays flat however many there are.
 */
export async function composeDeliveries(
  work: Workspace,
  edition: Edition,
  { turn, only }: Turn,
): Promise<void> {
  const now = stored(work.now())
  const due = await readUncomposed(work.db, edition.editionId, { now, only })
  const turns = due.filter(({ role }) => (role === 'admin') === (turn === 'admins'))
  if (turns.length === 0) return
  const render = await renderer(work, edition)
  for (let start = 0; start < turns.length; start += batch) {
    if (work.stop?.claiming.aborted) return
    const messages = turns
      .slice(start, start + batch)
      .map((delivery) => compose(work, delivery, render(delivery)))
    await addMessages(work.db, await Promise.all(messages))
    const left = Math.max(0, turns.length - start - batch)
    tell(work, { kind: 'composed', count: messages.length, left })
  }
}

const batch = 50

async function renderer(
  work: Workspace,
  edition: Edition,
): Promise<(delivery: Delivery) => Illustrated> {
  const notice = await noticeOf(work, edition)
  if (notice !== null)
    return () => ({ message: renderNotice(notice), images: logoImages(notice.presentation) })
  const facts = await readFacts(work.db, edition.editionId)
  if (facts === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  const ledger = await ledgerReport(work, facts)
  const album = await openAlbum(work)
  const { cutOff } = facts
  return (delivery) => illustrated(digestFor(facts, delivery, ledger), album, { cutOff })
}

/** What is told instead of a report; null for a report. */
async function noticeOf(work: Workspace, { kind, week, madeAt }: Edition): Promise<Notice | null> {
  const common = { presentation: presentation(work), at: madeAt }
  if (kind === 'held') return { ...common, kind, week }
  if (kind === 'report') return null
  const [latest = week, ...others] = await readSkipped(work.db, madeAt)
  return { ...common, kind, weeks: [latest, ...others] }
}

async function compose(
  work: Workspace,
  delivery: Delivery,
  { message, images }: Illustrated,
): Promise<ComposedMessage> {
  const { config, now } = work
  const composedAt = now()
  const messageId = messageIdOf(delivery, config.mailFrom)
  const header = {
    from: config.mailFrom,
    to: delivery,
    replyTo: config.replyTo,
    date: composedAt,
    messageId,
  }
  const extras = { images, unsubscribeUrl: null, dkim: signingKey(work) }
  return {
    deliveryId: delivery.deliveryId,
    messageId,
    subject: message.subject,
    composedAt: stored(composedAt),
    bytes: await composeMessage(message, header, extras),
  }
}
