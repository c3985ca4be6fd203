import type { Config } from '../../config/config.js'
import { readEnvFile } from '../env-file.js'
import { printable } from '../printable.js'
import { type CommonOptions, configOrFail, inWorkspace } from '../session.js'
import { type SettingsUse, whileWatching } from '../settings-watch.js'
import { untilStopped } from '../stop-signal.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'
import { requireLinkIssuer } from '../way-out.js'
import { renewWeb, withWeb } from '../web-server.js'

/** Runs the web server alone until it is asked to stop. */
export async function serve(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const file = readEnvFile(terminal, options)
  const config = configOrFail(terminal, options, file)
  if (config.web.url === null) {
    throw new UsageFault(
      'WEB_URL is not set, so nobody could reach the server. Set it to the address as people ' +
        'reach it, such as https://report.example.com.',
    )
  }
  // What follows the first line of a fault is where in the program it is.
  const log = (text: string) => terminal.err(`${text.split('\n').map(printable).join('\n    ')}\n`)
  return await inWorkspace(terminal, config, async (work) => {
    const links = await requireLinkIssuer(terminal, config)
    return await untilStopped((stop) =>
      withWeb<ExitCode>({ ...work, links, stop }, log, async (running) => {
        const where = `Listening on ${running?.url}, as ${config.web.url} for people.`
        terminal.out(`${where} Ctrl-C ends it.\n`)
        const take = async (next: Config) => {
          const links = await requireLinkIssuer(terminal, next)
          await renewWeb(running, { ...work, config: next, links, stop }, log)
        }
        const use: SettingsUse = { file, config, take, log: (_level, text) => log(text) }
        await whileWatching(terminal, options, use, () => aborted(stop.claiming))
        return 0
      }),
    )
  })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
