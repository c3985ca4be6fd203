import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify'
import { linkLifeMs } from '../link/claim.js'
import { endSession } from '../store/links.js'
import { refuse, showMessage } from './answer.js'
import { isFromHere } from './csrf.js'
import type { LogOutView } from './page.js'
import {
  type BrowserSession,
  type Exchange,
  forgetSession,
  type HeldSession,
  heldSessions,
  isSamePerson,
  seatIn,
  sessionKinds,
} from './session.js'
import { isoUtcOf, type Web } from './web.js'

/** How somebody ends what is open in a browser that isn't theirs. */
export function addLogOut(app: FastifyInstance, web: Web, limited: RouteShorthandOptions): void {
  app.post('/log-out', limited, (request, reply) => logOut(web, { request, reply }))
  app.get('/logged-out', (request, reply) => sayLoggedOut(web, { request, reply }))
}

/** The button that stands on each page which only a visit shows. */
export function logOutOf({ seat }: Pick<BrowserSession, 'seat'>): LogOutView {
  return { href: `/log-out?${seat}` }
}

/**
 * Ends all that the person's links have opened in this browser, and no other person's: the cookies are
 * taken back, and copies of them open nothing any more. It takes no hidden value: the cookie that says
 * whose session ends comes with no request from another site, and nothing is lost by it.
 */
async function logOut(web: Web, { request, reply }: Exchange): Promise<FastifyReply> {
  const seat = seatIn(request.url)
  if (seat === null || !isFromHere(web, request)) return refuse(web, reply)
  const theirs = everySession(web, { request, reply }).filter((one) => isSamePerson(one, { seat }))
  for (const held of theirs) forgetSession(web, reply, held)
  const now = web.now()
  const [at, forgetBefore] = [isoUtcOf(now), isoUtcOf(now - linkLifeMs)]
  for (const device of new Set(theirs.map((held) => held.device))) {
    await endSession(web.db, { device, at, forgetBefore }).catch((error: unknown) => {
      // The browser itself has forgotten it all the same.
      web.log(`log-out: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
  return reply.redirect('/logged-out', 303)
}

function sayLoggedOut(web: Web, exchange: Exchange): FastifyReply {
  const others = everySession(web, exchange).length > 0
  return showMessage(web, exchange.reply, {
    heading: 'You are logged out',
    paragraphs: [
      'Nothing that you had opened here can be seen or changed in this browser any more. What you have saved is saved.',
      'The links in your mails still work, for you and for whoever reads your mail: if you have opened your mailbox on this computer, log out there, too.',
      ...(others
        ? [
            'Links of somebody else are still open in this browser. They have a page of their own to log out on.',
          ]
        : []),
    ],
  })
}

function everySession(web: Web, { request }: Exchange): HeldSession[] {
  return sessionKinds.flatMap((kind) => heldSessions(web, request, kind))
}
