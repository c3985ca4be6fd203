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
  const later = await sql`
    select 1 from account_versions where as_of > ${staged.asOf} limit 1
  `.execute(db)
  if (later.rows.length > 0) return
  await sql`delete from unlisted_accounts`.execute(db)
  if (!isComplete) await noteUnlisted(db, staged)
}

/** Notes it of the latest file, in the caller's transaction; of no other one anything is noted. */
export async function noteUnlisted(db: Database, staged: StagedAccounts): Promise<void> {
  await sql`
    insert into unlisted_accounts (account_id, as_of)
    select account_id, ${staged.asOf} from (${missingFrom(staged)})
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
