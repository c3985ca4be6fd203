import { parseWeek, type Week } from '../report/week.js'
import type { LinkKeys } from './key.js'
import { signed, type Token, verified } from './signature.js'

/** What a link lets its holder do, and until when. */
export interface LinkClaim {
  /** The link's id; the database knows it by its hash alone. */
  readonly linkId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly scope: LinkScope
}

/**
 * Report back for a manager on a week (`update` begins with one account, `list` with all of them),
 * read one delivery, end a recipient's mails, take back what was changed in a manager's name.
 */
export type LinkScope =
  | ReportScope
  | {
      readonly purpose: 'view' | 'unsubscribe'
      readonly address: string
      readonly deliveryId: number
    }
  | {
      readonly purpose: 'revert'
      readonly address: string
      readonly week: Week
      readonly accountId: string
      /** Of the snapshot that is taken back. */
      readonly version: number
    }

/** Whoever holds such a link reports for one manager on one week, and on no other. */
export interface ReportScope {
  readonly purpose: 'update' | 'list'
  readonly address: string
  readonly week: Week
  /**
   * Where to begin; null for the list. It limits nothing: all of the manager's accounts are theirs.
   */
  readonly accountId: string | null
}

export type LinkPurpose = LinkScope['purpose']

/** For how long a link is valid: until the Tuesday after the Monday that closes its week. */
export const linkLifeMs = 8 * 24 * 60 * 60_000

/** The token of a link, signed with the first key. */
export function linkToken({ linkId, expiresAt, scope }: LinkClaim, keys: LinkKeys): Token {
  const { purpose, address } = scope
  return signed(JSON.stringify([linkId, expiresAt, address, ...subjectOf(scope)]), purpose, keys)
}

function subjectOf(scope: LinkScope): (string | number | null)[] {
  if ('deliveryId' in scope) return [scope.deliveryId]
  const subject = [scope.week, scope.accountId]
  return scope.purpose === 'revert' ? [...subject, scope.version] : subject
}

/** What a token claims, or null where it isn't ours, is for another purpose, or has expired. */
export function readLinkToken(
  token: string,
  purpose: LinkPurpose,
  { keys, now }: { readonly keys: LinkKeys; readonly now: number },
): LinkClaim | null {
  const text = verified(token, purpose, keys)
  const claim = text === null ? null : claimIn(text, purpose)
  return claim === null || claim.expiresAt <= now ? null : claim
}

function claimIn(text: string, purpose: LinkPurpose): LinkClaim | null {
  const [linkId, expiresAt, address, ...about]: unknown[] = JSON.parse(text)
  if (typeof linkId !== 'string' || typeof expiresAt !== 'number') return null
  const scope = typeof address === 'string' ? scopeOf(purpose, address, about) : null
  return scope === null ? null : { linkId, expiresAt, scope }
}

function scopeOf(
  purpose: LinkPurpose,
  address: string,
  [first, accountId, version]: readonly unknown[],
): LinkScope | null {
  if (purpose === 'view' || purpose === 'unsubscribe') {
    return typeof first === 'number' ? { purpose, address, deliveryId: first } : null
  }
  const week = typeof first === 'string' ? parseWeek(first) : null
  if (week === null) return null
  const named = typeof accountId === 'string' ? accountId : null
  if (purpose !== 'revert') return { purpose, address, week, accountId: named }
  if (named === null || typeof version !== 'number') return null
  return { purpose, address, week, accountId: named, version }
}
