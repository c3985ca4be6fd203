import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import { type InstallationFacts, patienceMs, type TroubledEdition } from '../report/alarm.js'
import type { PulledKind } from '../report/pull-time.js'
import { duePrompt, type PromptSchedule } from '../report/schedule.js'
import { latestDue, type Timetable } from '../report/slot.js'
import { brokenStatement, type Statement, statementOf } from '../report/statement.js'
import type { Week } from '../report/week.js'
import { readMailboxFault } from './bounces.js'
import { type Database, databaseFile, reading } from './database.js'
import { isRefused } from './deliveries.js'
import { readPromptOutcomes } from './editions.js'
import { heartbeatFile, readHeartbeat } from './heartbeat-file.js'
import { readHold, readPrompting } from './installation.js'
import { readReportState } from './open-editions.js'
import { readFailingPulls } from './pulled-imports.js'

/** What should happen by the settings. */
export interface Expectations {
  readonly timetable: Timetable
  /** Null where nobody is to be asked. */
  readonly prompts: PromptSchedule | null
  /** Whether a mailbox of bounces is to be read. */
  readonly readsBounces: boolean
  /** What is to be pulled. */
  readonly pulls: readonly PulledKind[]
}

/** How the installation stands at `now`, milliseconds since the epoch. Never throws. */
export async function readStatement(
  db: Database,
  expected: Expectations,
  now: number,
): Promise<Statement> {
  try {
    return statementOf(await readFacts(db, expected, now), expected.timetable)
  } catch (error) {
    return brokenStatement(error instanceof Error ? error.message : String(error))
  }
}

async function readFacts(
  db: Database,
  expected: Expectations,
  now: number,
): Promise<InstallationFacts> {
  const file = await databaseFile(db)
  const heartbeat = await readHeartbeat(heartbeatFile(file))
  const free = await freeBytes(file)
  const inLedger = await reading(db, (state) => readLedger(state, expected, now))
  const { edition, ...facts } = inLedger
  return {
    ...facts,
    now,
    failingPulls: await readFailingPulls(db, expected.pulls),
    worker: heartbeat === null ? null : { ...heartbeat, at: Date.parse(heartbeat.at) },
    disk: free === null ? null : { free, edition },
  }
}

/** Of one state of the database. */
async function readLedger(db: Database, expected: Expectations, now: number) {
  const due = latestDue(now, expected.timetable)
  const { installedAt, ...report } = await readReportState(db, due.week)
  const hold = await readHold(db)
  const mailbox = expected.readsBounces ? await readMailboxFault(db) : null
  return {
    installedAt: installedAt === null ? null : Date.parse(installedAt),
    report: { ...report, ...due },
    hold: hold === null ? null : { since: Date.parse(hold.since), reason: hold.reason },
    mailbox: mailbox === null ? null : { since: Date.parse(mailbox.since), reason: mailbox.reason },
    missingPrompt: await readMissingPrompt(db, expected, now),
    refusal: await readRefusal(db),
    waiting: await readWaiting(db, now),
    movedAt: await readMoved(db, due.week),
    editions: await readTroubled(db, due.week, now),
    edition: await readEditionSize(db),
  }
}

async function readMissingPrompt(db: Database, { prompts }: Expectations, now: number) {
  const since = prompts === null ? null : await readPrompting(db)
  if (prompts === null || since === null) return null
  const past = { installedAt: Date.parse(since), outcomes: await readPromptOutcomes(db) }
  const due = duePrompt(now, prompts, past)
  return due.kind === 'make' ? { week: due.week, dueAt: due.dueAt } : null
}

/** The index of what waits holds these rows. */
const waits = sql`d.state in ('planned', 'retry')`

