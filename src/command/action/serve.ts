import { resolve } from 'node:path'
import { KeyFileFault } from '../../link/key-file.js'
import { openLinkKeys, openWeb } from '../../run/open-web.js'
import type { RunningWeb } from '../../web/server.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import { untilStopped } from '../stop-signal.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'

/** Runs the web server until it is asked to stop. */
export async function serve(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const config = settings(terminal, options)
  const { url, host, port } = config.web
  if (url === null) {
    throw new UsageFault(
      'WEB_URL is not set, so nobody could reach the server. Set it to the address as people ' +
        'reach it, such as https://report.example.com.',
    )
  }
  const log = (text: string) => terminal.err(`${text}\n`)
  return await inWorkspace(terminal, config, (work) =>
    untilStopped(async ({ claiming }) => {
      const file = resolve(terminal.directory, config.databaseFile)
      const keys = await openLinkKeys(config, file).catch(unusable)
      const running = await openWeb(work, { keys, log }).catch(taken(host, port))
      if (running === null) return 1
      terminal.out(`Listening on ${running.url}, as ${url} for people. Ctrl-C ends it.\n`)
      await ended(claiming, running)
      return 0
    }),
  )
}

async function ended(signal: AbortSignal, { close }: RunningWeb): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  await close()
}

function unusable(error: unknown): never {
  if (error instanceof KeyFileFault) throw new Failure(error.message, { cause: error })
  throw error
}

function taken(host: string, port: number): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const known = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'].includes(error.code ?? '')
    if (!known) throw error
    const message = `The web server cannot listen on ${host}, port ${port}: ${error.message}. Set WEB_HOST and WEB_PORT to what is free here.`
    throw new Failure(message, { cause: error })
  }
}
