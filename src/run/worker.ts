import { schedule } from 'node-cron'
import { clearUnfinished } from '../disk/lasting-file.js'
import { tokenFileOf } from '../mail/oauth/token-file.js'
import type { Transport } from '../mail/transport.js'
import { databaseFile } from '../store/database.js'
import { DatabaseFault } from '../store/database-fault.js'
import { heartbeatFile } from '../store/heartbeat-file.js'
import { recordInstalled } from '../store/installation.js'
import { markFile } from '../store/mark.js'
import { pullStateFile } from '../store/pull-state.js'
import { type Beat, type BeatOptions, beat } from './beat.js'
import { bounceRounds, openBouncing } from './bounces.js'
import { inTurn, type Pace } from './deliver.js'
import { announce, writeHeartbeat } from './heartbeat.js'
import { pruneRounds } from './keeping.js'
import { checkMark } from './ledger-mark.js'
import { pulledFile } from './pull.js'
import { pullRounds } from './pull-rounds.js'
import { emit, isoUtc, never, type WorkerPulse, type Workspace } from './workspace.js'

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
      rounds = Promise.all([rounds, endOfRounds(before)])
      await before.transport.close()
      return true
    },
    /** Until no round is under way, by these settings or those before. */
    ended: async () => void (await Promise.all([rounds, endOfRounds(now)])),
  }
}

async function endOfRounds({ bounces, pulls, pruning }: ReturnType<typeof attended>) {
  await Promise.all([bounces.ended(), pulls.ended(), pruning.ended()])
}

/**
 * The same work, with rounds beside it: for bounces in the mailbox, for what is pulled, and for what is
 * out of time.
 */
function attended(
  work: Workspace,
  { transport, pace, outbox }: Pick<WorkerOptions, 'transport' | 'pace' | 'outbox'>,
  ending: AbortSignal,
) {
  const bounces = bounceRounds(work)
  const { stop = never } = work
  const ended = { ...work, stop: { ...stop, claiming: ending } }
  const pruning = pruneRounds(ended, outbox)
  const pulls = pullRounds(ended)
  const working = { ...work, beforeAdmins: bounces.look, pulls }
  return { work: working, transport, pace, bounces, pulls, pruning }
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

/** What a worker remembers from beat to beat; all else is in the ledger. */
interface WorkerState {
  readonly pause: Pause | null
  readonly pulse: WorkerPulse
}

const fresh: WorkerState = {
  pause: null,
  pulse: { state: 'running', reason: null, next: null },
}

/** With other settings the mail server is tried at once, whatever it said to those before. */
function retrying({ pause, pulse }: WorkerState, now: number): WorkerState {
  return { pulse, pause: pause === null ? null : { ...pause, until: now } }
}

/** One beat, and what is to be remembered of it. What lasts for many beats is told once. */
async function runBeat(
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

/** The mail server would not have us, for a reason of its own; the next try is due at `until`. */
export interface Pause {
  readonly reason: string
  /** How often in a row. */
  readonly times: number
  /** Milliseconds since the epoch. */
  readonly until: number
}

const minute = 60_000
const longest = 15 * minute

/** The pause after another refusal: 1, 2, 4, 8, then 15 minutes. */
export function pausedAgain(before: Pause | null, reason: string, now: number): Pause {
  const times = (before?.times ?? 0) + 1
  return { reason, times, until: now + Math.min(longest, 2 ** (times - 1) * minute) }
}

/** Whether it is time for another try. A clock that was set back doesn't make it longer. */
export function isOver({ until }: Pause, now: number): boolean {
  return now >= until || until - now > longest
}

/** Calls `tick` at once and again and again, until what it gives back is called. */
export type Ticks = (tick: () => void) => () => void

const tickMs = 60_000

/**
 * At once, then once a minute, at its start. node-cron alone would fall silent for as long as a
 * clock is set back, and drops what falls into a step or a busy moment: an interval, which follows
 * no clock, ticks beside it. A tick too many does nothing.
 */
export const everyMinute: Ticks = (tick) => {
  const cron = schedule('* * * * *', tick, { timezone: 'UTC', suppressMissedWarning: true })
  const interval = setInterval(tick, tickMs)
  tick()
  return () => {
    clearInterval(interval)
    void cron.destroy()
  }
}

/**
 * Removes what workers that were killed at the wrong instant have left beside the database. It is in
 * nobody's way, so what can't be removed stays.
 */
async function clearLeftovers({ db }: Pick<Workspace, 'db'>): Promise<void> {
  const file = await databaseFile(db)
  for (const path of [
    markFile(file),
    heartbeatFile(file),
    tokenFileOf(file),
    pullStateFile(file),
    pulledFile(file),
  ]) {
    await clearUnfinished(path).catch(() => {})
  }
}
