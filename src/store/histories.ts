import { type RawBuilder, sql } from 'kysely'
import type { Account } from '../report/account.js'
import { type History, type ReadingPoint, recentWeeks } from '../report/history.js'
import type { Scored, Snapshot, Versioned } from '../report/snapshot.js'
import { shiftWeek, type Week } from '../report/week.js'
import { counts } from './counting.js'
import { type Database, reading } from './database.js'
import { readActions, readDecisionMakerChanges } from './events.js'
import { readRecent } from './recent.js'
import {
  groupsIn,
  type ScoredRow,
  type SnapshotRow,
  scoredColumns,
  scoredOf,
  snapshotColumns,
  snapshotOf,
  versionedOf,
} from './snapshot-row.js'
import { readSuperseded } from './superseded.js'

export interface HistoryRequest {
  readonly at: ReadingPoint
  readonly accounts: readonly Account[]
  /** The cut-offs of the editions that were made, by their week. */
  readonly cutOffs: ReadonlyMap<Week, string>
}

/**
 * What is known of each account at a point in time, in the order of `accounts`: one query for one
 * question, for all accounts at once, on one state of the database.
 */
export function readHistories(db: Database, request: HistoryRequest): Promise<History[]> {
  return reading(db, async (state) => {
    const { at, accounts, cutOffs } = request
    const latest = await readLatest(state, at)
    const earlier = await readEarlier(state, at)
    const recent = await readRecent(state, at)
    const beforeRecent = await readBeforeRecent(state, at)
    const inTouch = await readInTouch(state, at)
    const superseded = await readSuperseded(state, earlier.values(), cutOffs)
    const changes = await readDecisionMakerChanges(state, at)
    const actions = await readActions(state, at)

    return accounts.map((account) => {
      const id = account.accountId
      const of = recent.get(id)
      return {
        account,
        latest: latest.get(id) ?? null,
        earlier: earlier.get(id) ?? null,
        recent: of?.scored ?? [],
        beforeRecent: beforeRecent.get(id) ?? null,
        contacts: inTouch.has(id) ? groupsIn(of?.contacts ?? null) : null,
        superseded: superseded.get(id) ?? null,
        decisionMakerChange: changes.get(id) ?? null,
        action: actions.get(id) ?? null,
      }
    })
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
