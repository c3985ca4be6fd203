import { type PlainNotice, plainNotice } from '../../mail/plain-notice.js'
import { readDeliveryReport } from '../../store/deliveries.js'
import type { Edition } from '../../store/editions.js'
import type { Workspace } from '../workspace.js'
import type { Drafted } from './draft.js'

/**
 * What admins are told of an edition where their usual mail can't be made, for the reason `why`:
 * text alone, from the ledger alone, by no template.
 */
export async function plainMail(
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
