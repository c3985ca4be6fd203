import { sendEdition } from '../../run/send-edition.js'
import type { Workspace } from '../../run/workspace.js'
import { type Asked, dryRun } from '../dry-run.js'
import { createProgress } from '../progress.js'
import { requireRecipient, sendReport } from '../send-report.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import { untilStopped } from '../stop-signal.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { paceOf, requireSigningKey, withTransport } from '../way-out.js'
import { editionWeek } from '../week-option.js'

export interface SendOptions extends CommonOptions {
  readonly week?: string
  readonly only?: string
  readonly dryRun?: true
}

/** Makes and submits an edition, and says who has got what; 1 when somebody has not. */
export async function send(terminal: Terminal, options: SendOptions): Promise<ExitCode> {
  const config = settings(terminal, options)
  const week = editionWeek(options.week, terminal, config)
  const asked = { week, only: options.only ?? null }
  return await inWorkspace(terminal, config, (work) =>
    options.dryRun ? dryRun(terminal, work, asked) : sendAll(terminal, work, asked),
  )
}

async function sendAll(
  terminal: Terminal,
  workspace: Workspace,
  { week, only }: Asked,
): Promise<ExitCode> {
  const { config } = workspace
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
