import type { Database } from '../store/database.js'
import { findDeliveries } from '../store/delivery-list.js'
import { readHold } from '../store/hold.js'
import type { Finding } from './check.js'

/** What of the ledger waits for a person. */
export async function ledgerFindings(db: Database): Promise<Finding[]> {
  const hold = await readHold(db)
  const filter = { week: null, state: 'uncertain', recipient: null } as const
  const uncertain = (await findDeliveries(db, filter)).length
  const onHold: Finding = {
    kind: 'fault',
    what: `Sending is on hold since ${hold?.since}: ${hold?.reason}.`,
    cure: 'mmr release lets it go on.',
  }
  const inDoubt: Finding = {
    kind: 'warning',
    what: `${uncertain} ${uncertain === 1 ? 'delivery is' : 'deliveries are'} uncertain.`,
    cure: 'mmr deliveries --uncertain lists them; mmr resend submits what nobody has had.',
  }
  return [...(hold === null ? [] : [onHold]), ...(uncertain === 0 ? [] : [inDoubt])]
}
