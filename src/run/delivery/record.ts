import { setTimeout as pause } from 'node:timers/promises'
import { type Claim, type Settled, settle } from '../../store/claim.js'
import { never } from '../stop.js'
import { emit, type Workspace } from '../workspace.js'

/**
 * Records what became of an attempt; false where the claim had gone to another worker. What the
 * server has said is known to nobody else, so a disk that is full or a database that is locked gets
 * further tries, `waits` milliseconds apart. In vain, the delivery stays as one that is being sent
 * until its lease ends, and nothing is sent a second time.
 */
export async function recordOutcome(
  work: Workspace,
  { claim, settled }: { claim: Claim; settled: Settled },
  waits: readonly number[],
): Promise<boolean> {
  const { stop = never } = work
  for (const wait of waits) {
    try {
      return await settle(work.db, claim, settled)
    } catch (error) {
      emit(work, { kind: 'unrecorded', claim, error })
      await pause(wait, undefined, { signal: stop.sending }).catch(() => {})
    }
  }
  return await settle(work.db, claim, settled)
}
