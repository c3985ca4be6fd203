import type { WorkerPulse } from '../event.js'
import { emit, type Workspace } from '../workspace.js'
import { type Beat, type BeatOptions, beat } from './beat.js'
import { isOver, type Pause, pausedAgain } from './pause.js'

/** What a worker remembers from beat to beat; all else is in the ledger. */
export interface WorkerState {
  readonly pause: Pause | null
  readonly pulse: WorkerPulse
}

export const fresh: WorkerState = {
  pause: null,
  pulse: { state: 'running', reason: null, next: null },
}

/** With other settings the mail server is tried at once, whatever it said to those before. */
export function retrying({ pause, pulse }: WorkerState, now: number): WorkerState {
  return { pulse, pause: pause === null ? null : { ...pause, until: now } }
}

/** One beat, and what is to be remembered of it. What lasts for many beats is told once. */
export async function runBeat(
  work: Workspace,
  outfit: Omit<BeatOptions, 'mayDeliver'>,
  before: WorkerState,
): Promise<WorkerState> {
  const mayDeliver = before.pause === null || isOver(before.pause, work.now())
  const done = await beat(work, { ...outfit, mayDeliver })
  if (done.kind === 'on-hold') return onHold(work, done, before)
  if (before.pulse.state === 'on-hold') emit(work, { kind: 'released' })
  const pause = mayDeliver ? pauseAfter(work, done, before) : before.pause
  const { next } = done
  if (pause === null) return { pause, pulse: { state: 'running', reason: null, next } }
  return { pause, pulse: { state: 'paused', reason: pause.reason, next } }
}

function onHold(
  work: Workspace,
  { hold }: Extract<Beat, { kind: 'on-hold' }>,
  { pause, pulse }: WorkerState,
): WorkerState {
  const { reason } = hold
  const isNews = pulse.state !== 'on-hold' || pulse.reason !== reason
  if (isNews) emit(work, { kind: 'on-hold', hold })
  return { pause, pulse: { state: 'on-hold', reason, next: null } }
}

function pauseAfter(
  work: Workspace,
  { run }: Extract<Beat, { kind: 'done' }>,
  before: WorkerState,
): Pause | null {
  if (run.kind === 'paused') {
    const pause = pausedAgain(before.pause, run.reason, work.now())
    emit(work, { kind: 'paused', reason: pause.reason, until: pause.until })
    return pause
  }
  if (run.kind === 'through' && before.pause !== null) emit(work, { kind: 'resumed' })
  return run.kind === 'through' ? null : before.pause
}
