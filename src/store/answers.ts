import { sql } from 'kysely'
import type { Snapshot } from '../report/snapshot.js'
import type { Answers } from '../report/update/answers.js'
import type { Week } from '../report/week.js'
import { ownedBy } from './accounts.js'
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
export interface Submission {
  /** Random, one for each page shown: sent twice, it is still one submission. */
  readonly submissionId: string
  /** Tells what was typed: the same again is a second click, something else is not. */
  readonly fingerprint: string
  readonly kind: 'changed' | 'unchanged' | 'reverted'
  readonly accountId: string
  readonly week: Week
  readonly answers: Answers
  /** The account's latest snapshot when the page was made; null where there was none. */
  readonly base: Version | null
  readonly linkHash: string
  readonly device: string
  /** The manager's address. */
  readonly recordedBy: string
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
export function saveAnswers(
  db: Database,
  submission: Submission,
  now: () => number,
): Promise<Saving> {
  return writing(db, async (db) => {
    const before = await readSubmitted(db, submission)
    if (before !== null) return { kind: 'repeated', version: before.version }
    if (!(await isTheirs(db, submission))) return { kind: 'not-theirs' }
    const at = new Date(now()).toISOString()
    const latest = await readLatestVersion(db, submission)
    if (await isReported(db, submission.week, at)) return { kind: 'closed' }
    if (latest !== null && !isBase(latest, submission.base)) {
      return { kind: 'conflict', theirs: latest }
    }
    const version = latest?.week === submission.week ? latest.version + 1 : 1
    await addVersion(db, submission, { version, at })
    await recordUse(db, { ...submission, at })
    return { kind: 'saved', version }
  })
}

/** The account's latest snapshot of the week or an earlier one, whenever it was recorded. */
async function readLatestVersion(
  db: Database,
  { accountId, week }: Pick<Submission, 'accountId' | 'week'>,
): Promise<Snapshot | null> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns}
    from snapshots as s
    where s.account_id = ${accountId} and s.week <= ${week}
    order by s.week desc, s.version desc
    limit 1
  `.execute(db)
  return rows[0] === undefined ? null : snapshotOf(rows[0])
}

/** The version that the very same submission was saved as before, or null. */
export async function readSubmitted(
  db: Database,
  { submissionId, fingerprint, accountId, week }: SubmissionKey,
): Promise<Version | null> {
  const { rows } = await sql<Version>`
    select week, version
    from answers
    where submission_id = ${submissionId} and fingerprint = ${fingerprint}
      and account_id = ${accountId} and week = ${week}
  `.execute(db)
  return rows[0] ?? null
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

/** While somebody waited to save, an import may have given the account to another manager. */
async function isTheirs(
  db: Database,
  { accountId, recordedBy }: Pick<Submission, 'accountId' | 'recordedBy'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${ownedBy(recordedBy)} as own where own.account_id = ${accountId}
  `.execute(db)
  return rows.length > 0
}

async function isReported(db: Database, week: Week, at: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from editions where kind = 'report' and week = ${week} and cut_off <= ${at}
  `.execute(db)
  return rows.length > 0
}

function isBase(latest: Version, base: Version | null): boolean {
  return base !== null && latest.week === base.week && latest.version === base.version
}

async function addVersion(
  db: Database,
  { accountId, week, answers, recordedBy, ...submission }: Submission,
  { version, at }: { readonly version: number; readonly at: string },
): Promise<void> {
  const cells = cellsOf(answers)
  await sql`
    insert into snapshots (week, account_id, version, recorded_at, recorded_by,
                           ${list(cells.map(([column]) => column))})
    values (${week}, ${accountId}, ${version}, ${at}, ${recordedBy},
            ${sql.join(cells.map(([, cell]) => cell))})
  `.execute(db)
  await sql`
    insert into answers (submission_id, fingerprint, kind, week, account_id, version, link_hash,
                         device)
    values (${submission.submissionId}, ${submission.fingerprint}, ${submission.kind}, ${week},
            ${accountId}, ${version}, ${submission.linkHash}, ${submission.device})
  `.execute(db)
}
