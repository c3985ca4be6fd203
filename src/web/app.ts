import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Fastify from 'fastify'
import { type LinkPurpose, toOthers } from '../link/claim.js'
import type { RefusalKind } from '../report/digest/admin.js'
import { type Statement, statementText } from '../report/statement.js'
import type { Database } from '../store/database.js'
import { DatabaseFault } from '../store/database-fault.js'
import { readStatement } from '../store/installation-facts.js'
import { addRefusals, type RefusalCount } from '../store/links.js'
import { isEntitled, refuseRemoved } from './access.js'
import { addReportPages } from './accounts.js'
import { pagePolicy, refuse, showMessage } from './answer.js'
import { brokenOffTally, dropBrokenOff, isBrokenOff } from './broken-off.js'
import { accountHref, entrances, listHref, othersHref } from './href.js'
import { addLogOut } from './log-out.js'
import { addMailPages } from './mail-pages.js'
import { addNewLink } from './new-link.js'
import { addOthersPages } from './others.js'
import { addressSet, type ProxyRemark, proxyWatch } from './proxy-watch.js'
import { addRevertPage } from './revert.js'
import { heldSessions, openedLink, openSession, seatIn } from './session.js'
import { tellTurnedAway } from './turned-away.js'
import { isoUtcOf, usualLimits, type Web } from './web.js'

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
  addOthersPages(app, web, limited)
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
type ServerFactory = (answer: RequestListener) => Server

/** How long a request may take to arrive. */
const requestMs = 30_000

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

export interface WebOptions extends Omit<Web, 'limits' | 'refused' | 'brokenOff'> {
  readonly limits?: Web['limits']
  /** Where to listen; port 0 takes any that is free. */
  readonly host: string
  readonly port: number
}

/** What can change while the server runs. */
export type WebSettings = Omit<WebOptions, 'host' | 'port'>

export interface RunningWeb {
  /** Where it listens, for people on this machine. */
  readonly url: string
  /**
   * Answers by other settings from the next request on; those under way end by the ones that they
   * began with. Where it listens stays as it is, and visitors' limits begin anew.
   */
  readonly renew: (web: WebSettings) => Promise<void>
  /**
   * Stops taking requests, and waits five seconds for those under way. Called again, it does no
   * more.
   */
  readonly close: () => Promise<void>
}

/** A worker that stops has thirty seconds in all. */
const patienceMs = 5000

/** What was counted in less is lost where the machine fails. */
const savingMs = 60_000

/** Starts the web server. Throws where the port cannot be had. */
export async function startWeb({ host, port, ...web }: WebOptions): Promise<RunningWeb> {
  const tally = refusalTally(web.now)
  const broken = brokenOffTally()
  const heard = { refused: tally.count, brokenOff: broken.count }
  const appFor = (settings: WebSettings, serve: ServerFactory) =>
    webApp({ limits: usualLimits, ...settings, ...heard }, serve)
  let renewed: RequestListener | null = null
  const app = await appFor(web, (answer) =>
    serving((request, response) => (renewed ?? answer)(request, response)),
  )
  broken.watch(app.server)
  await app.listen({ host, port })
  const save = () => tally.save(web.db).catch((error: unknown) => web.log(String(error)))
  const everyMinute = setInterval(() => {
    broken.tell(web.log)
    tally.tell(web.log)
    void save()
  }, savingMs)
  const { port: taken } = app.server.address() as AddressInfo
  const renew = async (settings: WebSettings) => {
    const next = await appFor(settings, serving)
    await next.ready()
    renewed = next.routing
  }
  const end = async () => {
    // It knows that it is closing, and tells whoever still asks.
    renewed = null
    const timer = setTimeout(() => app.server.closeAllConnections(), patienceMs)
    await app.close().finally(() => clearTimeout(timer))
    clearInterval(everyMinute)
    broken.tell(web.log)
    tally.tell(web.log)
    await save()
  }
  let ending: Promise<void> | null = null
  const close = () => {
    ending ??= end()
    return ending
  }
  return { url: `http://${host}:${taken}`, renew, close }
}

/** As Fastify makes its own. */
function serving(answer: RequestListener): Server {
  const server = createServer(answer)
  server.keepAliveTimeout = 72_000
  server.requestTimeout = requestMs
  return server
}

interface Opening {
  readonly Params: {
    readonly token: string
    /** Where a manager begins; any account that isn't theirs is refused like a bad link. */
    readonly accountId?: string
  }
}

/**
 * Where links lead: the token becomes a cookie, and the browser goes on to an address without it.
 * Opening a link changes nothing and uses nothing up, however often scanners do it.
 */
function addLinkPages(app: FastifyInstance, web: Web): void {
  const purposes: readonly LinkPurpose[] = ['update', 'list', 'view', 'unsubscribe', 'revert']
  for (const purpose of purposes) {
    const open = (request: FastifyRequest<Opening>, reply: FastifyReply) =>
      enter(web, { request, reply }, { purpose, ...request.params })
    app.get<Opening>(`${entrances[purpose]}/:token`, open)
    if (purpose === 'update') app.get<Opening>(`${entrances.update}/:token/:accountId`, open)
  }
  app.get<Opening>(`${entrances.list}/:token${toOthers}`, (request, reply) =>
    enter(web, { request, reply }, { ...request.params, purpose: 'list', begin: othersHref }),
  )
}

