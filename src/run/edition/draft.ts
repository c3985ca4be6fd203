import type { InlineImage } from '../../mail/compose.js'
import type { Message, MessageLinks, TextMessage } from '../../mail/message.js'
import { logoImages } from '../../mail/picture.js'
import { type Lack, type NoticeFacts, renderNotice } from '../../mail/render.js'
import type { LedgerReport } from '../../report/digest/admin.js'
import type { EditionFacts } from '../../report/facts.js'
import { shiftWeek } from '../../report/week.js'
import { DatabaseFault } from '../../store/database-fault.js'
import type { Delivery } from '../../store/deliveries.js'
import { type Edition, readFacts, readLackingRates, readSkipped } from '../../store/editions.js'
import { askedAccounts, type ReportingOn } from '../links/links-for.js'
import type { Workspace } from '../workspace.js'
import { changeDraft } from './change-draft.js'
import { digestFor } from './digest-for.js'
import { illustrated, openImageCache } from './illustrate.js'
import { ledgerReport } from './ledger-report.js'
import { withMendedOwners } from './mended-owners.js'
import { newLinkDraft } from './new-link-draft.js'
import { presentation } from './portfolio.js'
import { promptDraft } from './prompt-draft.js'

/** A message and the pictures that it has to carry; in words alone where nothing else is left. */
export interface Drafted {
  readonly message: Message | TextMessage
  readonly images: readonly InlineImage[]
}

/** An edition on its way to be messages: what each of them says, once its links are known. */
export interface Draft {
  /** What account managers are asked for by it. */
  readonly asked: ReportingOn
  readonly render: (delivery: Delivery, links: MessageLinks | null) => Drafted
}

/** The draft of an edition, from what it froze. */
export async function draftOf(work: Workspace, edition: Edition): Promise<Draft> {
  switch (edition.kind) {
    case 'report':
      return await reportDraft(work, edition)
    case 'prompt':
      return await promptDraft(work, edition)
    case 'change':
      return await changeDraft(work, edition)
    case 'new-link':
      return await newLinkDraft(work, edition)
    default:
      return await noticeDraft(work, edition)
  }
}

async function reportDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const facts = await readFacts(work.db, edition.editionId)
  if (facts === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  const ledger = await ledgerOrFault(work, facts)
  const mended = await withMendedOwners(work, facts)
  const album = await openImageCache(work)
  const { cutOff } = facts
  const replyTo = replyAddress(work)
  return {
    // Whoever reads it on Monday reports on the week that has begun.
    asked: { week: shiftWeek(edition.week, 1), accounts: askedAccounts(mended) },
    render: (delivery, links) => {
      const known = delivery.role === 'account-manager' ? mended : facts
      return illustrated(digestFor(known, delivery, ledger), album, { cutOff, links, replyTo })
    },
  }
}

/** What the ledger says, given when it is asked for; a fault in it is thrown then. */
async function ledgerOrFault(work: Workspace, facts: EditionFacts): Promise<() => LedgerReport> {
  try {
    const ledger = await ledgerReport(work, facts)
    return () => ledger
  } catch (fault) {
    if (fault instanceof DatabaseFault) throw fault
    return () => {
      throw fault
    }
  }
}

/** Where answers go. */
export function replyAddress({ config }: Workspace): string {
  return (config.replyTo ?? config.mailFrom).address
}

/** What is told instead of a report. */
async function noticeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const notice = await noticeOf(work, edition)
  const images = logoImages(notice.presentation)
  return {
    asked: { week: edition.week, accounts: [] },
    render: (_, links) => ({ message: renderNotice({ ...notice, links }), images }),
  }
}

async function noticeOf(work: Workspace, edition: Edition): Promise<NoticeFacts> {
  const { kind, week, madeAt } = edition
  const common = { presentation: presentation(work), at: madeAt, links: null }
  if (kind !== 'skipped')
    return { ...common, kind: 'held', week, lacks: await lackOf(work, edition) }
  const [latest = week, ...others] = await readSkipped(work.db, madeAt)
  return { ...common, kind, weeks: [latest, ...others] }
}

async function lackOf({ db }: Workspace, { editionId }: Edition): Promise<Lack> {
  const currencies = await readLackingRates(db, editionId)
  return currencies.length === 0 ? { kind: 'snapshots' } : { kind: 'rates', currencies }
}
