import type { RequestListener, Server } from 'node:http'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import { DatabaseFault } from '../store/database-fault.js'
import { showMessage } from './answer.js'
import { dropBrokenOff, isBrokenOff } from './broken-off.js'
import { heldSessions, seatIn } from './cookie.js'
import { addLinkPages } from './entrance.js'
import { addHealth } from './health.js'
import { addLogOut } from './log-out.js'
import { addMailPages } from './mail-pages.js'
import { addNewLink } from './new-link.js'
import { pagePolicy } from './policy.js'
import { proxyWatch } from './proxy-watch.js'
import { addReportPages } from './report-pages.js'
import { addRevertPage } from './revert-page.js'
import { tellTurnedAway } from './turned-away.js'
import type { Web } from './web.js'

/** The web server, ready to listen. It logs no address: links are in them. */
export async function webApp(web: Web, serverFactory?: ServerFactory): Promise<FastifyInstance> {
  const proxies = proxyWatch(web)
  const app = Fastify({
    ...(serverFactory === undefined ? {} : { serverFactory }),
    logger: false,
    bodyLimit: 16 * 1024,
    requestTimeout: requestMs,
    trustProxy: proxies.isTrusted,
    routerOptions: { maxParamLength: longestPart },
    rewriteUrl: ({ url = '' }) => (isReadable(url) ? url : '/unreadable'),
  })
  dropBrokenOff(app, web)
  proxies.watch(app)
  await app.register(cookie)
  await app.register(formbody)
  await app.register(helmet, pagePolicy)
  await app.register(rateLimit, { max: web.limits.perAddress, timeWindow: minute })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex, nofollow')
  })
  tellTurnedAway(app, web)
  answerFaults(app, web)
  addLinkPages(app, web)
  const limited = { config: { rateLimit: limitPerLink(web) } }
  addReportPages(app, web, limited)
  addMailPages(app, web, limited)
  addRevertPage(app, web, limited)
  addNewLink(app, web)
  addLogOut(app, web, limited)
  addHealth(app, web, proxies.remarks)
  // Browsers and crawlers ask for these by themselves.
  app.get('/favicon.ico', (_request, reply) => reply.code(204).send())
  app.get('/robots.txt', (_request, reply) => reply.send('User-agent: *\nDisallow: /\n'))
  return app
}

/** Makes the server that hands each request to `answer`. */
export type ServerFactory = (answer: RequestListener) => Server

/** How long a request may take to arrive. */
export const requestMs = 30_000

const minute = 60_000

/** Of an address, between two slashes. */
const longestPart = 2000

/**
 * Whether an address can be decoded and is of no absurd length: any other leads nowhere, and gets
 * the page that says so, rather than the web server's own words.
 */
function isReadable(url: string): boolean {
  const [path = ''] = url.split(/[?#]/)
  try {
    return path.split('/').every((part) => decodeURIComponent(part).length <= longestPart)
  } catch {
    return false
  }
}

function limitPerLink(web: Web) {
  return {
    max: web.limits.perLink,
    timeWindow: minute,
    keyGenerator: (request: FastifyRequest) => linkOf(web, request) ?? request.ip,
  }
}

/** The link that a request comes by, if any. */
function linkOf(web: Web, request: FastifyRequest): string | null {
  const [, first = ''] = request.url.split(/[/?]/)
  const kind = first === 'unsubscribe' || first === 'revert' ? first : 'report'
  const [held, seat] = [heldSessions(web, request, kind), seatIn(request.url)]
  return held.find((one) => seat === null || one.seat === seat)?.linkId ?? null
}

/** In words, on a page; what was wrong is for the log, and never the address. */
function answerFaults(app: FastifyInstance, web: Web): void {
  app.setNotFoundHandler((_request, reply) =>
    showMessage(web, reply.code(404), {
      heading: 'There is no such page',
      paragraphs: ['Open the link in your latest Monday Morning Report.'],
    }),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const isLocked = error instanceof DatabaseFault && error.kind === 'locked'
    const code = isLocked ? 503 : (error.statusCode ?? 500)
    if (code >= 500 && !isBrokenOff(error, request.raw)) {
      // Where another program keeps the database, where it was asked for here says nothing.
      const what = isLocked ? error.message : (error.stack ?? error.message)
      web.log(`${request.method} ${request.routeOptions.url ?? '?'}: ${what}`)
    }
    return showMessage(web, reply.code(code), wordsFor(code))
  })
}

function wordsFor(code: number) {
  if (code === 429) {
    return {
      heading: 'Too many requests',
      paragraphs: ['Please wait a minute and try again. Nothing was changed.'],
    }
  }
  if (code === 413) {
    return {
      heading: 'That is too much text',
      paragraphs: ['Go back, shorten it, and save again. Nothing was changed.'],
    }
  }
  if (code === 503) {
    return {
      heading: 'This can’t be written down just now',
      paragraphs: ['It is not your fault, and nothing was changed. Wait a minute and try again.'],
    }
  }
  return code < 500
    ? { heading: 'That didn’t work', paragraphs: ['Nothing was changed. Go back and try again.'] }
    : {
        heading: 'Something went wrong here',
        paragraphs: ['It is not your fault, and nothing was changed. Please try again later.'],
      }
}
