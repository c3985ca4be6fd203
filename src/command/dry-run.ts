import { describeAddressFault, faultInAddress } from '../address.js'
import type { Week } from '../report/week.js'
import { type PlannedRecipient, readRecipientPlan, type Sendable } from '../run/preview.js'
import { isoUtc, type Workspace } from '../run/workspace.js'
import { isFiled } from '../store/deliveries.js'
import { requireOpenWeek } from './open-week.js'
import { printable } from './printable.js'
import { heldBecause, isOnly, nobodyWith, requireDue, titleOf, withoutRate } from './send-report.js'
import { type ExitCode, Failure, type Terminal } from './terminal.js'

/** What to send. */
export interface DryRunRequest {
  readonly kind: Sendable
  readonly week: Week
  /** The only recipient, by address; null for all. */
  readonly only: string | null
  /** Whether the copy of one may freeze the edition for everybody. */
  readonly isSure: boolean
}

/** Lists what sending would do, and changes nothing; what sending refuses is refused here, too. */
export async function dryRun(
  terminal: Terminal,
  work: Workspace,
  { kind, week, only, isSure }: DryRunRequest,
): Promise<ExitCode> {
  if (kind === 'prompt') await requireOpenWeek(work, week)
  const outlook = await readRecipientPlan(work, week, kind)
  if (outlook.kind === 'no-rate') throw new Failure(withoutRate(outlook.currencies))
  if (outlook.kind === 'no-snapshots') throw new Failure(heldBecause(week))
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
