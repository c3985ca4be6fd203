import type { LinkPurpose, LinkScope } from '../link/claim.js'
import { linkHash, type NamedLink, readLinkToken } from '../link/token.js'
import type { RefusalKind } from '../report/digest/admin.js'
import type { Week } from '../report/week.js'
import { readLink, type StoredLink } from '../store/links.js'
import { isoUtcOf, type Web } from './web.js'

/** Somebody who came by a link that holds. */
export interface BrowserSession {
  readonly link: StoredLink
  /** Which browser it is: hidden values of forms are bound to it. */
  readonly device: string
  /** Which of the browser's sessions. */
  readonly seat: string
}

/** For whom, and on which week, a visitor reports. */
export interface ReportSession {
  readonly address: string
  readonly week: Week
  /** Of the browser's session. */
  readonly seat: string
}

/** Whose accounts a visit is about; null for a link of another kind. */
export function scopeOf({ link, seat }: BrowserSession): ReportSession | null {
  const { purpose, address, week } = link
  const isReport = purpose === 'update' || purpose === 'list'
  return week !== null && isReport ? { address, week, seat } : null
}

/** A link whose token is ours, and that the database knows and still holds for good. */
export interface OpenedLink {
  readonly link: StoredLink
  readonly linkId: string
  /** The account to begin with, where an earlier token says so itself. */
  readonly accountId: string | null
}

/** Opens a link by its token; null where it doesn't hold, and why is counted. */
export async function openedLink(
  web: Web,
  token: string,
  purpose: LinkPurpose,
): Promise<OpenedLink | null> {
  const named = readLinkToken(token, purpose, web.keys)
  // Whoever makes up tokens learns in no time that they are wrong, and keeps no database busy.
  const link = named === null ? null : await readLink(web.db, linkHash(named.linkId))
  if (named !== null && link !== null && isMeant(link, purpose, named) && holds(link, web)) {
    return { link, linkId: named.linkId, accountId: beginning(named) }
  }
  web.refused(named === null ? 'unknown' : refusalOf(named, link, purpose))
  return null
}

/** Why a link that we gave out is refused: rows are kept for as long as their links can hold. */
function refusalOf(named: NamedLink, link: StoredLink | null, purpose: LinkPurpose): RefusalKind {
  if (link === null) return 'expired'
  return isMeant(link, purpose, named) ? endOf(link) : 'unknown'
}

function beginning({ claim }: NamedLink): string | null {
  return claim?.scope.purpose === 'update' ? claim.scope.accountId : null
}

/** Why a link of ours doesn't hold any more. */
export function endOf({ revokedAt }: StoredLink): RefusalKind {
  return revokedAt === null ? 'expired' : 'revoked'
}

/** Whether a link was recorded for this, and a token says of it nothing else. */
function isMeant(link: StoredLink, purpose: LinkPurpose, { claim }: NamedLink): boolean {
  return link.purpose === purpose && (claim === null || isAbout(link, claim.scope))
}

function isAbout(link: StoredLink, scope: LinkScope): boolean {
  const known = link.purpose === scope.purpose && link.address === scope.address
  switch (scope.purpose) {
    case 'view':
    case 'unsubscribe':
      return known && link.deliveryId === scope.deliveryId
    case 'revert': {
      const same = link.accountId === scope.accountId && link.version === scope.version
      return known && same && link.week === scope.week
    }
    default:
      return known && link.week === scope.week
  }
}

/** Whether a link that is known is neither expired nor ended by an admin. */
export function holds({ expiresAt, revokedAt }: StoredLink, { now }: Web): boolean {
  return revokedAt === null && expiresAt > isoUtcOf(now())
}
