import type { Transport } from '../../mail/transport.js'
import { DatabaseFault } from '../../store/database-fault.js'
import { recordInstalled } from '../../store/installation.js'
import { bounceRounds } from '../bounces/bounce-rounds.js'
import { openBouncing } from '../bounces/return-paths.js'
import type { Pace } from '../delivery/pace.js'
import type { WorkerPulse } from '../event.js'
import { pruneRounds } from '../keeping/prune.js'
import { checkMark } from '../ledger/high-water-mark.js'
import { never } from '../stop.js'
import { inTurn } from '../turn.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'
import { announce, writeHeartbeat } from './heartbeat.js'
import { clearLeftovers } from './leftovers.js'
import type { Ticks } from './ticks.js'
import { fresh, retrying, runBeat, type WorkerState } from './watch.js'

export interface WorkerOptions {
  readonly transport: Transport
  readonly pace: Pace
  readonly ticks: Ticks
  /** Where messages are files, resolved; those out of time are removed. Without it, nothing is. */
  readonly outbox?: string
  /** Asked before each beat for settings that have changed since; null for none. */
  readonly renewed?: () => Renewal | null
}

/** What a worker makes of its settings, made of other ones. The transport before it is closed. */
export interface Renewal {
  readonly settings: Required<Pick<Workspace, 'config' | 'logo' | 'dkim' | 'links'>>
  readonly transport: Transport
  readonly pace: Pace
  readonly outbox: string
}

/** Why the worker ended. */
export type WorkerEnd =
  | { readonly kind: 'stopped' }
  /** It was stopped while the mail server would not have us. */
  | { readonly kind: 'stopped-while-paused'; readonly reason: string }
  /** Going on would do harm, or it was stopped while the ledger could not be used. */
  | { readonly kind: 'broken'; readonly fault: DatabaseFault }

/**
 * Beats at every tick, the first one at once, until it is asked to stop; never twice at a time. Of
 * a beat that fails it tells, and the next one starts over: nothing is sent twice by that.
 *
 * @throws DatabaseFault where the ledger can't be used from the start, KeyFileFault where the keys
 * of return paths can't.
 */
export async function runWorker(work: Workspace, equipment: WorkerOptions): Promise<WorkerEnd> {
  const installedAt = await begin(work)
  const { stop = never } = work
  const breakdown = new AbortController()
  const ending = AbortSignal.any([stop.claiming, breakdown.signal])
  let watch: WorkerState = fresh
  let fault: DatabaseFault | null = null
  let failing: string | null = null
  let busy: Promise<void> | null = null

  const means = meansOf(work, equipment, ending)
  const heartbeat = inTurn(() => writeHeartbeat(means.now().work, pulseOf(watch, failing)))
  const step = async () => {
    if (await means.renew()) watch = retrying(watch, work.now())
    const { work: today, bounces, pruning, transport, pace } = means.now()
    bounces.hourly()
    watch = await runBeat(today, { transport, pace, installedAt }, watch)
    failing = null
    await heartbeat()
    await announce(today)
    pruning.hourly()
    fault = null
  }
  const failed = async (error: unknown) => {
    emit(work, { kind: 'fault', error })
    if (error instanceof DatabaseFault) fault = error
    if (isBeyondRepair(error)) breakdown.abort()
    failing = error instanceof Error ? error.message : String(error)
    await heartbeat().catch(() => {})
  }
  const ended = () => {
    busy = null
    emit(work, { kind: 'beat', pulse: watch.pulse })
  }
  const stopTicks = equipment.ticks(() => {
    if (busy === null) busy = step().catch(failed).finally(ended)
    else void heartbeat().catch(() => {})
  })
  await aborted(ending)
  stopTicks()
  await busy
  await means.ended()
  return endOf(fault, watch)
}

/** What is done before the first beat; since when a worker is here, in milliseconds since the epoch. */
async function begin(work: Workspace): Promise<number> {
  await checkMark(work)
  await clearLeftovers(work)
  // Keys that can't be used end it here, rather than every beat.
  await openBouncing(work)
  return Date.parse(await recordInstalled(work.db, isoUtc(work.now())))
}

/** What monitors are to hear: they ask for as long as nothing is done. */
function pulseOf({ pulse }: WorkerState, failing: string | null): WorkerPulse {
  return failing === null ? pulse : { ...pulse, state: 'failing', reason: failing }
}

/** What the settings give a worker to work with: from beat to beat, it may be something else. */
function meansOf(work: Workspace, equipment: WorkerOptions, ending: AbortSignal) {
  const { renewed = () => null } = equipment
  let now = attended(work, equipment, ending)
  let rounds: Promise<unknown> = Promise.resolve()
  return {
    now: () => now,
    /** Goes over to other settings, and says whether there were any. */
    renew: async (): Promise<boolean> => {
      const renewal = renewed()
      if (renewal === null) return false
      const before = now
      now = attended({ ...work, ...renewal.settings }, renewal, ending)
      rounds = Promise.all([rounds, before.bounces.ended(), before.pruning.ended()])
      await before.transport.close()
      return true
    },
    /** Until no round is under way, by these settings or those before. */
    ended: async () => void (await Promise.all([rounds, now.bounces.ended(), now.pruning.ended()])),
  }
}

/** The same work, with rounds beside it: for bounces in the mailbox, and for what is out of time. */
function attended(
  work: Workspace,
  { transport, pace, outbox }: Pick<WorkerOptions, 'transport' | 'pace' | 'outbox'>,
  ending: AbortSignal,
) {
  const bounces = bounceRounds(work)
  const { stop = never } = work
  const pruning = pruneRounds({ ...work, stop: { ...stop, claiming: ending } }, outbox)
  return { work: { ...work, beforeAdmins: bounces.look }, transport, pace, bounces, pruning }
}

/** A damaged file gets worse with every write; whatever else is wrong may pass. */
function isBeyondRepair(error: unknown): boolean {
  return (
    error instanceof DatabaseFault && (error.kind === 'corrupt' || error.kind === 'not-a-database')
  )
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function endOf(fault: DatabaseFault | null, { pause }: WorkerState): WorkerEnd {
  if (fault !== null) return { kind: 'broken', fault }
  return pause === null
    ? { kind: 'stopped' }
    : { kind: 'stopped-while-paused', reason: pause.reason }
}
