import { composeMessage, messageIdOf } from '../../mail/compose.js'
import type { Digest, Message } from '../../mail/message.js'
import { previewOf } from '../../mail/outbox.js'
import type { EditionFacts } from '../../report/facts.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { readMessageIdKey } from '../../store/installation.js'
import { anyReader, digestFor, type Reader } from '../edition/digest-for.js'
import { replyAddress } from '../edition/draft.js'
import { illustrated, openImageCache } from '../edition/illustrate.js'
import { ledgerReport } from '../edition/ledger-report.js'
import { type Portfolio, recipients } from '../edition/portfolio.js'
import { readWeekFacts } from '../edition/week-facts.js'
import { placeholderLinks } from '../links/placeholder-links.js'
import type { Workspace } from '../workspace.js'

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
  const album = await openImageCache(work)
  const links = placeholderLinks(config, digest)
  const replyTo = replyAddress(work)
  const { message, images } = illustrated(digest, album, { cutOff: digest.cutOff, links, replyTo })
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