async function readRefusal(db: Database): Promise<InstallationFacts['refusal']> {
  const { rows } = await sql<{ deliveries: number; since: string; reason: string | null }>`
    with refused as (
      select d.delivery_id, d.attempt, d.reason from deliveries d
      where ${waits} and ${isRefused('d')})
    select (select count(*) from refused) as deliveries,
           min(a.started_at) as since,
           (select r.reason
            from refused r join attempts last using (delivery_id, attempt)
            order by last.started_at desc limit 1) as reason
    from refused r join attempts a using (delivery_id)
    where a.outcome in ('rejected', 'paused')
  `.execute(db)
  const [row] = rows
  if (row === undefined || row.deliveries === 0) return null
  return { ...row, since: Date.parse(row.since) }
}

/**
 * What is due, the server doesn't refuse, and waits for nobody else: the admins' mail comes last, so
 * that it can say what became of the others'.
 */
async function readWaiting(db: Database, now: number): Promise<InstallationFacts['waiting']> {
  const { rows } = await sql<{ deliveries: number; since: string | null }>`
    select count(*) as deliveries, min(coalesce(d.next_attempt_at, d.due_at)) as since
    from deliveries d
    where ${waits}
      and coalesce(d.next_attempt_at, d.due_at) <= ${stored(now)}
      and not ${isRefused('d')}
      and (d.role <> 'admin' or not exists (
        select 1 from deliveries other
        where other.edition_id = d.edition_id and other.role <> 'admin'
          and other.state in ('planned', 'sending', 'retry')))
  `.execute(db)
  const [row] = rows
  if (row === undefined || row.since === null) return null
  return { deliveries: row.deliveries, since: Date.parse(row.since) }
}

/** When last anything was done about the mail of an edition in whose slot the last report is. */
async function readMoved(db: Database, week: Week): Promise<number | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(at) as at
    from (
      select max(coalesce(a.ended_at, a.started_at)) as at
      from editions e
      join deliveries d on d.edition_id = e.edition_id
      join attempts a on a.delivery_id = d.delivery_id
      where e.slot >= ${week}
      union all
      select max(m.composed_at)
      from editions e
      join deliveries d on d.edition_id = e.edition_id
      join messages m on m.delivery_id = d.delivery_id
      where e.slot >= ${week})
  `.execute(db)
  const at = rows[0]?.at ?? null
  return at === null ? null : Date.parse(at)
}

async function readTroubled(db: Database, week: Week, now: number): Promise<TroubledEdition[]> {
  const patience = stored(now - patienceMs)
  const { rows } = await sql<TroubledEdition>`
    select case when e.kind in ('report', 'held', 'skipped') then 'report'
                when e.kind = 'prompt' then 'prompt' else 'letters' end as what,
           e.week,
           sum(d.state = 'failed') as failed,
           sum(d.state = 'uncertain') as uncertain,
           sum(d.state in ('planned', 'sending', 'retry') and d.due_at <= ${patience}) as overdue
    from editions e
    join deliveries d on d.edition_id = e.edition_id
    where e.slot >= ${week}
    group by what, e.week
    having failed + uncertain + overdue > 0
    order by e.slot, what desc
  `.execute(db)
  return rows
}

/** What the largest of the last reports takes, its pictures once, in bytes; 0 before the first. */
async function readEditionSize(db: Database): Promise<number> {
  const { rows } = await sql<{ size: number | null }>`
    select max(size) as size
    from (
      select sum(length(m.bytes)) + coalesce((
               select sum(length(p.png))
               from pictures p
               where p.picture_id in (
                 select at.picture_id
                 from deliveries o
                 join message_pictures at on at.delivery_id = o.delivery_id
                 where o.edition_id = d.edition_id)), 0) as size
      from deliveries d
      join messages m on m.delivery_id = d.delivery_id
      where d.edition_id in (
        select edition_id from editions where kind = 'report' order by week desc limit 3)
      group by d.edition_id)
  `.execute(db)
  return rows[0]?.size ?? 0
}

/** What is free on the disk of a file, for its user; null where the system doesn't tell. */
async function freeBytes(file: string): Promise<number | null> {
  const disk = await statfs(dirname(file)).catch(() => null)
  return disk === null ? null : disk.bavail * disk.bsize
}

function stored(instant: number): string {
  return new Date(instant).toISOString()
}
