import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import type { Transport } from '../../mail/transport.js'
import { makeShrinkable } from '../../run/keeping.js'
import { everyMinute, runWorker, type WorkerEnd } from '../../run/worker.js'
import { never, type Workspace } from '../../run/workspace.js'
import type { WebSettings } from '../../web/app.js'
import { readEnvFile } from '../env-file.js'
import { createLog, logging } from '../log.js'
import { openRenewals, renewalOf } from '../renewal.js'
import { type CommonOptions, configOrFail, inWorkspace } from '../session.js'
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
  const config = configOrFail(terminal, options, file)
  const dkim = await requireSigningKey(terminal, config)
  const log = createLog(terminal, config, { verbose: options.verbose ?? false })
  const observer = logging(log)
  const wholeFile = { check: true }
  const run = async (workspace: Workspace) => {
    const links = await requireLinkIssuer(terminal, config)
    // Before anybody is served: nobody can write while it lasts.
    const why = await makeShrinkable({ ...workspace, observer })
    if (why !== null) observer({ kind: 'unshrinkable', why })
    return await withTransport(terminal, config, (transport) =>
      untilStopped(async (stop) => {
        const work = { ...workspace, dkim, links, observer, stop }
        const { level, message, code } = endingOf(
          await serveAndWork({ terminal, options, file, log }, work, transport),
        )
        log[level](message)
        return code
      }),
    )
  }
  return await inWorkspace(terminal, config, run, wholeFile)
}

/** What a start has at hand. */
interface Started {
  readonly terminal: Terminal
  readonly options: StartOptions
  /** The settings file as it was read. */
  readonly file: ReturnType<typeof readEnvFile>
  readonly log: ReturnType<typeof createLog>
}

/** Serves pages and works, and takes settings that change meanwhile, until it is asked to stop. */
async function serveAndWork(
  { terminal, options, file, log }: Started,
  work: Workspace,
  transport: Transport,
): Promise<WorkerEnd> {
  const { config } = work
  const renewals = openRenewals()
  const equipment = {
    transport,
    pace: paceOf(config),
    ticks: renewals.ticking(everyMinute),
    outbox: resolve(terminal.directory, config.keeping.outboxDirectory),
    renewed: renewals.next,
  }
  const webLog: WebSettings['log'] = (text, level = 'error') => log[level](text)
  return await withWeb(work, webLog, async (running) => {
    log.info({ version: version(), database: config.databaseFile }, 'started')
    const notice = outboxNotice(terminal, config)
    if (notice !== '') log.warn(notice.trimEnd())
    if (running !== null) log.info({ url: running.url, for: config.web.url }, 'pages are served')
    const { claiming } = work.stop ?? never
    claiming.onabort = () => log.info('stopping: what is under way is finished first')
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
