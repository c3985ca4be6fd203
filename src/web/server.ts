import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requestMs, type ServerFactory, webApp } from './app.js'
import { brokenOffTally } from './broken-off.js'
import { refusalTally } from './refusal-tally.js'
import { usualLimits, type Web } from './web.js'

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
