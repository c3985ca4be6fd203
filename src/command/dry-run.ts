import type { Week } from '../report/week.js'
import { type Prospect, readOutlook, type Sendable } from '../run/preview/outlook.js'
import { stored, type Workspace } from '../run/workspace.js'
import { requireOpenWeek } from './open-week.js'
import { heldBecause, isOnly, nobodyWith, titleOf, withoutRate } from './send-report.js'
import { type ExitCode, Failure, type Terminal } from './terminal.js'

/** What to send. */
export interface Asked {
  readonly kind: Sendable
  readonly week: Week
  /** The only recipient, by address; null for all. */
  readonly only: string | null
}

/** Lists what sending would do, and changes nothing; what sending refuses is refused here, too. */
export async function dryRun(
  terminal: Terminal,
  work: Workspace,
  { kind, week, only }: Asked,
): Promise<ExitCode> {
  if (kind === 'prompt') await requireOpenWeek(work, week)
  const outlook = await readOutlook(work, week, kind)
  if (outlook.kind === 'no-rate') throw new Failure(withoutRate(outlook.currencies))
  if (outlook.kind === 'no-snapshots') throw new Failure(heldBecause(week))
  const concerned = outlook.prospects.filter(isOnly(only))
  if (concerned.length === 0 && only !== null) throw nobodyWith(only, week)
  const now = stored(work.now())
  const lines = concerned.map((one) => `  ${intent(one, now).padEnd(20)}${inWords(one)}\n`)
  terminal.out(
    `${titleOf(kind, week)}, a dry run: nothing is made and nothing is submitted.\n${lines.join('')}`,
  )
  return 0
}

function intent({ state, nextAttemptAt, unsubscribedSince }: Prospect, now: string): string {
  if (unsubscribedSince !== null) return 'unsubscribed'
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

function inWords({ role, name, address, region, unsubscribedSince }: Prospect): string {
  const who = name === '' ? address : `${name} <${address}>`
  const since = unsubscribedSince === null ? '' : `, since ${unsubscribedSince}`
  return `${role.padEnd(17)}${who}${region === null ? '' : ` (region ${region})`}${since}`
}
