import { sql } from 'kysely'
import type { Database } from '../../src/store/database.js'
import type { Mission } from './mission.js'

/**
 * Whether the edition of the mission's week is closed, with nothing that is still to be sent again.
 */
export async function isQuiet(db: Database, mission: Mission): Promise<boolean> {
  const { week, kind = 'report', settings } = mission
  const resends = settings.ON_UNCERTAIN === 'resend' ? 1 : 0
  const { rows } = await sql<{ closed: number; waiting: number }>`
    select count(e.closed_at) as closed,
           (select count(*) from deliveries d
            where d.edition_id = e.edition_id
              and (d.state in ('planned', 'sending', 'retry')
                   or (d.state = 'uncertain' and ${resends} = 1
                       and (select count(*) from attempts a
                            where a.delivery_id = d.delivery_id and a.outcome = 'uncertain') < 3)))
             as waiting
    from editions e
    where e.week = ${week} and e.kind = ${kind}
    group by e.edition_id
  `.execute(db)
  const [edition] = rows
  return edition !== undefined && edition.closed === 1 && edition.waiting === 0
}
