import { type RawBuilder, sql } from 'kysely'
import { type NoticeAnswer, noticeAnswer, type TenderAnswer } from '../report/contract/notice.js'
import type { ReadingPoint } from '../report/history.js'
import type { Snapshot } from '../report/snapshot.js'
import type { Database } from './database.js'
import { answerIn, counts, type SnapshotRow } from './snapshot-row.js'

/**
 * By account, its latest answer about notice: of the snapshots that count at `at`, of its week or an
 * earlier one, the latest that says anything of it. Accounts without one aren't in it.
 */
export async function readNoticeAnswers(
  db: Database,
  at: ReadingPoint,
): Promise<Map<string, NoticeAnswer>> {
  const { rows } = await latestAnswers<NoticeRow>(at, notice).execute(db)
  return new Map(rows.map((row) => [row.accountId, noticeAnswer(row)]))
}

/** The same about a tender. */
export async function readTenderAnswers(
  db: Database,
  at: ReadingPoint,
): Promise<Map<string, TenderAnswer>> {
  const { rows } = await latestAnswers<TenderRow>(at, tender).execute(db)
  return new Map(rows.map((row) => [row.accountId, tenderOf(row)]))
}

/**
 * By account, every answer about notice of the snapshots that count at `at`, one for a week at most,
 * in order of time. So what was known in an earlier week, by what counts now, is the last of those
 * up to it. Accounts without an answer aren't in it.
 */
export async function readAllNoticeAnswers(
  db: Database,
  accountIds: readonly string[],
  at: ReadingPoint,
): Promise<Map<string, NoticeAnswer[]>> {
  const { rows } = await allAnswers<NoticeRow>(accountIds, at, notice).execute(db)
  return byAccount(rows, noticeAnswer)
}

/** The same about a tender. */
export async function readAllTenderAnswers(
  db: Database,
  accountIds: readonly string[],
  at: ReadingPoint,
): Promise<Map<string, TenderAnswer[]>> {
  const { rows } = await allAnswers<TenderRow>(accountIds, at, tender).execute(db)
  return byAccount(rows, tenderOf)
}

type NoticeRow = Pick<SnapshotRow, 'accountId' | 'week' | 'recordedAt' | 'lastDay'> & {
  readonly noticeGivenOn: NonNullable<Snapshot['noticeGivenOn']>
}
type TenderRow = Pick<SnapshotRow, 'accountId' | 'week' | 'recordedAt' | 'competitor'> & {
  readonly tender: NonNullable<SnapshotRow['tender']>
}

/** A question: the column of its answer, and what is read of a table or alias `s`. */
interface Question {
  readonly column: 'notice_given_on' | 'tender'
  readonly columns: RawBuilder<unknown>
}

const notice: Question = {
  column: 'notice_given_on',
  columns: sql`s.notice_given_on as "noticeGivenOn", s.last_day as "lastDay"`,
}
const tender: Question = { column: 'tender', columns: sql`s.tender, s.competitor` }

/** One step to each account's answer, by the index of the snapshots that have one. */
function latestAnswers<Row>(at: ReadingPoint, { column, columns }: Question): RawBuilder<Row> {
  // SQLite takes the tables of a cross join in their order: accounts first.
  return sql<Row>`
    select s.account_id as "accountId", s.week, s.recorded_at as "recordedAt", ${columns}
    from accounts as a
    cross join snapshots as s
    where s.account_id = a.account_id
      and (s.week, s.version) = (
        select answer.week, answer.version
        from snapshots as answer
        where answer.account_id = a.account_id
          and ${sql.ref(`answer.${column}`)} is not null
          and answer.week <= ${at.week}
          and ${counts('answer', at)}
        order by answer.week desc
        limit 1)
  `
}

function allAnswers<Row>(
  accountIds: readonly string[],
  at: ReadingPoint,
  { column, columns }: Question,
): RawBuilder<Row> {
  return sql<Row>`
    select s.account_id as "accountId", s.week, s.recorded_at as "recordedAt", ${columns}
    from json_each(${JSON.stringify(accountIds)}) as asked
    cross join snapshots as s
    where s.account_id = asked.value
      and ${sql.ref(`s.${column}`)} is not null
      and s.week <= ${at.week}
      and ${counts('s', at)}
    order by s.account_id, s.week
  `
}

function tenderOf({ week, tender, competitor, recordedAt }: TenderRow): TenderAnswer {
  return { week, tender: answerIn(tender) === true, competitor, recordedAt }
}

function byAccount<Row extends { readonly accountId: string }, Answer>(
  rows: readonly Row[],
  answerOf: (row: Row) => Answer,
): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>()
  for (const row of rows) {
    const found = answers.get(row.accountId)
    if (found === undefined) answers.set(row.accountId, [answerOf(row)])
    else found.push(answerOf(row))
  }
  return answers
}
