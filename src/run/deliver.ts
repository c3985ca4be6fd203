import { setTimeout as pause } from 'node:timers/promises'
import type { Transport } from '../mail/transport.js'
import { type Outcome, type RetryPolicy, settlementOf } from '../report/delivery.js'
import type { News } from '../report/rejection.js'
import { begin, type Claim, claimNext, type Settled, settle } from '../store/claim.js'
import type { Edition } from '../store/editions.js'
import { type Bouncing, returnPathOf } from './bounces.js'
import { markBegun } from './ledger-mark.js'
import { openQuestion, type RejectionQuestion } from './question.js'
import { emit, isoUtc, never, type Workspace } from './workspace.js'

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
  /** How fast messages may follow each other; no limit unless told. */
  readonly pace?: Pace
  /** Signs the envelope senders; without it they are the transport's own. */
  readonly bouncing?: Bouncing | null
  /** Between further tries to record an outcome; a minute in all unless told. */
  readonly recordingWaits?: readonly number[]
}

/** Whether the run went through its deliveries, was stopped, or the server would not have us. */
export type Run =
  | { readonly kind: 'through' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'paused'; readonly reason: string }

/** The same, or the server rejects one message after the other: `question` knows which. */
export type Turned = Run | { readonly kind: 'rejected' }

/**
 * Hands every delivery that is due to the server, once each. One that fails never delays another;
 * when the server refuses us as such, the run stops and fails nobody. One that is rejected waits until
 * others' messages have shown what it is about. A message that waits for its turn is not claimed yet.
 * Throws where the ledger cannot be kept, once nothing is under way.
 */
export async function deliver(
  work: Workspace,
  edition: Edition,
  delivering: Delivering,
  question: RejectionQuestion = openQuestion(work),
): Promise<Turned> {
  const { stop = never } = work
  const { pace = unpaced, lanes } = delivering
  let pausedBy: string | null = null
  const heardBefore = question.heard()
  // Of rejections before this turn, it may be the next message that tells what they are about.
  const isRejected = () => question.isAboutUs() && question.heard() > heardBefore
  let broken = false
  // One that was rejected is due again as soon as that is recorded. Until `question` has learned of it,
  // no other lane may take it.
  const underWay = new Set<number>()
  const next = async () => {
    if (pausedBy !== null || isRejected() || broken) return null
    const request = claimRequest(work, edition, delivering)
    return await claimNext(work.db, { ...request, except: [...question.open(), ...underWay] })
  }
  const lane = async () => {
    try {
      for (;;) {
        const claim = await pace(next, stop.claiming)
        if (claim === null) return
        underWay.add(claim.deliveryId)
        const heard = question.heard()
        const { outcome, kept } = await attempt(work, claim, delivering)
        if (outcome.kind === 'paused') pausedBy = outcome.reason
        const news = newsOf(claim, { outcome, kept, heard })
        if (news !== null) await question.learn(news)
        underWay.delete(claim.deliveryId)
      }
    } catch (error) {
      broken = true
      throw error
    }
  }
  await allDone(Array.from({ length: lanes }, lane))
  if (pausedBy !== null) return { kind: 'paused', reason: pausedBy }
  if (isRejected()) return { kind: 'rejected' }
  return { kind: stop.claiming.aborted ? 'stopped' : 'through' }
}

/** What became of an attempt; `kept` is false where the claim had gone to another worker. */
interface Attempted {
  readonly outcome: Outcome
  readonly kept: boolean
}

/** What an attempt says of rejections; null where it says nothing. */
function newsOf(
  { deliveryId, attempt, address }: Claim,
  { outcome, kept, heard }: Attempted & { readonly heard: number },
): News | null {
  if (outcome.kind === 'submitted') return { kind: 'taken', heardBefore: heard }
  if (outcome.kind !== 'rejected' || !kept) return null
  const person = address.toLowerCase()
  return { kind: 'rejected', rejection: { deliveryId, attempt, person, reason: outcome.reason } }
}

