import type { Transport } from '../../mail/transport.js'
import type { Slot } from '../../report/slot.js'
import { DatabaseFault } from '../../store/database-fault.js'
import { type Hold, readHold } from '../../store/installation.js'
import { closeEditions, readOpenEditions } from '../../store/open-editions.js'
import type { Run } from '../delivery/deliver.js'
import { deliverEdition, deliveringBy } from '../delivery/deliver-edition.js'
import type { Pace } from '../delivery/pace.js'
import { expireOverdue, recover } from '../delivery/recover.js'
import { advanceMark } from '../ledger/high-water-mark.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'
import { answerRequests } from './answer-requests.js'
import { makeDue } from './make-due.js'
import { makePrompt } from './make-prompt.js'
import { tellChanges } from './tell-changes.js'

/** What the worker has in hand. */
export interface BeatOptions {
  readonly transport: Transport
  readonly pace: Pace
  /** Milliseconds since the epoch: what was due before is none of its own. */
  readonly installedAt: number
  /** False while the server would not have us: then everything is done but handing over. */
  readonly mayDeliver: boolean
}

export type Beat =
  | { readonly kind: 'on-hold'; readonly hold: Hold }
  | {
      readonly kind: 'done'
      readonly run: Run
      /** The next slot; null while one is under way. */
      readonly next: Slot | null
    }

/**
 * Looks once at the clock and the ledger and does all there is to do: takes up what was left
 * behind, makes the editions that are due, delivers every delivery that is, closes what has come to
 * its end. Everything is worked out from the database, so a beat that was missed, doubled, or
 * broken off anywhere changes nothing but when it is done.
 */
export async function beat(work: Workspace, outfit: BeatOptions): Promise<Beat> {
  const hold = await readHold(work.db)
  if (hold !== null) return { kind: 'on-hold', hold }
  await recover(work)
  await expireOverdue(work)
  await apart(work, () => makePrompt(work))
  // What can't be planned holds up nothing that was planned before.
  const due = await apart(work, () => makeDue(work, outfit.installedAt))
  const run = await deliverOpen(work, outfit)
  // What they plan is left to the next beat.
  await apart(work, () => tellChanges(work))
  await apart(work, () => answerRequests(work))
  const closed = await closeEditions(work.db, isoUtc(work.now()))
  for (const edition of closed) emit(work, { kind: 'closed', edition })
  await advanceMark(work)
  return { kind: 'done', run, next: due?.kind === 'wait' ? due.next : null }
}

/**
 * The oldest edition first. One that has to wait doesn't hold up the next, nor does one that can't
 * be composed, nor one at whose message the server refuses us: it may be that message alone.
 */
async function deliverOpen(work: Workspace, outfit: BeatOptions): Promise<Run> {
  if (!outfit.mayDeliver) return { kind: 'through' }
  const delivering = { ...(await deliveringBy(work, outfit.transport)), pace: outfit.pace }
  let paused: Run | null = null
  for (const edition of await readOpenEditions(work.db)) {
    const run = await apart(work, () => deliverEdition(work, edition, delivering))
    if (run?.kind === 'stopped') return run
    if (run?.kind === 'paused') paused ??= run
  }
  return paused ?? { kind: 'through' }
}

/**
 * Does what holds up nothing else, whatever is wrong with it: that is told of, and it is tried again
 * at the next beat. Null then. What is wrong with the ledger itself is thrown.
 */
async function apart<T>(work: Workspace, step: () => Promise<T>): Promise<T | null> {
  try {
    return await step()
  } catch (error) {
    // Facts that a newer version froze are that edition's trouble alone.
    if (error instanceof DatabaseFault && error.kind !== 'newer') throw error
    emit(work, { kind: 'fault', error })
    return null
  }
}
