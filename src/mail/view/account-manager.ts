import type { AccountManagerDigest } from '../../report/digest/account-manager.js'
import { overdueActions } from './attention.js'
import { type Folded, notDesired } from './folded.js'
import type { List } from './list.js'
import { ownAccounts, type UpdateLinks } from './own-accounts.js'
import { type Seen, seenByExecutives } from './seen-by-executives.js'
import type { Sheet } from './sheet.js'
import { type Tiles, tiles } from './tiles.js'

/** An account manager's digest, laid out. */
export interface AccountManagerView {
  /** Whether each account has its own link to report back. */
  readonly linked: boolean
  readonly overdue: List | null
  readonly accounts: List | null
  readonly tiles: Tiles
  readonly seen: readonly Seen[]
  readonly notDesired: Folded | null
}

export function accountManagerView(
  digest: AccountManagerDigest,
  updateLinks: UpdateLinks,
  sheet: Sheet,
): AccountManagerView {
  return {
    linked: digest.movements.some(({ accountId }) => updateLinks.has(accountId)),
    overdue: overdueActions(digest.actions.overdue, sheet),
    accounts: ownAccounts(digest.movements, updateLinks, sheet),
    tiles: tiles(digest, sheet),
    seen: seenByExecutives(digest, sheet),
    notDesired: notDesired(digest.notDesired, sheet),
  }
}
