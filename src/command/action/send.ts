import type { Config } from '../../config.js'
import { sendEdition } from '../../run/send-edition.js'
import type { Workspace } from '../../run/workspace.js'
import { dryRun } from '../dry-run.js'
import { createProgress } from '../progress.js'
import { requireRecipient, sendReport } from '../send-report.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import { untilStopped } from '../stop-signal.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { paceOf, requireSigningKey, withTransport } from '../way-out.js'
import { weekOption } from '../week-option.js'

export interface SendOptions extends CommonOptions {
  readonly week?: string
  readonly only?: string
  readonly dryRun?: true
}

/** Makes and submits an edition, and says who has got what; 1 when somebody has not. */
export async function send(terminal: Terminal, options: SendOptions): Promise<ExitCode> {
  const config = settings(terminal, options)
  return await inWorkspace(terminal, config, (work) =>
    options.dryRun ? dryRun(terminal, work, options) : sendAll(terminal, work, { config, options }),
  )
}

async function sendAll(
  terminal: Terminal,
  workspace: Workspace,
  { config, options }: { config: Config; options: SendOptions },
): Promise<ExitCode> {
  const week = weekOption(options.week, terminal, config)
  const only = options.only ?? null
  if (only !== null) await requireRecipient(workspace, week, only)
  const dkim = await requireSigningKey(terminal, config)
  const progress = createProgress(terminal)
  const result = await withTransport(terminal, config, (transport) =>
    untilStopped((stop) => {
      const work = { ...workspace, dkim, stop, observer: progress.observer }
      return sendEdition(work, { week, transport, only, pace: paceOf(config) })
    }),
  ).finally(progress.end)
  return sendReport(terminal, { week, only, result })
}
