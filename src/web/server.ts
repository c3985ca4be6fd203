import type { AddressInfo } from 'node:net'
import { webApp } from './app.js'
import { usualLimits, type Web } from './web.js'

export interface WebOptions extends Omit<Web, 'limits'> {
  readonly limits?: Web['limits']
  /** Where to listen; port 0 takes any that is free. */
  readonly host: string
  readonly port: number
}

export interface RunningWeb {
  /** Where it listens, for people on this machine. */
  readonly url: string
  /** Stops taking requests and waits for those under way. */
  readonly close: () => Promise<void>
}

/** Starts the web server. Throws where the port cannot be had. */
export async function startWeb({ host, port, ...web }: WebOptions): Promise<RunningWeb> {
  const app = await webApp({ limits: usualLimits, ...web })
  await app.listen({ host, port })
  const { port: taken } = app.server.address() as AddressInfo
  return { url: `http://${host}:${taken}`, close: () => app.close() }
}
