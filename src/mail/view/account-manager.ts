import type { AccountManagerDigest } from '../../report/digest/account-manager.js'
import type { Beyond } from './beyond.js'
import { type Folded, notDesired } from './folded.js'
import type { List } from './list.js'
import { ownAccounts, ownOverdue } from './own-accounts.js'
import { type Seen, seenByExecutives } from './seen-by-executives.js'
import type { Sheet } from './sheet.js'
import { type Tiles, tiles } from './tiles.js'
import { toldOnce } from './told-once.js'

/** An account manager's digest, laid out. */
export interface AccountManagerView {
  /** Whether each account has its own link to report back. */
  readonly linked: boolean
  /** All of them, and what is still to do; empty where they are not linked. */
  readonly listUrl: string
  /** Where to answer without links; empty where that is not to be said. */
  readonly replyTo: string
  readonly overdue: List | null
  readonly accounts: List | null
  readonly tiles: Tiles
  readonly seen: readonly Seen[]
  readonly notDesired: Folded | null
}

export function accountManagerView(
  digest: AccountManagerDigest,
  { links, replyTo }: Pick<Beyond, 'links' | 'replyTo'>,
  sheet: Sheet,
): AccountManagerView {
  const updateLinks = links?.updateLinks ?? new Map<string, string>()
  const once = toldOnce(new Map())
  return {
    linked: digest.movements.some(({ accountId }) => updateLinks.has(accountId)),
    listUrl: links?.listUrl ?? '',
    replyTo,
    overdue: once(ownOverdue(digest, updateLinks, sheet)),
    accounts: once(ownAccounts(digest.movements, updateLinks, sheet)),
    tiles: tiles(digest, sheet),
    seen: seenByExecutives(digest, sheet),
    notDesired: notDesired(digest.notDesired, sheet),
  }
}
