import type { AdminDigest } from '../../report/digest/admin.js'
import { bounced, bounceMailbox, replied } from './bounced.js'
import { importProblems, ownersNotInSettings, restated } from './care.js'
import { type DeliveryTable, deliveryTable, notSubmitted } from './deliveries.js'
import { type Folded, notDesired } from './folded.js'
import { linksRefused } from './links-refused.js'
import type { List } from './list.js'
import type { Sheet } from './sheet.js'
import { silentAccounts } from './silence.js'
import { unsubscribed } from './unsubscribed.js'

/** An admin's digest, laid out. */
export interface AdminView {
  readonly deliveries: DeliveryTable
  readonly notSubmitted: List | null
  readonly notSubmittedBefore: List | null
  readonly bounced: List | null
  readonly replied: List | null
  readonly bounceMailbox: List | null
  readonly importProblems: List | null
  readonly ownersNotInSettings: List | null
  /** Stale and unknown: nobody reported on them. */
  readonly silentAccounts: List | null
  readonly restated: List | null
  readonly unsubscribed: List | null
  readonly linksRefused: List | null
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
    bounced: bounced(administration.bounced, sheet),
    replied: replied(administration.replied, sheet),
    bounceMailbox: bounceMailbox(administration.bounceMailbox, sheet),
    importProblems: importProblems(administration.importProblems, sheet),
    ownersNotInSettings: ownersNotInSettings(administration.ownersNotInSettings, sheet),
    silentAccounts: silentAccounts(movements, sheet),
    restated: restated(movements, sheet),
    unsubscribed: unsubscribed(administration.unsubscribed, sheet),
    linksRefused: linksRefused(administration.linksRefused, thisEdition.week, sheet),
    notDesired: notDesired(digest.notDesired, sheet),
  }
}
