import { type RawBuilder, sql } from 'kysely'
import type { Account } from '../report/account.js'
import { grantedWeeks, type ValueHabit } from '../report/earned.js'
import {
  type Action,
  contactWeeks,
  type DecisionMakerChange,
  type ReadingPoint,
  type SnapshotHistory,
} from '../report/history.js'
import type { Policy } from '../report/policy.js'
import type { Scored, Snapshot, Versioned } from '../report/snapshot.js'
import { recentWeeks, shiftWeek, type Week } from '../report/week.js'
import { type Database, reading } from './database.js'
import {
  counts,
  groupsIn,
  type ScoredRow,
  type SnapshotRow,
  scoredColumns,
  scoredOf,
  scoredWeeks,
  scoresByWeek,
  snapshotColumns,
  snapshotOf,
  versionedOf,
} from './snapshot-row.js'
import { readWeeksBeforeRecent } from './status-runs.js'

export interface HistoryRequest {
  readonly at: ReadingPoint
  readonly accounts: readonly Account[]
  /** Of accounts that are leaving: from which week on they count as that. */
  readonly leavingSince: ReadonlyMap<string, Week>
  /** The cut-offs of the editions that were made, by their week. */
  readonly cutOffs: ReadonlyMap<Week, string>
  /** What decides for how long an account has had its status. */
  readonly policy: Policy
}

/**
 * What is known of each account at a point in time, in the order of `accounts`: one query for one
 * question, for all accounts at once, on one state of the database.
 */
export function readHistories(db: Database, request: HistoryRequest): Promise<SnapshotHistory[]> {
  return reading(db, async (state) => {
    const told = await readTold(state, request)
    const before = await readWeeksBeforeRecent(state, told, request.at, request.policy)
    return told.map((one) => ({
      ...one,
      weeksBeforeRecent: before.get(one.account.accountId) ?? null,
    }))
  })
}

/** All of it but for how long a status goes back, which what is read here decides. */
async function readTold(
  db: Database,
  { at, accounts, leavingSince, cutOffs }: HistoryRequest,
): Promise<Omit<SnapshotHistory, 'weeksBeforeRecent'>[]> {
  const latest = await readLatest(db, at)
  const earlier = await readEarlier(db, at)
  const recent = await readRecent(db, at)
  const beforeRecent = await readBeforeRecent(db, at)
  const inTouch = await readInTouch(db, at)
  const lastValues = await readLastValues(db, at)
  const superseded = await readSuperseded(db, earlier.values(), cutOffs)
  const changes = await readDecisionMakerChanges(db, at)
  const actions = await readActions(db, at)

  return accounts.map((account) => {
    const id = account.accountId
    const of = recent.get(id)
    return {
      account,
      latest: latest.get(id) ?? null,
      earlier: earlier.get(id) ?? null,
      recent: of?.scored ?? [],
      beforeRecent: beforeRecent.get(id) ?? null,
      leavingSince: leavingSince.get(id) ?? null,
      contacts: inTouch.has(id) ? groupsIn(of?.contacts ?? null) : null,
      lastValueIn: lastValues.get(id) ?? null,
      superseded: superseded.get(id) ?? null,
      decisionMakerChange: changes.get(id) ?? null,
      action: actions.get(id) ?? null,
    }
  })
}

/** Each account's latest snapshot of the week or an earlier one, with all that it says. */
async function readLatest(db: Database, at: ReadingPoint): Promise<Map<string, Snapshot>> {
  const { rows } = await latest<SnapshotRow>(at, snapshotColumns).execute(db)
  return new Map(rows.map((row) => [row.accountId, snapshotOf(row)]))
}

/**
 * Each account's latest snapshot before the week. Their words would be half of what is in memory.
 */
async function readEarlier(db: Database, at: ReadingPoint): Promise<Map<string, Versioned>> {
  const before = { ...at, week: shiftWeek(at.week, -1) }
  const { rows } = await latest<ScoredRow>(before, scoredColumns).execute(db)
  return new Map(rows.map((row) => [row.accountId, versionedOf(row)]))
}

