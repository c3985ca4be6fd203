import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { TransportKind } from '../report/delivery.js'
import type { DeliveryReport, ImportProblem, NotSubmitted } from '../report/digest/admin.js'
import type { Database } from './database.js'
import { isRejected } from './deliveries.js'

/**
 * What became of an edition's deliveries to everyone but the admins, who are told of it. Where mail
 * goes to a server, what went into a file before there was one counts as skipped. Where all that is
 * left was rejected, it counts as failed: that is what it comes to once this is taken.
 */
export async function readDeliveryReport(
  db: Database,
  editionId: number,
  wayOut: TransportKind = 'outbox',
): Promise<DeliveryReport> {
  const told = toldState(wayOut)
  const { rows } = await sql<Omit<DeliveryReport, 'notSubmitted'> & { rejected: number }>`
    select e.week,
           count(d.delivery_id)                                                    as planned,
           count(case when d.told = 'submitted' then 1 end)                        as submitted,
           count(case when d.told = 'failed' then 1 end)                           as failed,
           count(case when d.told = 'uncertain' then 1 end)                        as uncertain,
           count(case when d.told = 'skipped' then 1 end)                          as skipped,
           count(case when d.told in ('planned', 'sending', 'retry') then 1 end)   as open,
           count(case when d.rejected then 1 end)                                  as rejected
    from editions e
    left join (
      select d.delivery_id, d.edition_id, ${told} as told, ${isRejected('d')} as rejected
      from ${withLastAttempt}
      where d.edition_id = ${editionId} and d.role <> 'admin') d on d.edition_id = e.edition_id
    where e.edition_id = ${editionId}
    group by e.week
  `.execute(db)
  const [found] = rows
  if (found === undefined) throw new Error(`there is no edition ${editionId}`)
  const { rejected, ...counts } = found
  const beside = await readUncomposedBeside(db, editionId)
  const notSubmitted = [...(await readNotSubmitted(db, editionId, told)), ...beside]
  if (rejected === 0 || rejected < counts.open) return { ...counts, notSubmitted }
  return {
    ...counts,
    failed: counts.failed + rejected,
    open: 0,
    notSubmitted: notSubmitted.map((one) =>
      one.state === 'retry' ? { ...one, state: 'failed' } : one,
    ),
  }
}

/** Files refused after `since` (UTC, ISO 8601) and not taken since then, the latest first. */
export async function readImportProblems(db: Database, since: string): Promise<ImportProblem[]> {
  const { rows } = await sql<ImportProblem>`
    select file, recorded_at as "at", faults, first_fault as "firstFault"
    from imports refused
    where faults > 0
      and recorded_at > ${since}
      and not exists (
        select 1 from imports taken
        where taken.kind = refused.kind
          and taken.file = refused.file
          and taken.recorded_at > refused.recorded_at)
    order by recorded_at desc
  `.execute(db)
  return rows
}

/** An import as it ended; one that was taken has no faults. */
export interface ImportRecord {
  readonly kind: 'accounts' | 'snapshots'
  readonly file: string
  readonly at: string
  readonly faults: number
  readonly firstFault: string | null
}

/** Remembers an import, so that the admins' next report can tell of a refused one. */
export async function addImport(db: Database, record: ImportRecord): Promise<void> {
  const { kind, file, at, faults, firstFault } = record
  await sql`
    insert into imports (kind, file, recorded_at, faults, first_fault)
    values (${kind}, ${file}, ${at}, ${faults}, ${firstFault})
  `.execute(db)
}

/** The prompts and letters of a report's week that could not be composed. */
async function readUncomposedBeside(db: Database, editionId: number): Promise<NotSubmitted[]> {
  const { rows } = await sql<NotSubmitted>`
    select case e.kind when 'prompt' then 'prompt' else 'letter' end as mail,
           d.role, d.name, d.address, d.state, d.reason
    from editions report
    join editions e on e.week = report.week and e.kind in ('prompt', 'change', 'new-link')
    join deliveries d on d.edition_id = e.edition_id
    where report.edition_id = ${editionId} and report.kind = 'report' and d.state = 'failed'
      and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
    order by d.delivery_id
  `.execute(db)
  return rows
}

async function readNotSubmitted(
  db: Database,
  editionId: number,
  told: RawBuilder<unknown>,
): Promise<NotSubmitted[]> {
  const { rows } = await sql<NotSubmitted>`
    select 'report' as mail, d.role, d.name, d.address, ${told} as state,
           case when d.state = 'submitted' then ${inFile} else d.reason end as reason
    from ${withLastAttempt}
    where d.edition_id = ${editionId} and d.role <> 'admin' and ${told} <> 'submitted'
    order by d.delivery_id
  `.execute(db)
  return rows
}

const withLastAttempt = sql`
  deliveries d
  left join attempts a on a.delivery_id = d.delivery_id and a.attempt = d.attempt`

const inFile = 'its message is in a file: no mail server was set'

function toldState(wayOut: TransportKind): RawBuilder<unknown> {
  if (wayOut === 'outbox') return sql`d.state`
  return sql`case when d.state = 'submitted' and a.transport = 'outbox' then 'skipped' else d.state end`
}
