import {
  type Alarm,
  alarmsOf,
  type InstallationFacts,
  isAtWork,
  type LastReport,
  lastReport,
  type WorkerSign,
} from './alarm.js'
import { comingSlots, type Timetable } from './slot.js'
import { utcTime, type Week } from './week.js'

/** How an installation stands, as monitors read it. Names and meaning are a contract. */
export type Statement = WholeStatement | BrokenStatement

export interface WholeStatement {
  readonly status: 'well' | 'unwell'
  readonly database: 'well'
  /** Everything that is wrong, in sentences; empty where all is well. */
  readonly alarms: readonly Alarm[]
  /** The last sign of a worker. */
  readonly worker: { readonly at: string; readonly state: WorkerSign['state'] | 'gone' } | null
  readonly lastReport: {
    readonly week: Week
    readonly dueAt: string
    readonly state: LastReport
    readonly failed: number
    readonly uncertain: number
  }
  /** Prompts and letters of the weeks since whose messages could not be composed. */
  readonly uncomposed: number
  readonly nextReport: {
    readonly week: Week | null
    readonly dueAt: string | null
    readonly state: 'scheduled' | 'on hold'
  }
}

/** Nothing else can be known while the database can't be read. */
export interface BrokenStatement {
  readonly status: 'unwell'
  readonly database: 'unwell'
  readonly alarms: readonly [Alarm]
}

export function statementOf(facts: InstallationFacts, timetable: Timetable): WholeStatement {
  const { now, worker, report, hold } = facts
  const alarms = alarmsOf(facts)
  const [next] = comingSlots(now, 1, timetable)
  const nextDueAt = next?.times[0]?.dueAt
  const state = isAtWork(facts) ? worker?.state : 'gone'
  return {
    status: alarms.length === 0 ? 'well' : 'unwell',
    database: 'well',
    alarms,
    worker: worker === null ? null : { at: isoUtc(worker.at), state: state ?? 'gone' },
    lastReport: {
      week: report.week,
      dueAt: isoUtc(report.dueAt),
      state: lastReport(facts),
      failed: report.failed,
      uncertain: report.uncertain,
    },
    uncomposed: report.uncomposed,
    nextReport: {
      week: next?.week ?? null,
      dueAt: nextDueAt === undefined ? null : isoUtc(nextDueAt),
      state: hold === null ? 'scheduled' : 'on hold',
    },
  }
}

export function brokenStatement(what: string): BrokenStatement {
  return { status: 'unwell', database: 'unwell', alarms: [{ kind: 'database', what, cure: '' }] }
}

/** The same in sentences, a line each. */
export function statementText(statement: Statement): string {
  const alarms = statement.alarms.map(({ what, cure }) => `- ${`${what} ${cure}`.trim()}`)
  const head = statement.status === 'well' ? 'All is well.' : 'Not all is well:'
  const rest = statement.database === 'well' ? standing(statement) : []
  return `${[head, ...alarms, ...rest].join('\n')}\n`
}

function standing({ worker, lastReport, nextReport }: WholeStatement): string[] {
  const at = (instant: string) => utcTime(Date.parse(instant))
  const sign = worker === null ? [] : [`Worker: ${worker.state}, last seen at ${at(worker.at)}.`]
  const { week, dueAt, state } = nextReport
  return [
    ...sign,
    `Last report: about ${lastReport.week}, due at ${at(lastReport.dueAt)}: ${lastReport.state}.`,
    ...(dueAt === null ? [] : [`Next report: about ${week}, due at ${at(dueAt)}: ${state}.`]),
  ]
}

/** UTC, ISO 8601 with milliseconds, as the store keeps instants. */
function isoUtc(instant: number): string {
  return `${utcTime(instant).slice(0, -1)}.${String(instant % 1000).padStart(3, '0')}Z`
}
