import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

/** How far a ledger has come: it only ever grows, so an older copy of it lies lower. */
export interface HighWater {
  /** The installation's. */
  readonly identity: string
  /** Attempts at submission there have been, of all editions. */
  readonly attempts: number
  /**
   * The latest week in whose slot an edition was planned, here or in a state of the ledger that is
   * lost. That of a prompt is the slot of the report which was due last before it.
   */
  readonly lastEdition: Week | null
}

/** How far this ledger has come; null before it has an identity. */
export async function readHighWater(db: Database): Promise<HighWater | null> {
  const { rows } = await sql<HighWater>`
    select i.identity,
           (select count(*) from attempts) as "attempts",
           (select max(week)
            from (
              select slot as week from editions
              union all select i.hold_doubt
              union all select i.doubt_until)) as "lastEdition"
    from installation i
  `.execute(db)
  return rows[0] ?? null
}

/** Whether `ledger` has not come as far as `other`, in attempts or in editions. */
export function isBehind(ledger: HighWater, other: HighWater): boolean {
  return ledger.attempts < other.attempts || (ledger.lastEdition ?? '') < (other.lastEdition ?? '')
}
