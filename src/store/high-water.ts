import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

/** How far a ledger has come: it only ever grows, so an older copy of it lies lower. */
export interface HighWater {
  /** The installation's. */
  readonly identity: string
  /** Attempts at submission there have been, of all editions. */
  readonly attempts: number
  /** Messages that began to leave, numbered in that order: the number of the last one. */
  readonly begun: number
  /**
   * The latest week in whose slot an edition was planned, here or in a state of the ledger that is
   * lost. That of a prompt is the slot of the report which was due last before it.
   */
  readonly lastEdition: Week | null
}

/** How far this ledger has come; null before it has an identity. */
export async function readHighWater(db: Database): Promise<HighWater | null> {
  const begun = (await hasBegunNumbers(db))
    ? sql`(select coalesce(max(begun_number), 0) from attempts where begun_number is not null)`
    : sql`0`
  const { rows } = await sql<HighWater>`
    select i.identity,
           (select count(*) from attempts) as "attempts",
           ${begun} as "begun",
           (select max(week)
            from (
              select slot as week from editions
              union all select i.hold_doubt
              union all select i.doubt_until)) as "lastEdition"
    from installation i
  `.execute(db)
  return rows[0] ?? null
}

/** A backup of an older version, which is read before its tables are brought up to date, has none. */
async function hasBegunNumbers(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pragma_table_info('attempts') where name = 'begun_number'
  `.execute(db)
  return rows.length > 0
}

/** Whether `ledger` has not come as far as `other`, in attempts, messages begun or editions. */
export function isBehind(ledger: HighWater, other: HighWater): boolean {
  return (
    ledger.attempts < other.attempts ||
    ledger.begun < other.begun ||
    (ledger.lastEdition ?? '') < (other.lastEdition ?? '')
  )
}

/**
 * Whether all that the ledger says of submissions is of one state. It isn't where the file was put
 * beside a write-ahead log of another state: SQLite then takes some pages from here and some from
 * there, and needn't notice. The numbers of messages begun have no gap, a delivery that may be
 * submitted once more has as many attempts as it counts, and the indexes say what their tables do.
 */
export async function isOfOneState(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1
    where (select count(begun_number) from attempts not indexed) <>
          (select coalesce(max(begun_number), 0) from attempts where begun_number is not null)
       or exists (
         select 1
         from deliveries d
         where d.state in ('planned', 'retry', 'sending', 'uncertain')
           and d.attempt <> (select count(*) from attempts a where a.delivery_id = d.delivery_id))
       or exists (${indexedAmiss})
       or exists (
         select 1
         from (select 'deliveries' as name union all select 'attempts') as checked,
              pragma_integrity_check(checked.name) as finding
         where finding.integrity_check <> 'ok')
  `.execute(db)
  return rows.length === 0
}

/**
 * Deliveries that an index has in a state in which the table hasn't. What is due is read from these
 * indexes alone, and SQLite's own check lets entries pass that have no row.
 */
const indexedAmiss = sql`
  select delivery_id, 'waiting'
  from deliveries indexed by deliveries_waiting
  where state in ('planned', 'retry')
  union all
  select delivery_id, 'sending'
  from deliveries indexed by deliveries_under_way
  where state = 'sending'
  union all
  select delivery_id, 'uncertain'
  from deliveries indexed by deliveries_uncertain
  where state = 'uncertain'
  except
  select delivery_id, case when state in ('planned', 'retry') then 'waiting' else state end
  from deliveries not indexed`
