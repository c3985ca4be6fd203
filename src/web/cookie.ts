import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LinkPurpose } from '../link/claim.js'
import { readSession, sessionToken } from '../link/session.js'
import type { StoredLink } from '../store/links.js'
import type { Web } from './web.js'

/** Each kind of page has a cookie of its own, so that reading a mail ends no half-filled form. */
export type SessionKind = 'report' | 'view' | 'unsubscribe' | 'revert'

export function kindOf(purpose: LinkPurpose): SessionKind {
  return purpose === 'update' || purpose === 'list' ? 'report' : purpose
}

/** `__Host-` binds it to this host and to https; a loopback http address can't have that. */
export function cookieName({ origin }: Web, kind: SessionKind): string {
  return `${isSecure(origin) ? '__Host-' : ''}mmr-${kind}`
}

/** Remembers an opened link in the browser. A browser keeps its name from link to link. */
export function setSession(
  web: Web,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { link, linkId }: { readonly link: StoredLink; readonly linkId: string },
): void {
  const kind = kindOf(link.purpose)
  const name = cookieName(web, kind)
  const known = readSession(request.cookies[name] ?? '', web.keys)?.device
  const device = known ?? web.random(12).toString('base64url')
  const token = sessionToken({ linkId, purpose: link.purpose, device }, web.keys)
  reply.setCookie(name, token, {
    path: '/',
    httpOnly: true,
    secure: isSecure(web.origin),
    sameSite: 'lax',
    maxAge: Math.ceil((Date.parse(link.expiresAt) - web.now()) / 1000),
  })
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:')
}
