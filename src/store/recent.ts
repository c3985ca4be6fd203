import { sql } from 'kysely'
import { type ReadingPoint, recentWeeks } from '../report/history.js'
import type { Scored } from '../report/snapshot.js'
import { shiftWeek, type Week } from '../report/week.js'
import { counts } from './counting.js'
import type { Database } from './database.js'

export interface Recent {
  readonly scored: readonly Scored[]
  readonly contacts: string | null
}

/**
 * Each account's snapshots of the last weeks, and the groups somebody was in touch with. A row for
 * an account, its weeks as JSON: a row for each week would cost three times the time and memory.
 */
export async function readRecent(db: Database, at: ReadingPoint): Promise<Map<string, Recent>> {
  const { rows } = await sql<{ accountId: string; weeks: string; contacts: string | null }>`
    select s.account_id as "accountId",
           json_group_array(json_array(s.week, s.relationship, s.innovation, s.service,
                                       s.commercial, s.stated_health) order by s.week) as weeks,
           group_concat(s.contacts, ';') as contacts
    from snapshots as s
    where s.week between ${shiftWeek(at.week, 1 - recentWeeks)} and ${at.week}
      and ${counts('s', at)}
    group by s.account_id
  `.execute(db)
  return new Map(
    rows.map(({ accountId, weeks, contacts }) => {
      const parsed: readonly WeekScores[] = JSON.parse(weeks)
      return [accountId, { scored: parsed.map(scoredInWeek), contacts }]
    }),
  )
}

type WeekScores = readonly [Week, ...(readonly (number | null)[])]

function scoredInWeek([week, ...scores]: WeekScores): Scored {
  const [relationship = null, innovation = null, service = null, commercial = null] = scores
  return {
    week,
    scores: { relationship, innovation, service, commercial },
    statedHealth: scores[4] ?? null,
  }
}
