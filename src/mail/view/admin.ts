import type { AdminDigest } from '../../report/digest/admin.js'
import { bounced, bounceMailbox, replied } from './bounced.js'
import { importProblems, ownersNotInSettings, restated } from './care.js'
import { deliveryTable, notSubmitted } from './deliveries.js'
import { notDesired } from './folded.js'
import { linksRefused } from './links-refused.js'
import { type Section, sectionsOf } from './section.js'
import type { MailLayout } from './sheet.js'
import { silentAccounts } from './silence.js'
import { unsubscribed } from './unsubscribed.js'

/** An admin's digest, laid out. */
export interface AdminView {
  readonly sections: readonly Section[]
}

export function adminView(
  { administration, movements, ...digest }: AdminDigest,
  sheet: MailLayout,
): AdminView {
  const { thisEdition, previousEdition, ...found } = administration
  const sections = sectionsOf([
    { title: 'Digests', deliveries: deliveryTable(thisEdition, previousEdition, sheet) },
    { title: 'Not submitted', list: notSubmitted(thisEdition, sheet) },
    { title: 'Not submitted the week before', list: notSubmitted(previousEdition, sheet) },
    { title: 'Came back', list: bounced(found.bounced, sheet) },
    { title: 'Replies', list: replied(found.replied, sheet) },
    { title: 'Bounces not read', list: bounceMailbox(found.bounceMailbox, sheet) },
    { title: 'Unsubscribed', list: unsubscribed(found.unsubscribed, sheet) },
    { title: 'Links refused', list: linksRefused(found.linksRefused, thisEdition.week, sheet) },
    { title: 'Imports refused', list: importProblems(found.importProblems, sheet) },
    { title: 'Not in the settings', list: ownersNotInSettings(found.ownersNotInSettings, sheet) },
    { title: 'Not reported on', list: silentAccounts(movements, sheet) },
    { title: 'Restated', list: restated(movements, sheet) },
    { title: 'Not desired', folded: notDesired(digest.notDesired, sheet) },
  ])
  return { sections }
}
