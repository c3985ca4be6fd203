import type { Config } from '../../config.js'
import { sendEdition } from '../../run/send-edition.js'
import type { Workspace } from '../../run/workspace.js'
import { dryRun } from '../dry-run.js'
import { requireRecipient, sendReport } from '../send-report.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { withTransport } from '../way-out.js'
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
  work: Workspace,
  { config, options }: { config: Config; options: SendOptions },
): Promise<ExitCode> {
  const week = weekOption(options.week, terminal, config)
  const only = options.only ?? null
  if (only !== null) await requireRecipient(work, week, only)
  const result = await withTransport(terminal, config, (transport) =>
    sendEdition(work, { week, transport, only }),
  )
  return sendReport(terminal, { week, only, result })
}
