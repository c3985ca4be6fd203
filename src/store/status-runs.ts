import { sql } from 'kysely'
import type { Status } from '../report/health.js'
import type { ReadingPoint } from '../report/history.js'
import type { Policy } from '../report/policy.js'
import { type Past, statusIn, weeksRunning, weeksUnreported } from '../report/status-run.js'
import { periodOf, recentWeeks, shiftWeek, type Week, weeksEnding } from '../report/week.js'
import type { Database } from './database.js'
import { scoredWeeks, scoresByWeek } from './snapshot-row.js'

/** An account that has had its status in all weeks that were looked at so far. */
interface Run {
  readonly past: Past
  readonly status: Status
  /** How many of the weeks before the recent ones that are. */
  readonly weeks: number
}

/**
 * By account id, for how many weeks before the recent ones it had the status that it had in all of
 * them, as `History.weeksBeforeRecent` says. Most accounts changed theirs within the recent weeks,
 * and nothing more is read of them; of the others as many weeks as it takes, some at a time.
 */
export async function readWeeksBeforeRecent(
  db: Database,
  accounts: readonly Past[],
  at: ReadingPoint,
  policy: Policy,
): Promise<Map<string, number | null>> {
  const found = new Map<string, number | null>()
  let last = shiftWeek(at.week, -recentWeeks)
  let runs = accounts.flatMap((past) => {
    const status = statusThroughout(past, at.week, policy)
    if (status !== null && past.beforeRecent === null) {
      found.set(past.account.accountId, weeksUnreported(status, past, last))
      return []
    }
    const goesOn = status !== null && weeksRunning(status, past, [last], policy) === 1
    if (!goesOn) found.set(past.account.accountId, 0)
    return goesOn ? [{ past, status, weeks: 0 }] : []
  })
  const first = runs.length === 0 ? null : await readFirstWeek(db)
  for (let size = recentWeeks; runs.length > 0; size = Math.min(2 * size, mostAtOnce)) {
    if (first === null || last < first) return withUnreported(found, runs, last)
    const weeks = weeksEnding(last, size)
    const read = await readScored(db, runs, { at, weeks, policy })
    runs = runs.flatMap((run) => {
      const { accountId } = run.past.account
      const recent = scoredWeeks(read.get(accountId) ?? '[]')
      const past = { ...run.past, recent, beforeRecent: null }
      const more = weeksRunning(run.status, past, weeks, policy)
      if (more === size) return [{ ...run, weeks: run.weeks + more }]
      found.set(accountId, run.weeks + more)
      return []
    })
    last = shiftWeek(last, -size)
  }
  return found
}

/** Weeks; so that what is read of ten thousand accounts that never changed fits into memory. */
const mostAtOnce = 64

/** Null where it changed within the recent weeks, and where the account isn't active any more. */
function statusThroughout(past: Past, week: Week, policy: Policy): Status | null {
  const { recent, beforeRecent } = past
  const status = statusIn(past, recent.at(-1) ?? beforeRecent, week, policy)
  if (status === null) return null
  const weeks = periodOf(week).recent
  return weeksRunning(status, past, weeks, policy) === weeks.length ? status : null
}

/** There are no snapshots any more. */
function withUnreported(
  found: Map<string, number | null>,
  runs: readonly Run[],
  last: Week,
): Map<string, number | null> {
  for (const { past, status, weeks } of runs) {
    const more = weeksUnreported(status, past, last)
    found.set(past.account.accountId, more === null ? null : weeks + more)
  }
  return found
}

async function readFirstWeek(db: Database): Promise<Week | null> {
  const { rows } = await sql<{ week: Week | null }>`
    select min(week) as week from snapshots
  `.execute(db)
  return rows[0]?.week ?? null
}

/**
 * By account id, as JSON, what was recorded of `weeks`, and of as many before them as are carried
 * into them. Of a week that was corrected it has every version, the one that counts last: to find
 * that one alone would take as long as all the rest.
 */
async function readScored(
  db: Database,
  runs: readonly Run[],
  { at, weeks, policy }: { at: ReadingPoint; weeks: readonly Week[]; policy: Policy },
): Promise<Map<string, string>> {
  const ids = JSON.stringify(runs.map(({ past }) => past.account.accountId))
  const [from = at.week, to = at.week] = [weeks.at(0), weeks.at(-1)]
  const { rows } = await sql<{ accountId: string; weeks: string }>`
    select s.account_id as "accountId", ${scoresByWeek} as weeks
    from json_each(${ids}) as chosen
    cross join snapshots as s
    where s.account_id = chosen.value
      and s.week between ${shiftWeek(from, -policy.staleWeeks)} and ${to}
      and s.recorded_at < ${at.cutOff}
    group by s.account_id
  `.execute(db)
  return new Map(rows.map(({ accountId, weeks }) => [accountId, weeks]))
}
