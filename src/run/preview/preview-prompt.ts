import { composeMessage, messageIdOf } from '../../mail/compose.js'
import type { Message } from '../../mail/message.js'
import { previewOf } from '../../mail/outbox.js'
import { logoImages } from '../../mail/picture.js'
import { renderPrompt } from '../../mail/render.js'
import type { PromptDigest } from '../../report/digest/prompt.js'
import type { Week } from '../../report/week.js'
import { findFacts } from '../../store/editions.js'
import { readMessageIdKey } from '../../store/installation.js'
import { prompted } from '../edition/plan-prompt.js'
import { type Portfolio, readRunningWeek } from '../edition/portfolio.js'
import { promptsOf } from '../edition/prompt-draft.js'
import { promptLinks } from '../links/placeholder-links.js'
import { isoUtc, type Workspace } from '../workspace.js'

/** Prompts, or why there are none. Nothing is made and nothing changes. */
export type PromptPreview =
  | { readonly kind: 'prompts'; readonly prompts: PromptDigest[] }
  | Exclude<Portfolio, { kind: 'facts' | 'no-snapshots' }>

/**
 * What managers are asked about a week, as it was frozen, or, where it has not been, as it would be
 * now; `address` stands for one of them, null for all.
 */
export async function previewPrompts(
  work: Workspace,
  { week, address }: { readonly week: Week; readonly address: string | null },
): Promise<PromptPreview> {
  const found = await readPromptFacts(work, week)
  if (found.kind !== 'facts') return found
  const readers = prompted(work.config, found.facts).filter(
    (one) => address === null || one.address.toLowerCase() === address.toLowerCase(),
  )
  return { kind: 'prompts', prompts: readers.map(promptsOf(work, found.facts)) }
}

/** The facts of a prompt as its edition froze them; where none has been made, as they are now. */
export async function readPromptFacts(
  work: Workspace,
  week: Week,
): Promise<Exclude<Portfolio, { kind: 'no-snapshots' }>> {
  const frozen = await findFacts(work.db, 'prompt', week)
  if (frozen !== null) return { kind: 'facts', facts: frozen }
  return await readRunningWeek(work, { week, cutOff: isoUtc(work.now()) })
}

/** One prompt as the mail it would be, dated when it is looked at; its links lead nowhere. */
export async function previewPromptMail(
  { config, db, now }: Workspace,
  digest: PromptDigest,
): Promise<Message & { eml: Buffer }> {
  const links = promptLinks(config, digest)
  const message = renderPrompt(digest, links)
  const { week, role, recipient, presentation } = digest
  // Not the ID that the prompt itself has: a program that has seen this one would drop that.
  const addressee = { kind: 'preview of prompt', week, role, address: recipient.address }
  const header = {
    from: config.mailFrom,
    to: recipient,
    replyTo: config.replyTo,
    date: now(),
    messageId: messageIdOf(addressee, config.mailFrom, await readMessageIdKey(db)),
  }
  const images = logoImages(presentation)
  const unsubscribeUrl = links?.unsubscribeUrl ?? null
  const eml = await composeMessage(message, header, { images, unsubscribeUrl, dkim: null })
  return { ...message, html: await previewOf(eml), eml }
}
