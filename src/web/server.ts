import type { AddressInfo } from 'node:net'
import { webApp } from './app.js'
import { brokenOffTally } from './broken-off.js'
import { refusalTally } from './refusal-tally.js'
import { usualLimits, type Web } from './web.js'

export interface WebOptions extends Omit<Web, 'limits' | 'refused' | 'brokenOff'> {
  readonly limits?: Web['limits']
  /** Where to listen; port 0 takes any that is free. */
  readonly host: string
  readonly port: number
}

export interface RunningWeb {
  /** Where it listens, for people on this machine. */
  readonly url: string
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
  const app = await webApp({ limits: usualLimits, ...web, ...heard })
  broken.watch(app.server)
  await app.listen({ host, port })
  const save = () => tally.save(web.db).catch((error: unknown) => web.log(String(error)))
  const everyMinute = setInterval(() => {
    broken.tell(web.log)
    void save()
  }, savingMs)
  const { port: taken } = app.server.address() as AddressInfo
  const end = async () => {
    const timer = setTimeout(() => app.server.closeAllConnections(), patienceMs)
    await app.close().finally(() => clearTimeout(timer))
    clearInterval(everyMinute)
    broken.tell(web.log)
    await save()
  }
  let ending: Promise<void> | null = null
  const close = () => {
    ending ??= end()
    return ending
  }
  return { url: `http://${host}:${taken}`, close }
}
