import type { FastifyReply, FastifyRequest } from 'fastify'
import { linkHash } from '../link/token.js'
import { isSessionEnded, readLink, type StoredLink } from '../store/links.js'
import { isEntitled, refuseRemoved } from './access.js'
import { refuse, showMessage } from './answer.js'
import {
  type BrowserSession,
  type Exchange,
  endOf,
  type HeldSession,
  heldSessions,
  holds,
  holdsCookie,
  isSamePerson,
  keepSession,
  type SessionKind,
  seatIn,
} from './session.js'
import { typedIn } from './typed.js'
import type { Web } from './web.js'

/** Everything that a request by a link that holds is about. */
export interface AtVisit extends Exchange {
  readonly web: Web
  readonly visit: BrowserSession
}

type Answer = FastifyReply | Promise<FastifyReply>

/** For so long a session may be idle, in milliseconds; its link opens another one. */
export const longestIdle = 8 * 60 * 60_000

/**
 * A page for whoever came by a link that holds, whom the settings still name, in a session that is
 * neither over nor somebody else's. Each request is asked anew; any other gets a page that says why.
 */
export function visited<Request extends FastifyRequest = FastifyRequest>(
  web: Web,
  kind: SessionKind,
  show: (at: AtVisit & { readonly request: Request }) => Answer,
) {
  return async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = askedSession(web, request, kind)
    const session = asked.kind === 'session' ? asked.session : null
    // Asked for whatever the cookie is, so that a refusal takes as long as an answer.
    const link = await readLink(web.db, linkHash(session?.linkId ?? ''))
    if (asked.kind === 'several') return await askWhich(web, { request, reply }, asked.sessions)
    if (asked.kind === 'elsewhere') return sayNotHere(web, { request, reply })
    if (session === null || link === null || link.purpose !== session.purpose) {
      // Without a cookie, somebody came by no link.
      if (holdsCookie(web, request, { kind, seat: seatIn(request.url) })) web.refused('unknown')
      return refuse(web, reply, typedIn(web, request))
    }
    if (!holds(link, web)) {
      web.refused(endOf(link))
      return refuse(web, reply, typedIn(web, request))
    }
    if (await isSessionEnded(web.db, session.device)) return sayNotHere(web, { request, reply })
    if (web.now() - session.usedAt > longestIdle) return sayIdle(web, { request, reply })
    if (!(await isEntitled(web, link)))
      return refuseRemoved(web, reply, link, typedIn(web, request))
    keepSession(web, { request, reply }, { session, link })
    const { device, seat } = session
    return await show({ web, request, reply, visit: { link, device, seat } })
  }
}

type Asked =
  | { readonly kind: 'session'; readonly session: HeldSession }
  /** Of several people, and the request doesn't say whose. */
  | { readonly kind: 'several'; readonly sessions: readonly HeldSession[] }
  /** Of one that this browser doesn't have, or not any more. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'none' }

/** The session that a request names; without a name, the one person's who has any here. */
function askedSession(web: Web, request: FastifyRequest, kind: SessionKind): Asked {
  const sessions = heldSessions(web, request, kind)
  const seat = seatIn(request.url)
  if (seat !== null) {
    const session = sessions.find((one) => one.seat === seat)
    if (session !== undefined) return { kind: 'session', session }
    return holdsCookie(web, request, { kind, seat }) ? { kind: 'none' } : { kind: 'elsewhere' }
  }
  const [latest] = sessions
  if (latest === undefined) return { kind: 'none' }
  const isOne = sessions.every((one) => isSamePerson(one, latest))
  return isOne ? { kind: 'session', session: latest } : { kind: 'several', sessions }
}

/** Nothing is said in anybody's name before it is known whose pages are wanted. */
async function askWhich(
  web: Web,
  { request, reply }: Exchange,
  sessions: readonly HeldSession[],
): Promise<FastifyReply> {
  if (request.method === 'POST') return refuse(web, reply, typedIn(web, request))
  const [path = ''] = request.url.split('?')
  const found = await Promise.all(
    sessions.map(async ({ linkId, seat }) => ({
      seat,
      link: await readLink(web.db, linkHash(linkId)),
    })),
  )
  return showMessage(web, reply, {
    heading: 'Whose pages?',
    paragraphs: ['Links of several people were opened in this browser. Choose one of them.'],
    links: found.flatMap(({ seat, link }) =>
      link === null ? [] : [{ href: `${path}?${seat}`, text: nameOf(web, link) }],
    ),
  })
}

function nameOf({ format }: Web, { address, week }: StoredLink): string {
  return week === null ? address : `${address}, ${format.week(week)}`
}

/** An address that was copied from another browser, or a page that was open when its person logged out. */
function sayNotHere(web: Web, { request, reply }: Exchange): FastifyReply {
  return sayOver(web, { request, reply }, [
    'Somebody has logged out in this browser, or this page was opened in another one. Nothing was changed.',
  ])
}

function sayIdle(web: Web, { request, reply }: Exchange): FastifyReply {
  return sayOver(web, { request, reply }, [
    'Nothing was done here for more than eight hours, so you were logged out. Nothing was changed.',
  ])
}

function sayOver(web: Web, { request, reply }: Exchange, why: readonly string[]): FastifyReply {
  const typed = typedIn(web, request)
  const goOn =
    'Open the link in your latest Monday Morning Report again: it works until it expires.'
  return showMessage(web, reply.code(403).header('referrer-policy', 'no-referrer'), {
    heading: 'You are not logged in here',
    paragraphs: [...why, goOn, ...typed],
    asksForLink: true,
  })
}
