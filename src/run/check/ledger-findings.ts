import type { Format } from '../../format.js'
import type { Database } from '../../store/database.js'
import { findDeliveries } from '../../store/deliveries.js'
import { type Hold, readHold } from '../../store/installation.js'
import type { Finding } from './check.js'

/** What of the ledger waits for a person. */
export async function ledgerFindings(db: Database, format: Format): Promise<Finding[]> {
  const hold = await readHold(db)
  const uncertain = await findDeliveries(db, { week: null, state: 'uncertain', recipient: null })
  return [
    ...(hold === null ? [] : [onHold(hold)]),
    ...(uncertain.length === 0 ? [] : [waiting(uncertain.length, format)]),
  ]
}

function onHold({ reason, since }: Hold): Finding {
  return {
    kind: 'fault',
    what: `Sending is on hold since ${since}: ${reason}.`,
    cure: 'mmr release lets it go on.',
  }
}

function waiting(count: number, { counted }: Format): Finding {
  return {
    kind: 'warning',
    what: `${counted(count, 'delivery is', 'deliveries are')} uncertain.`,
    cure: 'mmr deliveries --uncertain lists them; mmr resend submits what nobody has had.',
  }
}