/** Each account's latest snapshot before the recent weeks. */
async function readBeforeRecent(db: Database, at: ReadingPoint): Promise<Map<string, Scored>> {
  const before = { ...at, week: shiftWeek(at.week, -recentWeeks) }
  const { rows } = await latest<ScoredRow>(before, scoredColumns).execute(db)
  return new Map(rows.map((row) => [row.accountId, scoredOf(row)]))
}

/**
 * Each account's latest snapshot of the week or an earlier one. SQLite takes the tables of a cross
 * join in their order: one step to each account's snapshot, where it would otherwise read them all.
 */
function latest<Row>(at: ReadingPoint, columns: RawBuilder<unknown>): RawBuilder<Row> {
  return sql<Row>`
    select ${columns}
    from accounts as a
    cross join snapshots as s
    where s.account_id = a.account_id
      and (s.week, s.version) = (
        select latest.week, latest.version
        from snapshots as latest
        where latest.account_id = a.account_id
          and latest.week <= ${at.week}
          and latest.recorded_at < ${at.cutOff}
        order by latest.week desc, latest.version desc
        limit 1)
  `
}

/** The accounts for which a contact was ever recorded. */
async function readInTouch(db: Database, at: ReadingPoint): Promise<Set<string>> {
  const { rows } = await sql<{ accountId: string }>`
    select a.account_id as "accountId"
    from accounts as a
    where exists (
      select 1 from snapshots as s
      where s.account_id = a.account_id
        and s.contacts is not null
        and s.week <= ${at.week}
        and ${counts('s', at)})
  `.execute(db)
  return new Set(rows.map(({ accountId }) => accountId))
}

/** The latest week in which each account had a value delivered, where it ever had one. */
async function readLastValues(db: Database, at: ReadingPoint): Promise<Map<string, Week>> {
  const { rows } = await sql<{ accountId: string; week: Week | null }>`
    select a.account_id as "accountId",
           (select s.week
            from snapshots as s
            where s.account_id = a.account_id
              and ${hasValue('s', at)}
            order by s.week desc
            limit 1) as week
    from accounts as a
  `.execute(db)
  return new Map(
    rows.flatMap(({ accountId, week }) => (week === null ? [] : [[accountId, week] as const])),
  )
}

/**
 * Whether values delivered are recorded at all, for whichever account. Accounts first, as below, so
 * that the first account with one answers it.
 */
export async function readValueHabit(db: Database, at: ReadingPoint): Promise<ValueHabit> {
  const isAnyUpTo = (week: Week) => sql`
    exists (
      select 1
      from accounts as a
      cross join snapshots as s
      where s.account_id = a.account_id
        and ${hasValue('s', { ...at, week })})`
  const { rows } = await sql<{ isSettled: 0 | 1; hasBegun: 0 | 1 }>`
    select ${isAnyUpTo(shiftWeek(at.week, 1 - grantedWeeks))} as "isSettled",
           ${isAnyUpTo(at.week)} as "hasBegun"
  `.execute(db)
  if (rows[0]?.isSettled === 1) return 'settled'
  return rows[0]?.hasBegun === 1 ? 'new' : 'none'
}

/** Of a table or alias: whether it counts, and tells of a value delivered by the week. */
function hasValue(alias: string, at: ReadingPoint): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`
    ${column('value_delivered')} is not null
    and ${column('week')} <= ${at.week}
    and ${counts(alias, at)}`
}

interface Recent {
  readonly scored: readonly Scored[]
  readonly contacts: string | null
}

/** Each account's snapshots of the last weeks, and the groups somebody was in touch with. */
async function readRecent(db: Database, at: ReadingPoint): Promise<Map<string, Recent>> {
  const contactsSince = shiftWeek(at.week, 1 - contactWeeks)
  const { rows } = await sql<{ accountId: string; weeks: string; contacts: string | null }>`
    select s.account_id as "accountId",
           ${scoresByWeek} as weeks,
           group_concat(iif(s.week >= ${contactsSince}, s.contacts, null), ';') as contacts
    from snapshots as s
    where s.week between ${shiftWeek(at.week, 1 - recentWeeks)} and ${at.week}
      and ${counts('s', at)}
    group by s.account_id
  `.execute(db)
  return new Map(
    rows.map(({ accountId, weeks, contacts }) => [
      accountId,
      { scored: scoredWeeks(weeks), contacts },
    ]),
  )
}

