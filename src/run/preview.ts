import { composeMessage, messageIdOf } from '../mail/compose.js'
import type { Digest, Message } from '../mail/message.js'
import { previewOf } from '../mail/outbox.js'
import { logoImages } from '../mail/picture.js'
import { renderPrompt } from '../mail/render.js'
import type { DeliveryState, TransportKind } from '../report/delivery.js'
import type { PromptDigest } from '../report/digest/prompt.js'
import type { EditionFacts } from '../report/facts.js'
import type { Recipient, Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { readDeliveries } from '../store/deliveries.js'
import { findFacts, readEdition } from '../store/editions.js'
import { readMessageIdKey } from '../store/installation.js'
import {
  anyReader,
  digestFor,
  illustrated,
  promptsOf,
  type Reader,
  replyAddress,
} from './drafts.js'
import { type Portfolio, readRunningWeek, readWeekFacts, recipients } from './facts.js'
import { ledgerReport } from './ledger-report.js'
import { placeholderLinks, promptLinks } from './links.js'
import { withMendedOwners } from './mended-owners.js'
import { prompted, readUnsubscribeOf } from './plan.js'
import { isoUtc, type Workspace } from './workspace.js'

/** Which digests to look at; null stands for all. */
export interface PreviewRequest {
  readonly week: Week
  readonly role: Role | null
  readonly address: string | null
}

/** Digests, or why there are none. Nothing is made and nothing changes. */
export type Preview =
  | { readonly kind: 'digests'; readonly digests: Digest[] }
  | Exclude<Portfolio, { kind: 'facts' }>

/** The digests of an edition as it went out, or, where it has not been made, as it would now. */
export async function previewDigests(work: Workspace, request: PreviewRequest): Promise<Preview> {
  const found = await readWeekFacts(work, request.week)
  if (found.kind !== 'facts') return found
  const { facts } = found
  const ledger = await ledgerReport(work, facts)
  const readers = readersOf(work, facts, request)
  return {
    kind: 'digests',
    digests: readers.map((reader) => digestFor(facts, reader, () => ledger)),
  }
}

/**
 * One digest as the mail it would be, dated when it is looked at; its HTML holds the pictures
 * itself, so that a browser shows them. Its links lead nowhere: looking at a mail makes none.
 */
export async function previewMail(
  work: Workspace,
  digest: Digest,
): Promise<Message & { eml: Buffer }> {
  const { config, now } = work
  const links = placeholderLinks(config, digest)
  const replyTo = replyAddress(work)
  const { message, images } = illustrated(digest, { cutOff: digest.cutOff, links, replyTo })
  const to = digest.recipient ?? { name: '', address: `${digest.role}@preview.invalid` }
  const { week, role } = digest
  // Not the ID that the mail itself has: a program that has seen this one would drop that.
  const addressee = { kind: 'preview of report', week, role, address: to.address }
  const key = await readMessageIdKey(work.db)
  const header = {
    from: config.mailFrom,
    to,
    replyTo: config.replyTo,
    date: now(),
    messageId: messageIdOf(addressee, config.mailFrom, key),
  }
  const unsubscribeUrl = links?.unsubscribeUrl ?? null
  const eml = await composeMessage(message, header, { images, unsubscribeUrl, dkim: null })
  return { ...message, html: await previewOf(eml), eml }
}

/** Without an address, executives and admins are looked at as a role: one digest of everything. */
function readersOf(work: Workspace, facts: EditionFacts, request: PreviewRequest): Reader[] {
  const { role, address } = request
  if (address === null && role !== null && role !== 'account-manager') {
    return [anyReader(role)]
  }
  return recipients(work.config, facts).filter(
    (recipient) =>
      (role === null || recipient.role === role) &&
      (address === null || recipient.address.toLowerCase() === address.toLowerCase()),
  )
}

/** Prompts, or why there are none. Nothing is made and nothing changes. */
export type PromptPreview =
  | { readonly kind: 'prompts'; readonly prompts: PromptDigest[] }
  | Exclude<Portfolio, { kind: 'facts' | 'nothing-new' }>

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
  return { kind: 'prompts', prompts: readers.map(await promptsOf(work, found.facts)) }
}

/** The facts of a prompt as its edition froze them; where none has been made, as they are now. */
export async function readPromptFacts(
  work: Workspace,
  week: Week,
): Promise<Exclude<Portfolio, { kind: 'nothing-new' }>> {
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

/**
 * What is before one recipient of an edition: where the ledger has the delivery, or would have it.
 */
export interface PlannedRecipient {
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly region: string | null
  readonly state: DeliveryState
  /** Which way the last attempt took; null before the first. */
  readonly transport: TransportKind | null
  /** UTC, ISO 8601; null where nothing is to be waited for. */
  readonly nextAttemptAt: string | null
  /** UTC, ISO 8601: since when they want no more; null for whoever gets it, or has it already. */
  readonly unsubscribedSince: string | null
}

/** What can be sent by hand: the report of a week, or the prompt about one that still runs. */
export type Sendable = 'report' | 'prompt'

/** Everyone an edition is for, or why there is none. */
export type RecipientPlan =
  | { readonly kind: 'prospects'; readonly prospects: PlannedRecipient[] }
  | Exclude<Portfolio, { kind: 'facts' }>

/**
 * Whom sending the edition of a week would be about: everyone whose delivery was planned before,
 * also those whom the settings have forgotten since, then those who are new. Changes nothing.
 */
export async function readRecipientPlan(
  work: Workspace,
  week: Week,
  kind: Sendable = 'report',
): Promise<RecipientPlan> {
  const read = kind === 'report' ? readWeekFacts : readPromptFacts
  const found = await read(work, week)
  if (found.kind !== 'facts') return found
  const planned = await deliveriesOf(work, week, kind)
  const known = new Set(planned.map(keyOf))
  const facts = await withMendedOwners(work, found.facts)
  const everyone = (kind === 'report' ? recipients : prompted)(work.config, facts)
  const others = everyone.filter((one) => !known.has(keyOf(one)))
  const unsubscribeOf = await readUnsubscribeOf(work.db)
  const prospects = others.map((one) => toBePlanned(one, unsubscribeOf(one)?.askedAt ?? null))
  return { kind: 'prospects', prospects: [...planned, ...prospects] }
}

async function deliveriesOf(
  { db }: Workspace,
  week: Week,
  kind: Sendable,
): Promise<PlannedRecipient[]> {
  const edition = await readEdition(db, kind, week)
  const deliveries = edition === null ? [] : await readDeliveries(db, edition.editionId)
  return deliveries.map((delivery) => ({ ...delivery, unsubscribedSince: null }))
}

function toBePlanned(
  { role, name, address, region }: Recipient,
  unsubscribedSince: string | null,
): PlannedRecipient {
  const before = { state: 'planned', transport: null, nextAttemptAt: null } as const
  return { role, name, address, region, ...before, unsubscribedSince }
}

/** The ledger tells deliveries of an edition apart by role and address, ignoring case. */
function keyOf({ role, address }: Pick<PlannedRecipient, 'role' | 'address'>): string {
  return `${role} ${address.toLowerCase()}`
}
