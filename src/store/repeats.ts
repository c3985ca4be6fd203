import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.js'

/**
 * Notes what an import said again without changing anything, in the caller's transaction: once an
 * import is undone, a version stays that another one said, too. `said` is a query of `period` (the
 * week of snapshots, the day of accounts), `account_id`, `version` and `carried` (0 for none).
 *
 * Files are much the same from week to week. So the accounts of a period are kept as a list, and a
 * list that is there already is not kept again.
 */
export async function recordRepeats(
  db: Database,
  importId: number,
  said: RawBuilder<unknown>,
): Promise<void> {
  const periods = await sql<{ period: string }>`
    select distinct period from (${said}) order by period
  `.execute(db)
  for (const { period } of periods.rows) {
    const { rows } = await sql<Repeat>`
      select version, carried, json_group_array(account_id order by account_id) as "accountIds"
      from (${said})
      where period = ${period}
      group by version, carried
    `.execute(db)
    for (const repeat of rows) {
      await sql`
        insert into import_repeats (import_id, period, version, carried, list_id)
        values (${importId}, ${period}, ${repeat.version}, ${repeat.carried},
                ${await listOf(db, repeat.accountIds)})
      `.execute(db)
    }
  }
}

interface Repeat {
  readonly version: number
  readonly carried: number
  /** JSON. */
  readonly accountIds: string
}

async function listOf(db: Database, accountIds: string): Promise<number> {
  const hash = createHash('sha256').update(accountIds).digest('hex')
  await sql`
    insert into account_lists (hash, account_ids) values (${hash}, ${accountIds})
    on conflict (hash) do nothing
  `.execute(db)
  const { rows } = await sql<{ id: number }>`
    select list_id as id from account_lists where hash = ${hash}
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('a list was added and is not there')
  return row.id
}

/** Versions of accounts or of snapshots: a table of `period`, `account_id` and `version`. */
export interface Slots {
  readonly table: RawBuilder<unknown>
  /** The import that is being undone: what it said again counts no more. */
  readonly without: number
}

/** What an import said again, to be selected from: `period`, `account_id`, `version`. */
export function repeatedBy(importId: number): RawBuilder<unknown> {
  return sql`(
    select repeats.period, listed.value as account_id, repeats.version
    from import_repeats as repeats
    join account_lists using (list_id)
    cross join json_each(account_lists.account_ids) as listed
    where repeats.import_id = ${importId})`
}

/**
 * Which imports that count said the slots again, to be selected from: the slot, `import_id` and
 * `carried`. Lists are unfolded once, however many imports have them.
 */
export function repeatsOf({ table: slots, without }: Slots): RawBuilder<unknown> {
  return sql`(
    with lists as materialized (
           select distinct repeats.period, repeats.version, repeats.list_id
           from import_repeats as repeats
           where repeats.period in (select period from ${slots})),
         members as materialized (
           select slots.period, slots.account_id, slots.version, lists.list_id
           from lists
           join account_lists using (list_id)
           cross join json_each(account_lists.account_ids) as listed
           cross join ${slots} as slots
           where slots.period = lists.period and slots.version = lists.version
             and slots.account_id = listed.value)
    select members.period, members.account_id, members.version, repeats.import_id, repeats.carried
    from members
    join import_repeats as repeats using (period, version, list_id)
    join imports using (import_id)
    where imports.undone_at is null and import_id <> ${without})`
}

/**
 * Of each slot the first import that counts and said it again, where there is any, to be selected
 * from: the slot and `import_id`.
 */
export function heirsOf({ table: slots, without }: Slots): RawBuilder<unknown> {
  return sql`(
    with lists as materialized (
           select repeats.period, repeats.version, repeats.list_id,
                  min(import_id) as import_id
           from import_repeats as repeats
           join imports using (import_id)
           where imports.undone_at is null and import_id <> ${without}
             and repeats.period in (select period from ${slots})
           group by repeats.period, repeats.version, repeats.list_id)
    select slots.period, slots.account_id, slots.version, min(lists.import_id) as import_id
    from lists
    join account_lists using (list_id)
    cross join json_each(account_lists.account_ids) as listed
    cross join ${slots} as slots
    where slots.period = lists.period and slots.version = lists.version
      and slots.account_id = listed.value
    group by slots.period, slots.account_id, slots.version)`
}
