import { type RawBuilder, sql } from 'kysely'
import type { Snapshot } from '../report/snapshot.js'
import { type Answers, noAnswers } from '../report/update/answers.js'
import type { Week } from '../report/week.js'
import { readOwnedIds } from './accounts.js'
import { type Database, writing } from './database.js'
import { recordUse } from './links.js'
import { cellsOf, type SnapshotRow, snapshotColumns, snapshotOf } from './snapshot-row.js'
import { list } from './staging.js'

/** A snapshot of an account, by its week and version. */
export interface Version {
  readonly week: Week
  readonly version: number
}

/** What a manager says about one account for one week, by a link. */
export interface Submission extends Step, AccountAnswers {}

/** What holds for all accounts that something is said about in one step. */
export interface Step {
  /** Tells what was typed: the same again is a second click, something else is not. */
  readonly fingerprint: string
  readonly kind: 'changed' | 'unchanged' | 'reverted'
  readonly week: Week
  readonly linkHash: string
  readonly device: string
  /** The manager's address. */
  readonly recordedBy: string
}

/** What is said about one of them. */
export interface AccountAnswers {
  /** Random, one for each page shown and account: sent twice, it is still one submission. */
  readonly submissionId: string
  readonly accountId: string
  readonly answers: Answers
  /** The account's latest snapshot when the page was made; null where there was none. */
  readonly base: Version | null
}

export type Saving =
  | { readonly kind: 'saved'; readonly version: number }
  /** The same had been submitted and saved before: by a second click, say. */
  | { readonly kind: 'repeated'; readonly version: number }
  /** Somebody else has saved since the page was made; `theirs` is what counts now. */
  | { readonly kind: 'conflict'; readonly theirs: Snapshot }
  /** The week's edition is made: nothing that is saved now would be in it. */
  | { readonly kind: 'closed' }
  /** The account has been handed over since the request came: it is somebody else's to say. */
  | { readonly kind: 'not-theirs' }

/**
 * Saves answers as a new version of the week's snapshot, unless somebody has saved another since.
 * It all happens under the write lock, where `now` (milliseconds since the epoch) is asked, so of
 * any number of updates at once each is saved or told of the conflict, and none is lost.
 */
export async function saveAnswers(
  db: Database,
  submission: Submission,
  now: () => number,
): Promise<Saving> {
  const [saving] = await saveTogether(db, submission, [submission], now)
  if (saving === undefined) throw new Error('of one submission, something has to become')
  return saving
}

/**
 * The same for any number of accounts, each of them once: what became of each, in their order. One
 * that can't be saved keeps none of the others back; where the database fails, none is saved.
 */
export function saveTogether(
  db: Database,
  step: Step,
  of: readonly AccountAnswers[],
  now: () => number,
): Promise<Saving[]> {
  return writing(db, async (db) => {
    const before = await readAllSubmitted(db, step, of)
    const theirs = new Set(await readOwnedIds(db, step.recordedBy))
    const at = new Date(now()).toISOString()
    const known = {
      before,
      theirs,
      latest: await readLatestVersions(db, of, step.week),
      undone: await readUndoneVersions(db, of, step.week),
      isReported: await isReported(db, step.week, at),
    }
    const savings = of.map((one) => savingOf(one, step.week, known))
    const saved = of.flatMap((one, index) => {
      const saving = savings[index]
      return saving?.kind === 'saved' ? [{ ...one, version: saving.version }] : []
    })
    await addVersions(db, step, saved, at)
    if (saved.length > 0) await recordUse(db, { ...step, at })
    return savings
  })
}

/** What the database says of accounts before anything is saved, by their ids. */
interface Known {
  /** What this very submission was saved as before. */
  readonly before: ReadonlyMap<string, Version>
  /**
   * Those of the manager: while somebody waited to save, an import may have given an account to
   * another.
   */
  readonly theirs: ReadonlySet<string>
  readonly latest: ReadonlyMap<string, Snapshot>
  /** The last version of the week that was undone: no number is given twice. */
  readonly undone: ReadonlyMap<string, number>
  readonly isReported: boolean
}

function savingOf({ accountId, base }: AccountAnswers, week: Week, known: Known): Saving {
  const submitted = known.before.get(accountId)
  if (submitted !== undefined) return { kind: 'repeated', version: submitted.version }
  if (!known.theirs.has(accountId)) return { kind: 'not-theirs' }
  if (known.isReported) return { kind: 'closed' }
  const latest = known.latest.get(accountId) ?? null
  if (latest !== null && !isBase(latest, base)) return { kind: 'conflict', theirs: latest }
  const before = latest?.week === week ? latest.version : 0
  return { kind: 'saved', version: 1 + Math.max(before, known.undone.get(accountId) ?? 0) }
}

