import type { FastifyRequest } from 'fastify'
import { type LinkClaim, type LinkPurpose, type LinkScope, readLinkToken } from '../link/claim.js'
import { linkHash } from '../link/link-id.js'
import { readSession } from '../link/session.js'
import type { RefusalKind } from '../report/link-refusal.js'
import type { Week } from '../report/week.js'
import { readLink, type StoredLink } from '../store/links.js'
import { cookieName, type SessionKind } from './cookie.js'
import { stored, type Web } from './web.js'

/** Somebody who came by a link that holds. */
export interface Visit {
  readonly link: StoredLink
  /** Which browser it is: hidden values of forms are bound to it. */
  readonly device: string
}

/** For whom, and on which week, a visitor reports. */
export interface ReportScope {
  readonly address: string
  readonly week: Week
}

/** The visit that a request's cookie stands for, or null where its link doesn't hold any more. */
export async function visitOf(
  web: Web,
  request: FastifyRequest,
  kind: SessionKind,
): Promise<Visit | null> {
  const cookie = request.cookies[cookieName(web, kind)] ?? ''
  const session = readSession(cookie, web.keys)
  const link = await readLink(web.db, linkHash(session?.linkId ?? ''))
  const isOurs = link !== null && link.purpose === session?.purpose
  if (isOurs && holds(link, web)) return { link, device: session.device }
  // Without a cookie, somebody came by no link.
  if (cookie !== '') web.refused(isOurs ? endOf(link) : 'unknown')
  return null
}

/** Whose accounts a visit is about; null for a link of another kind. */
export function scopeOf({ link }: Visit): ReportScope | null {
  const { purpose, address, week } = link
  return week !== null && (purpose === 'update' || purpose === 'list') ? { address, week } : null
}

/** A link whose token is ours, and that the database knows and still holds for good. */
export async function openedLink(
  web: Web,
  token: string,
  purpose: LinkPurpose,
): Promise<{ link: StoredLink; linkId: string; scope: LinkScope } | null> {
  const claim = readLinkToken(token, purpose, { keys: web.keys, now: web.now() })
  // Asked for whatever the token is, so that a refusal takes as long as an answer.
  const link = await readLink(web.db, linkHash(claim?.linkId ?? ''))
  if (claim !== null && link !== null && holds(link, web) && isAbout(link, claim.scope)) {
    return { link, linkId: claim.linkId, scope: claim.scope }
  }
  const signed = readLinkToken(token, purpose, { keys: web.keys, now: 0 })
  web.refused(signed === null ? 'unknown' : refusalOf(signed, link, web))
  return null
}

/** Why a link that we signed is refused; of one that has expired, the database wasn't asked. */
function refusalOf(
  { expiresAt, scope }: LinkClaim,
  link: StoredLink | null,
  { now }: Web,
): RefusalKind {
  if (link === null) return expiresAt <= now() ? 'expired' : 'unknown'
  return isAbout(link, scope) ? endOf(link) : 'unknown'
}

/** Why a link of ours doesn't hold any more. */
function endOf({ revokedAt }: StoredLink): RefusalKind {
  return revokedAt === null ? 'expired' : 'revoked'
}

/** Whether a token says of its link what was recorded when it was mailed. */
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

function holds({ expiresAt, revokedAt }: StoredLink, { now }: Web): boolean {
  return revokedAt === null && expiresAt > stored(now())
}
