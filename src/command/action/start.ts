import type { Config } from '../../config.js'
import { everyMinute } from '../../run/worker/ticks.js'
import { runWorker, type WorkerEnd } from '../../run/worker/worker.js'
import type { WebSettings } from '../../web/server.js'
import { readEnvFile } from '../env-file.js'
import { createLog, logging } from '../log.js'
import { openRenewals, renewalOf } from '../renewal.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import { type SettingsUse, whileWatching } from '../settings-watch.js'
import { untilStopped } from '../stop-signal.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { version } from '../version.js'
import {
  outboxNotice,
  paceOf,
  requireLinkIssuer,
  requireSigningKey,
  withTransport,
} from '../way-out.js'
import { renewWeb, withWeb } from '../web-server.js'

export interface StartOptions extends CommonOptions {
  readonly verbose?: true
}

/**
 * Runs the worker, and the web server beside it, until it is asked to stop; 1 where it then had
 * something that it couldn't do.
 */
export async function start(terminal: Terminal, options: StartOptions): Promise<ExitCode> {
  const file = readEnvFile(terminal, options)
  const config = settings(terminal, options, file)
  const dkim = await requireSigningKey(terminal, config)
  const log = createLog(terminal, config, { verbose: options.verbose ?? false })
  const observer = logging(log)
  return await inWorkspace(terminal, config, async (workspace) => {
    const links = await requireLinkIssuer(terminal, config)
    return await withTransport(terminal, config, (transport) =>
      untilStopped(async (stop) => {
        const work = { ...workspace, dkim, links, observer, stop }
        const renewals = openRenewals()
        const equipment = {
          transport,
          pace: paceOf(config),
          ticks: renewals.ticking(everyMinute),
          renewed: renewals.next,
        }
        const webLog: WebSettings['log'] = (text, level = 'error') => log[level](text)
        const end = await withWeb(work, webLog, async (running) => {
          log.info({ version: version(), database: config.databaseFile }, 'started')
          const notice = outboxNotice(terminal, config)
          if (notice !== '') log.warn(notice.trimEnd())
          if (running !== null)
            log.info({ url: running.url, for: config.web.url }, 'pages are served')
          stop.claiming.onabort = () => log.info('stopping: what is under way is finished first')
          const take = async (next: Config) => {
            log.mask(next)
            const renewal = await renewalOf(terminal, next)
            // Whoever is taken out of the settings loses access before the next beat.
            await renewWeb(running, { ...work, ...renewal.settings }, webLog)
            renewals.offer(renewal)
          }
          const use: SettingsUse = { file, config, take, log: (level, text) => log[level](text) }
          try {
            return await whileWatching(terminal, options, use, () => runWorker(work, equipment))
          } finally {
            await renewals.close()
          }
        })
        const { level, message, code } = endingOf(end)
        log[level](message)
        return code
      }),
    )
  })
}

interface Ending {
  readonly level: 'info' | 'error'
  readonly message: string
  readonly code: ExitCode
}

function endingOf(end: WorkerEnd): Ending {
  switch (end.kind) {
    case 'stopped':
      return { level: 'info', message: 'stopped', code: 0 }
    case 'stopped-while-paused': {
      const message = `stopped, while the mail server refuses us: ${end.reason}`
      return { level: 'error', message, code: 1 }
    }
    case 'broken':
      return { level: 'error', message: `stopped: ${end.fault.message}`, code: 1 }
  }
}
