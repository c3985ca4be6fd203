import type { AdminDigest } from '../../report/digest/admin.js'
import { importProblems, ownersNotInSettings, restated } from './care.js'
import { type DeliveryTable, deliveryTable, notSubmitted } from './deliveries.js'
import { type Folded, notDesired } from './folded.js'
import type { List } from './list.js'
import type { Sheet } from './sheet.js'
import { silentAccounts } from './silence.js'

/** An admin's digest, laid out. */
export interface AdminView {
  readonly deliveries: DeliveryTable
  readonly notSubmitted: List | null
  readonly notSubmittedBefore: List | null
  readonly importProblems: List | null
  readonly ownersNotInSettings: List | null
  /** Stale and unknown: nobody reported on them. */
  readonly silentAccounts: List | null
  readonly restated: List | null
  readonly notDesired: Folded | null
}

export function adminView(
  { administration, movements, ...digest }: AdminDigest,
  sheet: Sheet,
): AdminView {
  const { thisEdition, previousEdition } = administration
  return {
    deliveries: deliveryTable(thisEdition, previousEdition, sheet),
    notSubmitted: notSubmitted(thisEdition, sheet),
    notSubmittedBefore: notSubmitted(previousEdition, sheet),
    importProblems: importProblems(administration.importProblems, sheet),
    ownersNotInSettings: ownersNotInSettings(administration.ownersNotInSettings, sheet),
    silentAccounts: silentAccounts(movements, sheet),
    restated: restated(movements, sheet),
    notDesired: notDesired(digest.notDesired, sheet),
  }
}
