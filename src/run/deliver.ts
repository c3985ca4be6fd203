import type { Transport } from '../mail/transport.js'
import { type RetryPolicy, settlementOf } from '../report/delivery.js'
import { type Claim, claimNext, settle } from '../store/claim.js'
import type { Edition } from '../store/editions.js'
import { stored, type Workspace } from './workspace.js'

/** How deliveries are handed to the server. Durations are milliseconds. */
export interface Delivering {
  readonly transport: Transport
  /** How many messages are under way at once. */
  readonly lanes: number
  /** Longer than any attempt may take: past it, a delivery counts as left behind. */
  readonly lease: number
  readonly retry: RetryPolicy
  /** The only recipient to deliver to, as the ledger names it; null for all. */
  readonly only: string | null
}

/** Whether the run went through its deliveries, or the server would not have us. */
export type Run =
  | { readonly kind: 'through' }
  | { readonly kind: 'paused'; readonly reason: string }

/**
 * Hands every delivery that is due to the server, once each. One that fails never delays another;
 * when the server refuses us as such, the run stops and fails nobody.
 */
export async function deliver(
  work: Workspace,
  edition: Edition,
  delivering: Delivering,
): Promise<Run> {
  let run: Run = { kind: 'through' }
  const lane = async () => {
    while (run.kind === 'through') {
      const claim = await claimNext(work.db, claimRequest(work, edition, delivering))
      if (claim === null) return
      const reason = await attempt(work, claim, delivering)
      if (reason !== null) run = { kind: 'paused', reason }
    }
  }
  await Promise.all(Array.from({ length: delivering.lanes }, lane))
  return run
}

/** Submits one claimed message and records what became of it; the reason when the server paused us. */
async function attempt(
  work: Workspace,
  claim: Claim,
  { transport, retry }: Delivering,
): Promise<string | null> {
  const outcome = await transport.submit(claim)
  const endedAt = work.now()
  const dueAt = Date.parse(claim.dueAt)
  const ended = { attempt: claim.attempt, dueAt, endedAt, chance: work.chance() }
  const settlement = settlementOf(outcome, ended, retry)
  await settle(work.db, claim, { ...settlement, at: stored(endedAt) })
  return outcome.kind === 'paused' ? outcome.reason : null
}

function claimRequest(work: Workspace, edition: Edition, { lease, only }: Delivering) {
  const now = work.now()
  const { editionId } = edition
  return { editionId, owner: work.owner, now: stored(now), leaseUntil: stored(now + lease), only }
}
