import { composeMessage } from '../mail/compose.js'
import type { Message } from '../mail/message.js'
import { messageIdOf } from '../mail/message-id.js'
import { renderNotice } from '../mail/notice.js'
import { renderMessage } from '../mail/render.js'
import { addMessage, type Delivery, readUncomposed } from '../store/deliveries.js'
import { type Edition, readFacts } from '../store/editions.js'
import { digestFor } from './digest-for.js'
import { ledgerReport } from './ledger-report.js'
import { presentation } from './portfolio.js'
import { stored, type Workspace } from './workspace.js'

/** Whose messages to compose: the admins' come last, because they tell what became of the others. */
export type Turn = 'everyone-else' | 'admins'

/** Composes the messages that are due and have none yet, and fixes their bytes in the ledger. */
export async function composeDeliveries(
  work: Workspace,
  edition: Edition,
  turn: Turn,
): Promise<void> {
  const due = await readUncomposed(work.db, edition.editionId, stored(work.now()))
  const turns = due.filter(({ role }) => (role === 'admin') === (turn === 'admins'))
  if (turns.length === 0) return
  const render = await renderer(work, edition)
  for (const delivery of turns) await composeOne(work, delivery, render(delivery))
}

async function renderer(
  work: Workspace,
  edition: Edition,
): Promise<(delivery: Delivery) => Message> {
  const facts = await readFacts(work.db, edition.editionId)
  if (facts === null) return () => heldNotice(work, edition)
  const ledger = await ledgerReport(work, facts)
  return (delivery) => renderMessage(digestFor(facts, delivery, ledger), { cutOff: facts.cutOff })
}

function heldNotice({ config }: Workspace, { week }: Edition): Message {
  return renderNotice({ kind: 'held', week, presentation: presentation(config) })
}

async function composeOne(work: Workspace, delivery: Delivery, message: Message): Promise<void> {
  const { config, db, now } = work
  const composedAt = now()
  const messageId = messageIdOf(delivery, config.mailFrom)
  const bytes = await composeMessage(message, {
    from: config.mailFrom,
    to: delivery,
    replyTo: config.replyTo,
    date: composedAt,
    messageId,
  })
  await addMessage(db, {
    deliveryId: delivery.deliveryId,
    messageId,
    subject: message.subject,
    composedAt: stored(composedAt),
    bytes,
  })
}
