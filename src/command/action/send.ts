import { describeAddressFault, faultInAddress } from '../../address.js'
import { formatOf } from '../../format.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import type { PlannedRecipient, Sendable } from '../../run/preview.js'
import { readRecipientPlan } from '../../run/preview.js'
import { sendEdition } from '../../run/send-edition.js'
import type { Observer, Workspace } from '../../run/workspace.js'
import { isoUtc } from '../../run/workspace.js'
import { isFiled } from '../../store/deliveries.js'
import { createProgress } from '../progress.js'
import {
  heldBecause,
  isOnly,
  nobodyWith,
  requireDue,
  requireRecipient,
  sendReport,
  titleOf,
  withoutRate,
} from '../send-report.js'
import type { CommonOptions } from '../session.js'
import { configOrFail, inExistingWorkspace, untilStopped } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { Failure, printable } from '../terminal.js'
import {
  outboxNotice,
  paceOf,
  requireLinkIssuer,
  requireSigningKey,
  withTransport,
} from '../transport.js'
import { editionWeek, promptWeek, requireOpenWeek } from '../week-option.js'
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

/** What to send. */
interface DryRunRequest {
  readonly kind: Sendable
  readonly week: Week
  /** The only recipient, by address; null for all. */
  readonly only: string | null
  /** Whether the copy of one may freeze the edition for everybody. */
  readonly isSure: boolean
}

/** Lists what sending would do, and changes nothing; what sending refuses is refused here, too. */
async function dryRun(
  terminal: Terminal,
  work: Workspace,
  { kind, week, only, isSure }: DryRunRequest,
): Promise<ExitCode> {
  if (kind === 'prompt') await requireOpenWeek(work, week)
  const outlook = await readRecipientPlan(work, week, kind)
  if (outlook.kind === 'no-rate') throw new Failure(withoutRate(outlook.currencies))
  if (outlook.kind === 'nothing-new') throw new Failure(heldBecause(week))
  const concerned = outlook.prospects.filter(isOnly(only))
  if (concerned.length === 0 && only !== null) throw nobodyWith(only, week)
  if (only !== null && !isSure) await requireDue(work, { kind, week }, only)
  const now = isoUtc(work.now())
  const lines = concerned.map(
    (one) =>
      `  ${intent(one, now, work.config.mail.kind === 'smtp').padEnd(20)}${printable(recipientText(one))}\n`,
  )
  terminal.out(
    `${titleOf(kind, week)}, a dry run: nothing is made and nothing is submitted.\n${lines.join('')}`,
  )
  return 0
}

/** `isMail`: whether a server is set, beside which what lies in a file is no mail. */
function intent(prospect: PlannedRecipient, now: string, isMail: boolean): string {
  const { state, address, nextAttemptAt, unsubscribedSince } = prospect
  if (unsubscribedSince !== null) return 'unsubscribed'
  if (isMail && isFiled(prospect)) return 'filed already'
  if (state === 'planned' && faultInAddress(address) !== null) return 'would fail'
  switch (state) {
    case 'planned':
      return 'would submit'
    case 'retry':
      return nextAttemptAt === null || nextAttemptAt <= now ? 'would submit' : 'would wait'
    case 'sending':
      return 'under way'
    default:
      return `${state} already`
  }
}

function recipientText({
  role,
  name,
  address,
  region,
  unsubscribedSince,
}: PlannedRecipient): string {
  const who = name === '' ? address : `${name} <${address}>`
  const since = unsubscribedSince === null ? '' : `, since ${unsubscribedSince}`
  const fault = faultInAddress(address)
  const why = fault === null ? '' : `: ${describeAddressFault(address, fault)}`
  return `${role.padEnd(17)}${who}${region === null ? '' : ` (region ${region})`}${since}${why}`
}
