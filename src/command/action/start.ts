import { everyMinute } from '../../run/worker/ticks.js'
import { runWorker, type WorkerEnd } from '../../run/worker/worker.js'
import { createLog, logging } from '../log.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
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
import { withWeb } from '../web-server.js'

export interface StartOptions extends CommonOptions {
  readonly verbose?: true
}

/**
 * Runs the worker, and the web server beside it, until it is asked to stop; 1 where it then had
 * something that it couldn't do.
 */
export async function start(terminal: Terminal, options: StartOptions): Promise<ExitCode> {
  const config = settings(terminal, options)
  const dkim = await requireSigningKey(terminal, config)
  const log = createLog(terminal, config, { verbose: options.verbose ?? false })
  const observer = logging(log)
  return await inWorkspace(terminal, config, async (workspace) => {
    const links = await requireLinkIssuer(terminal, config)
    return await withTransport(terminal, config, (transport) =>
      untilStopped(async (stop) => {
        const work = { ...workspace, dkim, links, observer, stop }
        const equipment = { transport, pace: paceOf(config), ticks: everyMinute }
        const end = await withWeb(
          work,
          (text, level = 'error') => log[level](text),
          (running) => {
            log.info({ version: version(), database: config.databaseFile }, 'started')
            const notice = outboxNotice(terminal, config)
            if (notice !== '') log.warn(notice.trimEnd())
            if (running !== null)
              log.info({ url: running.url, for: config.web.url }, 'pages are served')
            stop.claiming.onabort = () => log.info('stopping: what is under way is finished first')
            return runWorker(work, equipment)
          },
        )
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
