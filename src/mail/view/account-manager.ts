import type { AccountManagerDigest } from '../../report/digest/account-manager.js'
import type { RenderContext } from './beyond.js'
import { notDesired } from './folded.js'
import { ownAccounts, ownOverdue } from './own-accounts.js'
import { type Section, sectionsOf } from './section.js'
import { type Seen, seenByExecutives } from './seen-by-executives.js'
import type { MailLayout } from './sheet.js'
import { type Tiles, tiles } from './tiles.js'
import { dedupeAccounts } from './told-once.js'

/** An account manager's digest, laid out. */
export interface AccountManagerView {
  /** Whether each account has its own link to report back. */
  readonly linked: boolean
  /** All of them, and what is still to do; empty where they are not linked. */
  readonly listUrl: string
  /** Where to answer without links; empty where that is not to be said. */
  readonly replyTo: string
  readonly sections: readonly Section[]
  /** What executives see of it: the tiles, and the lists that name one of these accounts. */
  readonly tiles: Tiles
  readonly seen: readonly Seen[]
  /** What stands below all that. */
  readonly last: readonly Section[]
}

export function accountManagerView(
  digest: AccountManagerDigest,
  { links, replyTo }: Pick<RenderContext, 'links' | 'replyTo'>,
  sheet: MailLayout,
): AccountManagerView {
  const updateLinks = links?.updateLinks ?? new Map<string, string>()
  const once = dedupeAccounts(new Map())
  return {
    linked: digest.movements.some(({ accountId }) => updateLinks.has(accountId)),
    listUrl: links?.listUrl ?? '',
    replyTo,
    sections: sectionsOf([
      { title: 'Overdue', list: once(ownOverdue(digest, updateLinks, sheet)) },
      { title: 'Your accounts', list: once(ownAccounts(digest.movements, updateLinks, sheet)) },
    ]),
    tiles: tiles(digest, sheet),
    seen: seenByExecutives(digest, sheet),
    last: sectionsOf([{ title: 'Not desired', folded: notDesired(digest.notDesired, sheet) }]),
  }
}
