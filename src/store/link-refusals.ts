import { sql } from 'kysely'
import type { LinkRefusals, RefusalKind } from '../report/digest/admin.js'
import { firstDay, lastDay, type Week } from '../report/week.js'
import type { Database } from './database.js'
import { countWithheld } from './link-requests.js'

/** Links refused on one day: counted, and nothing kept of the links. */
export interface RefusalCount {
  /** A day in UTC. */
  readonly day: string
  readonly kind: RefusalKind
  readonly count: number
}

/** Adds to what was counted before, by this server or another. */
export async function addRefusals(db: Database, counts: readonly RefusalCount[]): Promise<void> {
  await sql`
    insert into link_refusals (day, kind, count)
    select value ->> 'day', value ->> 'kind', value ->> 'count'
    from json_each(${JSON.stringify(counts)})
    where true
    on conflict (day, kind) do update set count = count + excluded.count
  `.execute(db)
}

/** Links refused in a week, or not mailed. Its days are counted in UTC. */
export async function readRefusals(db: Database, week: Week): Promise<LinkRefusals> {
  const { rows } = await sql<{ kind: RefusalKind; count: number }>`
    select kind, sum(count) as count
    from link_refusals
    where day between ${firstDay(week)} and ${lastDay(week)}
    group by kind
  `.execute(db)
  const of = (kind: RefusalKind) => rows.find((row) => row.kind === kind)?.count ?? 0
  return {
    expired: of('expired'),
    revoked: of('revoked'),
    removed: of('removed'),
    unknown: of('unknown'),
    withheld: await countWithheld(db, week),
  }
}
