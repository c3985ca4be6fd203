import { managerKey } from '../../report/account.js'
import type { AccountFacts } from '../../report/account-facts.js'
import { askedByManager } from '../../report/digest/prompt.js'
import { type Edition, readFacts, readReported, skipDeliveries } from '../../store/editions.js'
import { readUncomposed } from '../../store/messages.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { withMendedOwners } from './mended-owners.js'

/**
 * Skips the copies of a prompt that are due to managers who have reported on everything by now: the
 * facts were frozen when the first zone's was due, and that may be most of a day ago.
 */
export async function skipAnswered(
  { db, now }: Workspace,
  { editionId, week }: Edition,
  only: string | null,
): Promise<void> {
  const at = isoUtc(now())
  const due = await readUncomposed(db, editionId, { now: at, turn: 'everyone-else', only })
  if (due.length === 0) return
  const frozen = await readFacts(db, editionId)
  const reported = await readReported(db, week, at)
  // An address may have been corrected since a delivery to it was planned.
  const mended = await withMendedOwners({ db }, frozen)
  const asked = new Map([...askedByManager(frozen), ...askedByManager(mended)])
  const isDone = ({ account }: AccountFacts) => reported.has(account.accountId)
  const spared = due.filter((delivery) => asked.get(managerKey(delivery))?.every(isDone) ?? true)
  if (spared.length === 0) return
  const ids = spared.map(({ deliveryId }) => deliveryId)
  await skipDeliveries(db, ids, { at, reason: 'every account was updated already' })
}
