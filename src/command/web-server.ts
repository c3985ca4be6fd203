import { once } from 'node:events'
import { createServer } from 'node:net'
import type { WebConfig } from '../config/web.js'
import { openWeb, webSettingsOf } from '../run/open-web.js'
import type { Workspace } from '../run/workspace.js'
import type { RunningWeb, WebOptions } from '../web/app.js'
import { Failure } from './terminal.js'

/**
 * Runs the web server of the settings for as long as `use` takes, or until the work is asked to
 * stop; null where the settings have none. A port that cannot be had is a failure, and `use` never
 * begins.
 */
export async function withWeb<Result>(
  work: Workspace,
  log: WebOptions['log'],
  use: (running: RunningWeb | null) => Promise<Result>,
): Promise<Result> {
  const running = await openWeb(work, log).catch(unavailable(work.config.web))
  const close = async () => await running?.close()
  const closeEarly = () => void close().catch((error: unknown) => log(String(error)))
  work.stop?.claiming.addEventListener('abort', closeEarly, { once: true })
  try {
    return await use(running)
  } finally {
    await close()
  }
}

/** Lets a server answer by what has changed in the settings; where there is none, there is none. */
export async function renewWeb(
  running: RunningWeb | null,
  work: Workspace,
  log: WebOptions['log'],
): Promise<void> {
  const settings = webSettingsOf(work, log)
  if (settings !== null) await running?.renew(settings)
}

const known = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND']

function unavailable({ host, port }: WebConfig): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (!known.includes(error.code ?? '')) throw error
    const message = `The web server cannot listen on ${host}, port ${port}: ${error.message}. Set WEB_HOST and WEB_PORT to what is free here.`
    throw new Failure(message, { cause: error })
  }
}

/** Until it is asked to stop. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** `port` where it can be listened on, else one that can: whoever only tries needs no certain one. */
export async function usablePort(host: string, port: number): Promise<number> {
  for (const wanted of [port, 0]) {
    const server = createServer()
    try {
      await once(server.listen({ host, port: wanted }), 'listening')
      const address = server.address()
      if (address !== null && typeof address === 'object') return address.port
    } catch (error) {
      if (wanted === 0) throw error
    } finally {
      server.close()
    }
  }
  return port
}
