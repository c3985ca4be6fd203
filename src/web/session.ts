import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LinkPurpose, LinkScope } from '../link/claim.js'
import { readSession, type Session, sessionToken } from '../link/session.js'
import { linkHash, macText, type NamedLink, readLinkToken } from '../link/token.js'
import type { RefusalKind } from '../report/digest/admin.js'
import type { Week } from '../report/week.js'
import { isSessionEnded, readLink, type StoredLink } from '../store/links.js'
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

/** Each kind of page has cookies of its own, so that reading a mail ends no half-filled form. */
export type SessionKind = 'report' | 'view' | 'unsubscribe' | 'revert'
export const sessionKinds: readonly SessionKind[] = ['report', 'view', 'unsubscribe', 'revert']

export function kindOf(purpose: LinkPurpose): SessionKind {
  return purpose === 'update' || purpose === 'list' ? 'report' : purpose
}

/** A request and the answer to it. */
export interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a cookie of ours holds, and where. */
export interface HeldSession extends Session {
  readonly kind: SessionKind
  /**
   * Tells it from the others in the same browser, in the cookie's name and in addresses: 16 letters,
   * the first half for the person. It opens nothing by itself.
   */
  readonly seat: string
}

/** Of one kind, in one browser: a further one takes the place of the one that was used longest ago. */
export const mostSessions = 5

/** So often, at most, a cookie is given out again to say that it is in use. */
const renewalMs = 5 * 60_000

/** The sessions of a kind that a browser holds, the one used last first. */
export function heldSessions(web: Web, request: FastifyRequest, kind: SessionKind): HeldSession[] {
  const held = cookiesOf(web, request, kind).flatMap(({ seat, value }) => {
    const session = readSession(value, web.keys)
    return session === null || kindOf(session.purpose) !== kind ? [] : [{ ...session, kind, seat }]
  })
  return held.sort((one, other) => other.usedAt - one.usedAt)
}

/** Whether a browser holds any cookie of a kind, or the one of a seat, whatever is in it. */
export function holdsCookie(
  web: Web,
  request: FastifyRequest,
  { kind, seat }: { readonly kind: SessionKind; readonly seat: string | null },
): boolean {
  return cookiesOf(web, request, kind).some((one) => seat === null || one.seat === seat)
}

/** Which of the browser's sessions an address is for; null where it doesn't say. */
export function seatIn(url: string): string | null {
  const [, query = ''] = url.split('?')
  const [seat = ''] = query.split('&')
  return seatShape.test(seat) ? seat : null
}

/**
 * Remembers an opened link in the browser, beside those of others, and gives back its seat. Another
 * link for the same takes the place of the one before, and the browser keeps its name for the person.
 */
export async function openSession(
  web: Web,
  exchange: Exchange,
  { link, linkId }: { readonly link: StoredLink; readonly linkId: string },
): Promise<string> {
  const { request, reply } = exchange
  const [kind, seat] = [kindOf(link.purpose), seatOf(link, web)]
  const device = (await knownDevice(web, request, seat)) ?? web.random(12).toString('base64url')
  const session = { linkId, purpose: link.purpose, device, usedAt: web.now(), kind, seat }
  setSession(web, exchange, session, link)
  const others = heldSessions(web, request, kind).filter((held) => held.seat !== seat)
  for (const held of others.slice(mostSessions - 1)) forgetSession(web, reply, held)
  return seat
}

/** Notes in the browser, and nowhere else, that a session is in use. */
export function keepSession(
  web: Web,
  exchange: Exchange,
  { session, link }: { readonly session: HeldSession; readonly link: StoredLink },
): void {
  const usedAt = web.now()
  if (Math.abs(usedAt - session.usedAt) < renewalMs) return
  setSession(web, exchange, { ...session, usedAt }, link)
}

/** Takes a session out of the browser. */
export function forgetSession(
  web: Web,
  reply: FastifyReply,
  { kind, seat }: Pick<HeldSession, 'kind' | 'seat'>,
): void {
  reply.clearCookie(cookieName(web, kind, seat), protections(web))
}

/** Whether two sessions are the same person's. */
export function isSamePerson(one: { readonly seat: string }, other: { readonly seat: string }) {
  return one.seat.slice(0, half) === other.seat.slice(0, half)
}

/** `__Host-` binds it to this host and to https; a loopback http address can't have that. */
function cookieName({ origin }: Web, kind: SessionKind, seat: string): string {
  return `${isSecure(origin) ? '__Host-' : ''}mmr-${kind}-${seat}`
}

function cookiesOf(web: Web, { cookies }: FastifyRequest, kind: SessionKind) {
  const start = cookieName(web, kind, '')
  return Object.entries(cookies).flatMap(([name, value = '']) => {
    const seat = name.startsWith(start) ? name.slice(start.length) : ''
    return seatShape.test(seat) && value !== '' ? [{ seat, value }] : []
  })
}

/** Two halves: whose link it is, and what it is about. Monday's and Friday's of one week have one. */
function seatOf(
  { purpose, address, week, accountId, version, deliveryId }: StoredLink,
  { keys }: Web,
): string {
  const kind = kindOf(purpose)
  const about = kind === 'report' ? [week] : [week, accountId, version, deliveryId]
  return [[address.toLowerCase()], [kind, ...about]]
    .map((one) => macText(JSON.stringify(one), 'session', keys).slice(0, half))
    .join('')
}

const half = 8
const seatShape = /^[\w-]{16}$/

/** The browser's name for a person, unless they have logged out there. */
async function knownDevice(
  web: Web,
  request: FastifyRequest,
  seat: string,
): Promise<string | null> {
  const held = sessionKinds.flatMap((kind) => heldSessions(web, request, kind))
  const device = held.find((one) => isSamePerson(one, { seat }))?.device ?? null
  return device === null || (await isSessionEnded(web.db, device)) ? null : device
}

function setSession(
  web: Web,
  { reply }: Exchange,
  { kind, seat, ...session }: HeldSession,
  { expiresAt }: StoredLink,
): void {
  reply.setCookie(cookieName(web, kind, seat), sessionToken(session, web.keys), {
    ...protections(web),
    maxAge: Math.ceil((Date.parse(expiresAt) - web.now()) / 1000),
  })
}

function protections({ origin }: Web) {
  return { path: '/', httpOnly: true, secure: isSecure(origin), sameSite: 'lax' } as const
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:')
}
