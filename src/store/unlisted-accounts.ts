import { sql } from 'kysely'
import type { Day } from '../report/week.js'
import { missingFrom, type StagedAccounts } from './account-import.js'
import type { Database } from './database.js'

/** What the latest file of accounts lacked. */
export interface UnlistedAccounts {
  /** The day from which that file holds. */
  readonly asOf: Day
  readonly accountIds: readonly string[]
}

/**
 * Notes which accounts are known as active on the file's day and missing from it, in the caller's
 * transaction and before it is merged; nothing of a file that holds from an earlier day than another
 * one does. What is missing from the whole list has ended, so nothing is noted of it.
 */
export async function recordUnlisted(
  db: Database,
  staged: StagedAccounts,
  { isComplete }: { readonly isComplete: boolean },
): Promise<void> {
  const { asOf } = staged
  const isLatest = sql`not exists (select 1 from account_versions where as_of > ${asOf})`
  await sql`delete from unlisted_accounts where ${isLatest}`.execute(db)
  if (isComplete) return
  await sql`
    insert into unlisted_accounts (account_id, as_of)
    select account_id, ${asOf} from (${missingFrom(staged)}) where ${isLatest}
  `.execute(db)
}

/** Null where it lacked none. */
export async function readUnlisted(db: Database): Promise<UnlistedAccounts | null> {
  const { rows } = await sql<{ accountId: string; asOf: Day }>`
    select account_id as "accountId", as_of as "asOf" from unlisted_accounts order by account_id
  `.execute(db)
  const [first] = rows
  if (first === undefined) return null
  return { asOf: first.asOf, accountIds: rows.map(({ accountId }) => accountId) }
}
