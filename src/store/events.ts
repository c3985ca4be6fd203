import { sql } from 'kysely'
import type { Action, DecisionMakerChange, ReadingPoint } from '../report/history.js'
import { counts } from './counting.js'
import type { Database } from './database.js'

// In both queries a cross join, whose tables SQLite takes in their order: accounts first.

/**
 * Each account's latest change of the decision maker, and when somebody met the new one: the first
 * meeting, on or after the day of the change, that this snapshot or a later one tells of.
 */
export async function readDecisionMakerChanges(
  db: Database,
  at: ReadingPoint,
): Promise<Map<string, DecisionMakerChange>> {
  const { rows } = await sql<DecisionMakerChange & { accountId: string }>`
    select change.account_id                as "accountId",
           change.decision_maker            as "decisionMaker",
           change.decision_maker_changed_on as "changedOn",
           (select min(meeting.decision_maker_met_on)
            from snapshots as meeting
            where meeting.account_id = change.account_id
              and meeting.week between change.week and ${at.week}
              and meeting.decision_maker_met_on is not null
              and meeting.decision_maker_met_on >= change.decision_maker_changed_on
              and ${counts('meeting', at)}) as "metOn"
    from accounts as a
    cross join snapshots as change
    where change.account_id = a.account_id
      and (change.week, change.version) = (
        select s.week, s.version
        from snapshots as s
        where s.account_id = a.account_id
          and s.decision_maker_changed_on is not null
          and s.week <= ${at.week}
          and ${counts('s', at)}
        order by s.week desc
        limit 1)
  `.execute(db)
  return new Map(rows.map(({ accountId, ...change }) => [accountId, change]))
}

/**
 * Each account's latest action, and when it was done: the first day that this snapshot or a later
 * one says so.
 */
export async function readActions(db: Database, at: ReadingPoint): Promise<Map<string, Action>> {
  const { rows } = await sql<Action & { accountId: string }>`
    select latest.account_id              as "accountId",
           latest.action,
           latest.action_owner            as "owner",
           latest.action_due_on           as "dueOn",
           (select min(done.action_done_on)
            from snapshots as done
            where done.account_id = latest.account_id
              and done.week between latest.week and ${at.week}
              and done.action_done_on is not null
              and ${counts('done', at)})  as "doneOn"
    from accounts as a
    cross join snapshots as latest
    where latest.account_id = a.account_id
      and (latest.week, latest.version) = (
        select s.week, s.version
        from snapshots as s
        where s.account_id = a.account_id
          and s.action is not null
          and s.week <= ${at.week}
          and ${counts('s', at)}
        order by s.week desc
        limit 1)
  `.execute(db)
  return new Map(rows.map(({ accountId, ...action }) => [accountId, action]))
}