async function enter(
  web: Web,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  {
    purpose,
    token,
    accountId,
    begin,
  }: Opening['Params'] & {
    readonly purpose: LinkPurpose
    /** The page to begin with, in a session, where it isn't the usual one. */
    readonly begin?: (seat: string) => string
  },
): Promise<FastifyReply> {
  if (token === 'test' || token === 'preview') return showSample(web, reply, token)
  const opened = await openedLink(web, token, purpose)
  if (opened === null) return refuse(web, reply)
  if (!(await isEntitled(web, opened.link))) return refuseRemoved(web, reply, opened.link)
  const seat = await openSession(web, { request, reply }, opened)
  const page = begin?.(seat) ?? leadsTo(purpose, accountId ?? opened.accountId, seat)
  return reply.header('referrer-policy', 'no-referrer').redirect(page, 303)
}

/** What stands where a link would: whoever follows it was shown a mail that is nobody's. */
function showSample(web: Web, reply: FastifyReply, token: 'test' | 'preview'): FastifyReply {
  return showMessage(web, reply.header('referrer-policy', 'no-referrer'), {
    heading: token === 'test' ? 'This link is a test' : 'This link is a preview',
    paragraphs: [
      `It is from a mail that was made as a ${token}, and opens nothing. Nothing was changed.`,
      'In the mail itself, the same link works for the person whom it is sent to.',
    ],
  })
}

function leadsTo(purpose: LinkPurpose, accountId: string | null, seat: string): string {
  switch (purpose) {
    case 'update':
    case 'list':
      return accountId === null ? listHref(seat) : accountHref(seat, accountId)
    case 'view':
      return `/view?${seat}`
    case 'unsubscribe':
      return `/unsubscribe?${seat}`
    case 'revert':
      return `/revert?${seat}`
  }
}

/**
 * `/healthz`, for monitors: 200 while all is well, else 503. What is wrong is for whoever asks on
 * this computer; anybody else hears no more than whether it is well. `remarks` are of no consequence
 * for that.
 */
function addHealth(app: FastifyInstance, web: Web, remarks: () => readonly ProxyRemark[]): void {
  let told = ''
  app.get('/healthz', async (request, reply) => {
    const statement = await readStatement(web.db, web, web.now())
    // Anybody may ask, as often as they like: the same is logged once.
    const fault = statement.database === 'well' ? '' : statement.alarms[0].what
    if (fault !== told && fault !== '') web.log(`healthz: ${fault}`)
    told = fault
    reply.code(statement.status === 'well' ? 200 : 503)
    return isFromHere(request)
      ? sendWhole(request, reply, { statement, remarks: remarks() })
      : reply.send({ status: statement.status })
  })
}

interface Told {
  readonly statement: Statement
  readonly remarks: readonly ProxyRemark[]
}

/** JSON, unless a person's browser or somebody who wants plain text asks. */
function sendWhole(request: FastifyRequest, reply: FastifyReply, { statement, remarks }: Told) {
  const { accept = '' } = request.headers
  const wantsText = /\btext\/(plain|html)\b/.test(accept) && !accept.includes('application/json')
  if (!wantsText) return reply.send({ ...statement, ...(remarks.length > 0 ? { remarks } : {}) })
  const lines = remarks.map(({ what, cure }) => `${what} ${cure}\n`)
  return reply.type('text/plain; charset=utf-8').send(statementText(statement) + lines.join(''))
}

/** What proxies add to the requests of others. */
const ofProxies =
  /^(forwarded|via|x-forwarded(-.+)?|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

/**
 * Whether it comes from this computer and was passed on by nobody. A proxy on this computer that says
 * nothing of the kind is known by the public name that it is asked by, where it keeps that.
 */
function isFromHere({ raw, headers }: FastifyRequest): boolean {
  if (Object.keys(headers).some((name) => ofProxies.test(name))) return false
  return isLoopback(raw.socket.remoteAddress ?? '') && isLoopback(hostIn(headers.host ?? ''))
}

/** The host of a Host header, without port and brackets. */
function hostIn(header: string): string {
  return header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

const isLoopbackAddress = addressSet(['127.0.0.0/8', '::1'])

function isLoopback(host: string): boolean {
  return isLoopbackAddress(host) || host.toLowerCase() === 'localhost'
}

/** Counts in memory, so that a refusal costs the same whatever its reason, and no write. */
export interface RefusalTally {
  readonly count: (kind: RefusalKind, whose?: string) => void
  /** Tells the log whose links were used since the last time though the settings don't name them. */
  readonly tell: (log: (text: string, level: 'info') => void) => void
  /**
   * Writes down what was counted since the last time; what can't be written is kept for the next.
   */
  readonly save: (db: Database) => Promise<void>
}

export function refusalTally(now: () => number): RefusalTally {
  let counts: RefusalCount[] = []
  let removed = new Map<string, number>()
  const add = (day: string, kind: RefusalKind, more: number) => {
    const isOther = (one: RefusalCount) => one.day !== day || one.kind !== kind
    const count = more + (counts.find((one) => !isOther(one))?.count ?? 0)
    counts = [...counts.filter(isOther), { day, kind, count }]
  }
  return {
    count: (kind, whose) => {
      add(isoUtcOf(now()).slice(0, 10), kind, 1)
      if (whose !== undefined) removed.set(whose, (removed.get(whose) ?? 0) + 1)
    },
    tell: (log) => {
      const were = [...removed].map(([whose, times]) => `${whose} (${times})`)
      removed = new Map()
      if (were.length === 0) return
      log(
        `links were used of people whom the settings don't name for them: ${were.join(', ')}`,
        'info',
      )
    },
    save: async (db) => {
      if (counts.length === 0) return
      const counted = counts
      counts = []
      try {
        await addRefusals(db, counted)
      } catch (error) {
        for (const { day, kind, count } of counted) add(day, kind, count)
        throw error
      }
    },
  }
}
