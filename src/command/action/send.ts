import { formatOf } from '../../format.js'
import type { Role } from '../../report/recipient.js'
import { sendEdition } from '../../run/send-edition.js'
import type { Observer, Workspace } from '../../run/workspace.js'
import { type DryRunRequest, dryRun } from '../dry-run.js'
import { requireOpenWeek } from '../open-week.js'
import { createProgress } from '../progress.js'
import { requireDue, requireRecipient, sendReport } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { untilStopped } from '../stop-signal.js'
import type { ExitCode, Terminal } from '../terminal.js'
import {
  outboxNotice,
  paceOf,
  requireLinkIssuer,
  requireSigningKey,
  withTransport,
} from '../way-out.js'
import { editionWeek, promptWeek } from '../week-option.js'
import { sendTestMail } from './send-test.js'

export interface SendOptions extends CommonOptions {
  readonly prompt?: true
  readonly week?: string
  readonly only?: string
  readonly yes?: true
  readonly dryRun?: true
  readonly test?: string
  readonly role?: Role | 'prompt'
  readonly as?: string
}

/** Makes and submits an edition, and says who has got what; 1 when somebody has not. */
export async function send(terminal: Terminal, options: SendOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  if (options.test !== undefined || options.role !== undefined || options.as !== undefined) {
    return await sendTestMail(terminal, config, options)
  }
  const kind = options.prompt ? 'prompt' : 'report'
  const week = (options.prompt ? promptWeek : editionWeek)(options.week, terminal, config)
  const asked: DryRunRequest = {
    kind,
    week,
    only: options.only ?? null,
    isSure: options.yes === true,
  }
  const act = options.dryRun ? dryRun : sendAll
  return await inExistingWorkspace(terminal, config, (work) => act(terminal, work, asked))
}

async function sendAll(
  terminal: Terminal,
  workspace: Workspace,
  { kind, week, only, isSure }: DryRunRequest,
): Promise<ExitCode> {
  const { config } = workspace
  if (kind === 'prompt') await requireOpenWeek(workspace, week)
  if (only !== null) {
    const isMade = await requireRecipient(workspace, { kind, week }, only)
    if (isMade && !isSure) await requireDue(workspace, { kind, week }, only)
  }
  const dkim = await requireSigningKey(terminal, config)
  const links = await requireLinkIssuer(terminal, config)
  const progress = createProgress(terminal)
  let tried = 0
  const observer: Observer = (event) => {
    if (event.kind === 'claimed' || event.kind === 'uncomposed') tried += 1
    progress.observer(event)
  }
  const result = await withTransport(terminal, config, (transport) =>
    untilStopped((stop) => {
      const work = { ...workspace, dkim, links, stop, observer }
      return sendEdition(work, { kind, week, transport, only, pace: paceOf(config) })
    }),
  ).finally(progress.end)
  const outbox = outboxNotice(terminal, config)
  const told = { outbox, zone: config.timeZone, format: formatOf(config) }
  return sendReport(terminal, { week, only, result, tried, ...told })
}
