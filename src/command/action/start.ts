import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import type { Transport } from '../../mail/transport.js'
import { makeShrinkable } from '../../run/keeping.js'
import type { WorkerEnd } from '../../run/worker.js'
import { everyMinute, runWorker } from '../../run/worker.js'
import type { Workspace } from '../../run/workspace.js'
import { never } from '../../run/workspace.js'
import type { WebSettings } from '../../web/app.js'
import { readEnvFile } from '../env-file.js'
import { createLog, logging } from '../log.js'
import type { CommonOptions } from '../session.js'
import { configOrFail, inWorkspace, untilStopped } from '../session.js'
import type { SettingsUse } from '../settings-watch.js'
import { openRenewals, renewalOf, whileWatching } from '../settings-watch.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { printable, UsageFault, version } from '../terminal.js'
import {
  outboxNotice,
  paceOf,
  requireLinkIssuer,
  requireSigningKey,
  withTransport,
} from '../transport.js'
import { aborted, renewWeb, withWeb } from '../web-server.js'

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
