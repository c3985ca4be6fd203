import type { Transport } from '../mail/transport.js'
import type { EditionFacts } from '../report/facts.js'
import type { Week } from '../report/week.js'
import { type Delivery, readDeliveries } from '../store/deliveries.js'
import { readFacts } from '../store/editions.js'
import type { Hold } from '../store/installation.js'
import { closeEditions } from '../store/open-editions.js'
import type { Pace, Run } from './deliver.js'
import { deliverEdition, deliveringBy } from './deliver-edition.js'
import { advanceMark, checkMark } from './ledger-mark.js'
import { planEdition, planPrompt } from './plan.js'
import type { Sendable } from './preview.js'
import { recover } from './recover.js'
import { isoUtc, type Workspace } from './workspace.js'

export interface SendRequest {
  /** The week's report unless told. */
  readonly kind?: Sendable
  readonly week: Week
  readonly transport: Transport
  /** The only recipient to submit to, by address; null for all. */
  readonly only: string | null
  /** How fast messages may follow each other; no limit unless told. */
  readonly pace?: Pace
}

/** What came of it. `deliveries` is the whole ledger of the edition, not this run's part alone. */
export type SendResult =
  | {
      readonly kind: Sendable
      readonly facts: EditionFacts
      readonly run: Run
      readonly deliveries: Delivery[]
    }
  | { readonly kind: 'held'; readonly run: Run; readonly deliveries: Delivery[] }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }
  | { readonly kind: 'on-hold'; readonly hold: Hold }

/**
 * Makes the edition of a week, now, and submits what is not submitted yet. Running it again changes
 * nothing that is settled: an edition keeps its facts, a message its bytes.
 */
export async function sendEdition(work: Workspace, request: SendRequest): Promise<SendResult> {
  const hold = await checkMark(work)
  if (hold !== null) return { kind: 'on-hold', hold }
  await recover(work)
  const now = work.now()
  const only = request.only?.toLowerCase() ?? null
  const isPartial = only !== null
  const slot = { week: request.week, cutOff: now, late: false, dueAt: () => now, isPartial }
  const plan = request.kind === 'prompt' ? planPrompt : planEdition
  const planned = await plan(work, slot)
  if (planned.kind === 'no-rate') return planned
  if (planned.edition === null) return { kind: 'held', run: { kind: 'through' }, deliveries: [] }
  const { transport, pace } = request
  const delivering = { ...(await deliveringBy(work, transport)), only, ...(pace && { pace }) }
  const run = await deliverEdition(work, planned.edition, delivering)
  await closeEditions(work.db, isoUtc(work.now()))
  await advanceMark(work)
  const { editionId } = planned.edition
  const deliveries = await readDeliveries(work.db, editionId)
  if (planned.kind === 'held') return { kind: 'held', run, deliveries }
  const facts = await readFacts(work.db, editionId)
  return { kind: planned.kind, facts, run, deliveries }
}