/** By account, the last version of its snapshots of the week that was undone, where any was. */
async function readUndoneVersions(
  db: Database,
  of: readonly Pick<AccountAnswers, 'accountId'>[],
  week: Week,
): Promise<Map<string, number>> {
  const ids = of.map(({ accountId }) => accountId)
  const { rows } = await sql<{ accountId: string; version: number }>`
    select account_id as "accountId", max(version) as version
    from undone_snapshots
    where week = ${week} and account_id in (select value from json_each(${JSON.stringify(ids)}))
    group by account_id
  `.execute(db)
  return new Map(rows.map(({ accountId, version }) => [accountId, version]))
}

/**
 * By account, its latest snapshot of the week or an earlier one, whenever it was recorded. SQLite
 * takes the tables of a cross join in their order: one step to each account's.
 */
async function readLatestVersions(
  db: Database,
  of: readonly Pick<AccountAnswers, 'accountId'>[],
  week: Week,
): Promise<Map<string, Snapshot>> {
  const ids = of.map(({ accountId }) => accountId)
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from json_each(${JSON.stringify(ids)}) as asked
    cross join snapshots as s
    where s.account_id = asked.value
      and (s.week, s.version) = (
        select latest.week, latest.version
        from snapshots as latest
        where latest.account_id = asked.value and latest.week <= ${week}
        order by latest.week desc, latest.version desc
        limit 1)
  `.execute(db)
  return new Map(rows.map((row) => [row.accountId, snapshotOf(row)]))
}

/** The version that the very same submission was saved as before, or null. */
export async function readSubmitted(
  db: Database,
  { submissionId, fingerprint, accountId, week }: SubmissionKey,
): Promise<Version | null> {
  const of = [{ submissionId, accountId }]
  return (await readAllSubmitted(db, { fingerprint, week }, of)).get(accountId) ?? null
}

/** The same for any number of accounts, by their ids; those of which none was saved aren't in it. */
export async function readAllSubmitted(
  db: Database,
  { fingerprint, week }: Pick<Step, 'fingerprint' | 'week'>,
  of: readonly Pick<AccountAnswers, 'submissionId' | 'accountId'>[],
): Promise<Map<string, Version>> {
  const keys = of.map(({ submissionId, accountId }) => ({ submissionId, accountId }))
  const { rows } = await sql<Version & { readonly accountId: string }>`
    select a.account_id as "accountId", a.week, a.version
    from json_each(${JSON.stringify(keys)}) as asked
    cross join answers as a
    where a.submission_id = asked.value ->> 'submissionId'
      and a.account_id = asked.value ->> 'accountId'
      and a.fingerprint = ${fingerprint}
      and a.week = ${week}
  `.execute(db)
  return new Map(rows.map(({ accountId, ...version }) => [accountId, version]))
}

/**
 * The accounts that their managers have answered about for `week` before `cutOff` (UTC, ISO 8601);
 * without those whose last answer was to take an answer back.
 */
export async function readAnswered(db: Database, week: Week, cutOff: string): Promise<Set<string>> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId"
    from (
      select a.account_id, a.kind,
             row_number() over (partition by a.account_id order by a.version desc) as place
      from answers as a
      join snapshots as s
        on s.week = a.week and s.account_id = a.account_id and s.version = a.version
      where a.week = ${week} and s.recorded_at < ${cutOff})
    where place = 1 and kind <> 'reverted'
  `.execute(db)
  return new Set(rows.map(({ accountId }) => accountId))
}

export type SubmissionKey = Pick<Submission, 'submissionId' | 'fingerprint' | 'accountId' | 'week'>

async function isReported(db: Database, week: Week, at: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from editions where kind = 'report' and week = ${week} and cut_off <= ${at}
  `.execute(db)
  return rows.length > 0
}

function isBase(latest: Version, base: Version | null): boolean {
  return base !== null && latest.week === base.week && latest.version === base.version
}

/** Adds each of them as its version of the week, and what was answered with it. */
async function addVersions(
  db: Database,
  { week, recordedBy, ...step }: Step,
  of: readonly (AccountAnswers & { readonly version: number })[],
  at: string,
): Promise<void> {
  const columns = cellsOf(noAnswers).map(([column]) => column)
  await insertAll(
    db,
    sql`snapshots (week, account_id, version, recorded_at, recorded_by, ${list(columns)})`,
    of.map(({ accountId, version, answers }) => [
      ...[week, accountId, version, at, recordedBy],
      ...cellsOf(answers).map(([, cell]) => cell),
    ]),
  )
  await insertAll(
    db,
    sql`answers (submission_id, fingerprint, kind, week, account_id, version, link_hash, device)`,
    of.map(({ submissionId, accountId, version }) => {
      const { fingerprint, kind, linkHash, device } = step
      return [submissionId, fingerprint, kind, week, accountId, version, linkHash, device]
    }),
  )
}

async function insertAll(
  db: Database,
  into: RawBuilder<unknown>,
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  const atOnce = Math.floor(mostValues / (rows[0]?.length ?? 1))
  for (let start = 0; start < rows.length; start += atOnce) {
    const some = rows.slice(start, start + atOnce).map((row) => sql`(${sql.join(row)})`)
    await sql`insert into ${into} values ${sql.join(some)}`.execute(db)
  }
}

/** In one statement, SQLite takes no more. */
const mostValues = 32_766
