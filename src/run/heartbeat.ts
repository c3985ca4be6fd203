import { latestDue } from '../report/slot.js'
import { databaseFile } from '../store/database.js'
import { heartbeatFile, writeHeartbeatFile } from '../store/heartbeat-file.js'
import { readLastClosed, recordHeartbeat } from '../store/open-editions.js'
import { scheduleOf } from './timetable.js'
import { emit, isoUtc, never, type WorkerPulse, type Workspace } from './workspace.js'

/**
 * Writes `<database>.heartbeat`, as JSON: that the worker is there, when it will next be at work,
 * and which report it closed last. A file that is older than a few minutes means that it is not
 * there.
 */
export async function writeHeartbeat(work: Workspace, pulse: WorkerPulse): Promise<void> {
  const { state, reason, next } = pulse
  const last = await readLastClosed(work.db)
  await writeHeartbeatFile(heartbeatFile(await databaseFile(work.db)), {
    at: isoUtc(work.now()),
    state,
    reason,
    next: next === null ? null : { week: next.week, dueAt: isoUtc(next.dueAt) },
    lastClosed: last === null ? null : { week: last.week, closedAt: last.closedAt },
  })
}

/** Longer than any monitoring service takes, and short enough not to hold up a beat. */
const patience = 10_000

/**
 * Requests HEARTBEAT_URL once for each report that was submitted to everybody who wants it, and again at every
 * beat until it has answered, for as long as no other report is due. The address itself is never
 * told to anybody: it may hold a token.
 */
export async function announce(work: Workspace): Promise<void> {
  const { heartbeatUrl } = work.config
  if (heartbeatUrl === null) return
  const last = await readLastClosed(work.db)
  const { week } = latestDue(work.now(), scheduleOf(work.config))
  if (last === null || last.week !== week || last.heartbeatAt !== null) return
  if (last.submitted + last.unwanted < last.planned || last.planned === 0) return
  const refusal = await requested(heartbeatUrl, (work.stop ?? never).claiming)
  if (refusal !== null) return emit(work, { kind: 'heartbeat-unanswered', reason: refusal })
  await recordHeartbeat(work.db, last.editionId, isoUtc(work.now()))
  emit(work, { kind: 'heartbeat-answered', week: last.week })
}

/** Null when it answered; why it did not, else. */
async function requested(url: string, stop: AbortSignal): Promise<string | null> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)])
    const response = await fetch(url, { signal })
    await response.body?.cancel()
    return response.ok ? null : `it answered ${response.status}`
  } catch (error) {
    const { cause = error } = error instanceof Error ? error : {}
    return cause instanceof Error ? cause.message : String(cause)
  }
}