// In both queries a cross join, whose tables SQLite takes in their order: accounts first.

/**
 * Each account's latest change of the decision maker, and when somebody met the new one: the first
 * meeting, on or after the day of the change, that this snapshot or a later one tells of.
 */
async function readDecisionMakerChanges(
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
function readActions(db: Database, at: ReadingPoint): Promise<Map<string, Action>> {
  return actionsAmong(db, at, sql`accounts`)
}

/** The same of the named accounts. */
export function readActionsOf(
  db: Database,
  accountIds: readonly string[],
  at: ReadingPoint,
): Promise<Map<string, Action>> {
  const ids = JSON.stringify(accountIds)
  return actionsAmong(db, at, sql`(select value as account_id from json_each(${ids}))`)
}

async function actionsAmong(
  db: Database,
  at: ReadingPoint,
  among: RawBuilder<unknown>,
): Promise<Map<string, Action>> {
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
    from ${among} as a
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

/**
 * By account, what a snapshot's account and week said when the edition of that week was made
 * (`cutOffs`), where another version counted then: an older one, or one that was undone since.
 */
async function readSuperseded(
  db: Database,
  snapshots: Iterable<Versioned>,
  cutOffs: ReadonlyMap<Week, string>,
): Promise<Map<string, Scored>> {
  const now = [...snapshots]
  const undone = await readUndoneSince(
    db,
    now.map(({ week }) => week),
    cutOffs,
  )
  const corrected = now.filter((one) => one.version > 1 || undone.has(keyOf(one)))
  const weeks = editionsOf(
    corrected.map(({ week }) => week),
    cutOffs,
  )
  if (weeks.length === 0) return new Map()

  const { rows } = await sql<ScoredRow>`
    with edition (week, cut_off) as (values ${sql.join(weeks)})
    select ${scoredColumns}
    from edition
    join snapshots as s on s.week = edition.week
    where s.version = (
      select max(reported.version)
      from snapshots as reported
      where reported.week = s.week
        and reported.account_id = s.account_id
        and reported.recorded_at < edition.cut_off)
  `.execute(db)
  const reported = new Map(rows.map((row) => [keyOf(row), row]))
  return new Map(
    corrected.flatMap((one) => {
      const [standing, gone] = [reported.get(keyOf(one)), undone.get(keyOf(one))]
      // Of the same number, the one that was undone is the one that was told.
      const told = gone !== undefined && gone.version >= (standing?.version ?? 0) ? gone : standing
      return told === undefined || (told === standing && told.version >= one.version)
        ? []
        : [[one.accountId, scoredOf(told)] as const]
    }),
  )
}

/** The last version of each account and week that counted for its edition and was undone since. */
async function readUndoneSince(
  db: Database,
  ofWeeks: readonly Week[],
  cutOffs: ReadonlyMap<Week, string>,
): Promise<Map<string, ScoredRow>> {
  const weeks = editionsOf(ofWeeks, cutOffs)
  if (weeks.length === 0) return new Map()
  const { rows } = await sql<ScoredRow>`
    with edition (week, cut_off) as (values ${sql.join(weeks)})
    select ${scoredColumns}
    from edition
    cross join undone_snapshots as s
    join imports on imports.import_id = s.undone_by
    where s.week = edition.week
      and s.recorded_at < edition.cut_off
      and imports.undone_at >= edition.cut_off
    order by s.version, imports.undone_at desc
  `.execute(db)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Weeks with the cut-offs of their editions, as values in SQL. */
function editionsOf(
  weeks: readonly Week[],
  cutOffs: ReadonlyMap<Week, string>,
): RawBuilder<unknown>[] {
  return [...new Set(weeks)].flatMap((week) => {
    const cutOff = cutOffs.get(week)
    return cutOff === undefined ? [] : [sql`(${week}, ${cutOff})`]
  })
}

function keyOf({ accountId, week }: Pick<Versioned, 'accountId' | 'week'>): string {
  return `${accountId} ${week}`
}