/** Submits one claimed message and records what became of it. */
async function attempt(work: Workspace, claim: Claim, delivering: Delivering): Promise<Attempted> {
  const { stop = never } = work
  const { transport, retry, bouncing, recordingWaits = standardWaits } = delivering
  emit(work, { kind: 'claimed', claim })
  const parcel = bouncing ? { ...claim, returnPath: returnPathOf(bouncing, claim) } : claim
  const outcome = await transport.submit(parcel, stop.sending, async () => {
    const begun = await begin(work.db, claim, isoUtc(work.now()))
    const mayLeave = begun !== null && (await markBegun(work, begun))
    if (mayLeave) emit(work, { kind: 'begun', claim })
    return mayLeave
  })
  const endedAt = work.now()
  const dueAt = Math.max(Date.parse(claim.dueAt), Date.parse(claim.triedSince))
  const ended = { attempt: claim.tries, dueAt, endedAt, chance: work.chance() }
  const settlement = settlementOf(outcome, ended, retry)
  const settled = { ...settlement, outcome: outcome.kind, at: isoUtc(endedAt) }
  const kept = await recordOutcome(work, { claim, settled }, recordingWaits)
  emit(work, { kind: 'settled', claim, settlement, kept })
  return { outcome, kept }
}

function claimRequest(work: Workspace, { editionId }: Edition, delivering: Delivering) {
  const { lease, only, transport } = delivering
  const { owner } = work
  const now = work.now()
  const leaseUntil = isoUtc(now + lease)
  return { editionId, owner, now: isoUtc(now), leaseUntil, transport: transport.kind, only }
}

/** Waits for all of them, whatever becomes of any; then throws what the first one threw. */
async function allDone(lanes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(lanes)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

const standardWaits = [1000, 2000, 4000, 8000, 15_000, 30_000]

/**
 * Records what became of an attempt; false where the claim had gone to another worker. What the
 * server has said is known to nobody else, so a disk that is full or a database that is locked gets
 * further tries, `waits` milliseconds apart. In vain, the delivery stays as one that is being sent
 * until its lease ends, and nothing is sent a second time.
 */
async function recordOutcome(
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

/** A clock that only runs forward, in milliseconds, and a way to wait on it. */
export interface Clock {
  readonly now: () => number
  /** Waits for so long, or until the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/**
 * Starts something as soon as the pace allows, one after the other, and gives back what it gave.
 * Null where there was nothing to start, which takes no turn, or where the signal aborted before.
 */
export type Pace = <Started>(
  start: () => Promise<Started | null>,
  stop: AbortSignal,
) => Promise<Started | null>

/** No limit: everything starts at once. */
export const unpaced: Pace = (start, stop) => (stop.aborted ? Promise.resolve(null) : start())

/**
 * At most `perSecond` starts in any second, whatever began when, at equal distances: a burst is
 * what servers refuse. A start counts from when it is done with, so however long a claim takes,
 * what follows it leaves at the pace. Nothing is claimed while it waits.
 */
export function createPace(perSecond: number, { now, wait }: Clock): Pace {
  let last = Number.NEGATIVE_INFINITY
  return inTurn(async (start, stop) => {
    for (;;) {
      const delay = earliestStart(last, perSecond) - now()
      if (stop.aborted) return null
      if (delay <= 0) break
      await wait(delay, stop)
    }
    const started = await start()
    if (started !== null) last = now()
    return started
  })
}

/** When the next may start, after one that started at `last`; to the microsecond, never before. */
export function earliestStart(last: number, perSecond: number): number {
  return last + Math.ceil(1_000_000 / perSecond) / 1000
}

/**
 * The same work, one call after the other, in the order of the calls; one that fails stops none.
 */
export function inTurn<Given extends unknown[], Result>(
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (...given) => {
    const mine = last.then(() => work(...given))
    last = mine.catch(() => {})
    return mine
  }
}
