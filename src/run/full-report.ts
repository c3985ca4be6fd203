import { type ReportLinks, renderFullReport } from '../mail/full-report.js'
import type { Digest } from '../mail/message.js'
import type { AccountOrder } from '../report/digest/account-order.js'
import { findDeliveriesById } from '../store/deliveries.js'
import { readFacts } from '../store/editions.js'
import type { FullReportRequest } from '../web/web.js'
import { digestFor } from './drafts.js'
import { withMendedOwners } from './mended-owners.js'
import type { Workspace } from './workspace.js'

/**
 * The full report of a delivery as a page, from what its edition froze; null where there is none:
 * admins, prompts and letters have none, and nobody has another's. It needs no message: it is there
 * after that was let go.
 */
export async function fullReportOf(
  work: Workspace,
  { deliveryId, address, order, links }: FullReportRequest,
): Promise<string | null> {
  const [delivery] = await findDeliveriesById(work.db, [deliveryId])
  if (delivery === undefined || delivery.address !== address) return null
  if (delivery.kind !== 'report' || delivery.role === 'admin') return null
  const frozen = await readFacts(work.db, delivery.editionId)
  const facts = delivery.role === 'account-manager' ? await withMendedOwners(work, frozen) : frozen
  const digest = digestFor(facts, delivery, () => {
    throw new Error('only admins are told of the ledger')
  })
  return await fullPage(digest, order, links)
}

/** A digest as a page of its own, which leads nowhere; null for an admin's. */
export async function previewFullReport(digest: Digest): Promise<string | null> {
  return await fullPage(digest, null, null)
}

async function fullPage(
  digest: Digest,
  order: AccountOrder | null,
  links: ReportLinks | null,
): Promise<string | null> {
  return digest.role === 'admin' ? null : await renderFullReport(digest, { order, links })
}
