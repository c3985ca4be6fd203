import type { Transport } from '../mail/transport.js'
import type { EditionFacts } from '../report/facts.js'
import type { Week } from '../report/week.js'
import { sweep } from '../store/claim.js'
import { type Delivery, readDeliveries } from '../store/deliveries.js'
import type { Edition } from '../store/editions.js'
import { readDeliveryReport } from '../store/receipt.js'
import { composeDeliveries } from './compose-deliveries.js'
import { type Delivering, deliver, type Run } from './deliver.js'
import { planEdition } from './plan-edition.js'
import { stored, type Workspace } from './workspace.js'

export interface SendRequest {
  readonly week: Week
  readonly transport: Transport
  /** The only recipient to submit to, by address; null for all. */
  readonly only: string | null
}

/** What came of it. `deliveries` is the whole ledger of the edition, not this run's part alone. */
export type SendResult =
  | {
      readonly kind: 'report'
      readonly facts: EditionFacts
      readonly run: Run
      readonly deliveries: Delivery[]
    }
  | { readonly kind: 'held'; readonly run: Run; readonly deliveries: Delivery[] }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * Makes the edition of a week, now, and submits what is not submitted yet. Running it again changes
 * nothing that is settled: an edition keeps its facts, a message its bytes.
 */
export async function sendEdition(work: Workspace, request: SendRequest): Promise<SendResult> {
  const now = work.now()
  await sweep(work.db, stored(now))
  const slot = { week: request.week, cutOff: now, late: false, dueAt: () => now }
  const planned = await planEdition(work, slot)
  if (planned.kind === 'no-rate') return planned
  const run = await deliverInTurns(work, planned.edition, request)
  const deliveries = await readDeliveries(work.db, planned.edition.editionId)
  return planned.kind === 'held'
    ? { kind: 'held', run, deliveries }
    : { kind: 'report', facts: planned.facts, run, deliveries }
}

/**
 * Everyone else first: the admins' mail tells what became of theirs, so it waits until the last of
 * them has settled, unless the run is limited to one recipient.
 */
async function deliverInTurns(
  work: Workspace,
  edition: Edition,
  { transport, only }: SendRequest,
): Promise<Run> {
  const delivering = { ...standard, transport, only: only?.toLowerCase() ?? null }
  await composeDeliveries(work, edition, 'everyone-else')
  const run = await deliver(work, edition, delivering)
  if (run.kind === 'paused') return run
  const { open } = await readDeliveryReport(work.db, edition.editionId)
  if (open > 0 && only === null) return run
  await composeDeliveries(work, edition, 'admins')
  return await deliver(work, edition, delivering)
}

const minute = 60_000
const standard = {
  lanes: 5,
  lease: 20 * minute,
  retry: { giveUpAfter: 24 * 60 * minute },
} satisfies Partial<Delivering>
