import type { FastifyRequest } from 'fastify'
import { type LinkPurpose, readLinkToken, type ScopeOf } from '../link/claim.js'
import { linkHash } from '../link/link-id.js'
import { readSession } from '../link/session.js'
import type { Week } from '../report/week.js'
import { readLink, type StoredLink } from '../store/links.js'
import { cookieName, type SessionKind } from './cookie.js'
import { stored, type Web } from './web.js'

/** Somebody who came by a link that holds. */
export interface Visit {
  readonly link: StoredLink
  readonly device: string
  /** What the browser sent; hidden values of forms are bound to it. */
  readonly cookie: string
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
  if (session === null || link === null || link.purpose !== session.purpose) return null
  return holds(link, web) ? { link, device: session.device, cookie } : null
}

/** Whose accounts a visit is about; null for a link of another kind. */
export function scopeOf({ link }: Visit): ReportScope | null {
  const { purpose, address, week } = link
  return week !== null && (purpose === 'update' || purpose === 'list') ? { address, week } : null
}

/** A link whose token is ours, and that the database knows and still holds for good. */
export async function openedLink<Purpose extends LinkPurpose>(
  web: Web,
  token: string,
  purpose: Purpose,
): Promise<{ link: StoredLink; linkId: string; scope: ScopeOf<LinkPurpose> } | null> {
  const claim = readLinkToken(token, purpose, { keys: web.keys, now: web.now() })
  // Asked for whatever the token is, so that a refusal takes as long as an answer.
  const link = await readLink(web.db, linkHash(claim?.linkId ?? ''))
  if (claim === null || link === null || !holds(link, web)) return null
  const { scope } = claim
  const deliveryId = 'deliveryId' in scope ? scope.deliveryId : link.deliveryId
  const week = 'week' in scope ? scope.week : null
  const same =
    link.purpose === purpose &&
    link.address === scope.address &&
    link.week === week &&
    link.deliveryId === deliveryId
  return same ? { link, linkId: claim.linkId, scope } : null
}

function holds({ expiresAt, revokedAt }: StoredLink, { now }: Web): boolean {
  return revokedAt === null && expiresAt > stored(now())
}
