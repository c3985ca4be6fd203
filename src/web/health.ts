import type { FastifyInstance } from 'fastify'
import { lateAfterMs } from '../report/schedule.js'
import { comingSlots, latestDue } from '../report/slot.js'
import { type ReportState, readReportState } from '../store/report-state.js'
import { stored, type Web } from './web.js'

/** How the last report stands. The first two are well. */
type LastReport =
  | 'none due yet'
  | 'made'
  | 'under way'
  | 'missing'
  | 'held'
  | 'incomplete'
  | 'paused'

/** `/healthz`: 200 while database, last Monday and next Monday are well, else 503. For monitors. */
export function addHealth(app: FastifyInstance, web: Web): void {
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(web).catch((error: unknown) => {
      web.log(`healthz: ${error instanceof Error ? error.message : String(error)}`)
      return { status: 'unwell', database: 'unwell' } as const
    })
    return reply.code(health.status === 'well' ? 200 : 503).send(health)
  })
}

async function healthOf(web: Web) {
  const now = web.now()
  const last = latestDue(now, web.timetable)
  const state = await readReportState(web.db, last.week)
  const [next] = comingSlots(now, 1, web.timetable)
  const nextDueAt = next?.times[0]?.dueAt
  const report = lastReport(state, now - last.dueAt, last.dueAt)
  const { failed, uncertain, uncomposed } = state
  const isReported = ['none due yet', 'made', 'under way'].includes(report)
  const well = isReported && uncomposed === 0 && !state.onHold
  return {
    status: well ? 'well' : 'unwell',
    database: 'well',
    lastReport: {
      week: last.week,
      dueAt: stored(last.dueAt),
      state: report,
      failed,
      uncertain,
    },
    // Prompts and letters about the weeks since: mmr deliveries says which, and why.
    uncomposed,
    nextReport: {
      week: next?.week ?? null,
      dueAt: nextDueAt === undefined ? null : stored(nextDueAt),
      state: state.onHold ? 'on hold' : 'scheduled',
    },
  } as const
}

/** How long deliveries may take before somebody should look. */
const patienceMs = 2 * 60 * 60_000

function lastReport(state: ReportState, age: number, dueAt: number): LastReport {
  if (!state.made) {
    const isOurs = state.installedAt !== null && Date.parse(state.installedAt) <= dueAt
    if (!isOurs) return 'none due yet'
    return age <= lateAfterMs ? 'under way' : 'missing'
  }
  if (state.held) return 'held'
  if (state.failed + state.uncertain > 0) return 'incomplete'
  // The mail server refuses us: somebody should look now, and not only when it has lasted.
  if (state.refused > 0) return 'paused'
  if (state.open > 0) return age <= patienceMs ? 'under way' : 'incomplete'
  return 'made'
}
