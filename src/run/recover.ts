import { closePrompts } from '../store/editions.js'
import { clampLeases, expire, resendUncertain, skipUnsubscribed, sweep } from '../store/sweep.js'
import { closedWeek } from './timetable.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/** Takes up what earlier runs left behind. */
export async function recover(work: Workspace): Promise<void> {
  const now = work.now()
  await clampLeases(work.db, { now: isoUtc(now), farthest: isoUtc(now + farthest) })
  const swept = await sweep(work.db, isoUtc(now))
  if (swept.retried + swept.uncertain > 0) emit(work, { kind: 'swept', ...swept })
  // Unsubscribing skips what waits then; what was under way may have come back since.
  await skipUnsubscribed(work.db, isoUtc(now))
  await resendMarked(work)
}

/**
 * Gives up what has become out of date; the admins' mail only when the next report is due, prompts
 * as soon as the report of their week is.
 */
export async function expireOverdue(work: Workspace): Promise<void> {
  const now = work.now()
  const closed = await closePrompts(work.db, { week: closedWeek(work), now: isoUtc(now) })
  const expired = await expire(work.db, {
    now: isoUtc(now),
    before: isoUtc(now - outOfDateAfter(work)),
    adminsBefore: isoUtc(now - week),
  })
  const deliveries = closed + expired
  if (deliveries > 0) emit(work, { kind: 'expired', deliveries })
}

/**
 * Under ON_UNCERTAIN=resend, lets uncertain deliveries be sent again, each at most twice: nobody
 * gets more than three copies, whatever a server keeps doing.
 */
export async function resendMarked(work: Workspace): Promise<void> {
  if (work.config.sending.onUncertain !== 'resend') return
  const now = work.now()
  const deliveries = await resendUncertain(work.db, {
    nextAttemptAt: isoUtc(now + resendAfter),
    dueSince: isoUtc(now - outOfDateAfter(work)),
    closed: closedWeek(work),
    most: 3,
  })
  if (deliveries > 0) emit(work, { kind: 'resending', deliveries })
}

/** No message leaves later than this after it was due, whatever kept it. In milliseconds. */
function outOfDateAfter({ config: { schedule, sending } }: Workspace): number {
  return Math.max(schedule.catchUpHours, sending.giveUpHours) * hour
}

const minute = 60_000
const hour = 60 * minute
const week = 168 * hour

/** Leases last for twenty minutes, and an hour is the longest time between two attempts. */
const farthest = 2 * hour

/** What made one attempt break rarely lasts that long. */
const resendAfter = 5 * minute
