import { type RawBuilder, sql } from 'kysely'
import type { Terms } from '../report/contract/terms.js'
import type { Day } from '../report/week.js'
import {
  endedValue,
  firstOf,
  missingFrom,
  type StagedTerms,
  termColumns,
  termsAfter,
} from './account-import.js'
import { optionalColumns, type VersionRow, versionOf } from './account-versions.js'
import type { Database } from './database.js'
import { list, type RepeatedRows } from './staging.js'

/** An account by its id and name. */
export interface NamedAccount {
  readonly accountId: string
  readonly name: string
}

/** An account whose terms are others than those that counted on the file's day. */
export interface ChangedAccount extends NamedAccount {
  /** Null for an account that was not known. */
  readonly before: Terms | null
  readonly after: Terms
}

/** What a file of accounts says that is news, as far as a person reads. */
export interface AccountNews {
  /** Whether there was any account before. */
  readonly isFirst: boolean
  readonly added: number
  /** Accounts that were known and are others now, those that the file ends by lacking them too. */
  readonly changed: number
  /** Of these, ended by lacking them. */
  readonly dropped: number
  /** What matters most first. */
  readonly changes: readonly ChangedAccount[]
  /** Known and active on the file's day, and not in the file; the largest first. */
  readonly missing: RepeatedRows<NamedAccount>
  /** In the file, and from a later day on, `asOf`, other versions count. */
  readonly later: RepeatedRows<NamedAccount & { readonly asOf: Day }>
  /** In the file, which doesn't say that they have not ended. */
  readonly ended: RepeatedRows<NamedAccount & { readonly endedOn: Day }>
}

/**
 * What the staged rows say otherwise than what counts on their day, and what else of them and beside
 * them is worth a word, before they are merged. `isComplete` ends what is missing from the file.
 */
export async function readAccountNews(
  db: Database,
  { staged, isComplete, limit }: NewsRequest,
): Promise<AccountNews> {
  const { table, columns } = staged.staging
  const [changes, counts] = await readChanges(db, { staged, isComplete, limit })
  const none = { first: [], count: 0 }
  return {
    ...counts,
    changes,
    missing: isComplete
      ? none
      : await named(
          db,
          sql`
          select account_id, name, count(*) over () as count from (${missingFrom(staged)})
          order by annual_revenue desc, account_id limit ${limit}`,
        ),
    later: await named(
      db,
      sql`
      select staged.account_id, staged.name, min(later.as_of) as "asOf", count(*) over () as count
      from ${table} as staged
      join account_versions as later
        on later.account_id = staged.account_id and later.as_of > ${staged.asOf}
      group by staged.account_id, staged.name
      order by staged.account_id limit ${limit}`,
    ),
    ended: columns.includes('ended_on')
      ? none
      : await named(
          db,
          sql`
          select account_id, name, ended_on as "endedOn", count(*) over () as count
          from (${termsAfter(staged)})
          where ended_on <= ${staged.asOf}
          order by account_id limit ${limit}`,
        ),
  }
}

export interface NewsRequest {
  readonly staged: StagedTerms
  readonly isComplete: boolean
  /** How many of each kind are named. */
  readonly limit: number
}

async function named<More>(
  db: Database,
  query: RawBuilder<unknown>,
): Promise<RepeatedRows<NamedAccount & More>> {
  const { rows } = await sql<NamedAccount & More & { count: number }>`
    select *, account_id as "accountId" from (${query})
  `.execute(db)
  return firstOf(rows)
}

async function readChanges(
  db: Database,
  { staged, isComplete, limit }: NewsRequest,
): Promise<[ChangedAccount[], Pick<AccountNews, 'isFirst' | 'added' | 'changed' | 'dropped'>]> {
  const differ = (columns: readonly string[]) =>
    sql.join(
      columns.map((column) => sql`a.${sql.ref(column)} is distinct from b.${sql.ref(column)}`),
      sql` or `,
    )
  const ended = sql`
    union all
    select null as line, account_id, ${list(termColumns.slice(0, 6))},
           ${sql.join(optionalColumns.map((column) => endedValue(column, staged.asOf)))}
    from (${missingFrom(staged)})`
  const { rows } = await sql<ChangeRow>`
    select a.account_id as "accountId", a.name, b.account_id is null as "isNew",
           sum(b.account_id is null) over () as added,
           sum(b.account_id is not null) over () as changed,
           sum(a.line is null) over () as dropped,
           json_object(${termFields('a')}) as after, json_object(${termFields('b')}) as before
    from (${termsAfter(staged)} ${isComplete ? ended : sql``}) as a
    left join standing_accounts as b on b.account_id = a.account_id
    where b.account_id is null or ${differ(termColumns)}
    order by case when b.account_id is null then 4
                  when ${differ(['ended_on'])} then 0
                  when ${differ(['desired'])} then 1
                  when ${differ(['annual_revenue', 'currency'])} then 2
                  when ${differ(['manager_address'])} then 3
                  else 5 end,
             max(a.annual_revenue, coalesce(b.annual_revenue, 0)) desc, a.account_id
    limit ${limit}
  `.execute(db)
  const known = await sql`select 1 from standing_accounts limit 1`.execute(db)
  const changes = rows.map(({ accountId, name, isNew, before, after }) => ({
    accountId,
    name,
    before: isNew === 1 ? null : termsIn(before),
    after: termsIn(after),
  }))
  const { added = 0, changed = 0, dropped = 0 } = rows[0] ?? {}
  return [changes, { isFirst: known.rows.length === 0, added, changed, dropped }]
}

interface ChangeRow extends NamedAccount {
  readonly isNew: 0 | 1
  readonly added: number
  readonly changed: number
  readonly dropped: number
  readonly before: string
  readonly after: string
}

/** The terms of a table or alias as the parts of a JSON object, by the names that `versionOf` reads. */
function termFields(alias: string): RawBuilder<unknown> {
  return sql.join(
    termColumns.map((column) => {
      const field = column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
      return sql`${sql.lit(field)}, ${sql.ref(`${alias}.${column}`)}`
    }),
  )
}

function termsIn(json: string): Terms {
  const {
    accountId: _i,
    version: _v,
    asOf: _a,
    recordedAt: _r,
    ...terms
  } = versionOf(JSON.parse(json) as VersionRow)
  return terms
}
