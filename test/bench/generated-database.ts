import Sqlite from 'better-sqlite3'
import { type Week, weeksEnding } from '../../src/report/week.js'
import { openDatabase } from '../../src/store/database.js'

/** How large a made-up portfolio is. */
export interface Extent {
  readonly accounts: number
  readonly managers: number
  readonly weeks: number
  /** How many versions each account has, a quarter between two of them: one unless told. */
  readonly versions?: number
}

export const lastWeek: Week = '2026-W47'

export function accountId(index: number): string {
  return `A${String(index).padStart(5, '0')}`
}

/** Makes the database `file`, as it would be after so many weeks of imports. */
export async function generateDatabase(file: string, extent: Extent): Promise<void> {
  await (await openDatabase(file)).destroy()
  const connection = new Sqlite(file)
  // It is made once and thrown away, so nothing is lost with the power.
  connection.pragma('synchronous = off')
  connection.pragma('cache_size = -200000')
  const indices = connection
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where tbl_name = 'snapshots' and type = 'index'",
    )
    .all()
    .filter(({ sql }) => sql !== null)
  const weeks = JSON.stringify(weeksEnding(lastWeek, extent.weeks))
  connection.transaction(() => {
    for (const { name } of indices) connection.exec(`drop index ${name}`)
    const { accounts, managers, versions = 1 } = extent
    connection.prepare(accountRows).run({ accounts })
    connection.prepare(versionRows).run({ accounts, managers, versions })
    connection.prepare(snapshots).run({ weeks })
    for (const { sql } of indices) connection.exec(sql)
  })()
  connection.close()
}

const accountRows = `
  with recursive number (n) as (select 0 union all select n + 1 from number where n + 1 < $accounts)
  insert into accounts (account_id, recorded_at)
  select printf('A%05d', n), '2020-01-01T00:00:00.000Z' from number`

/**
 * The first version is of the start of 2020, the last of the quarter of the last week: revenue moves
 * from one to the next, and some accounts change hands, as in a file of each quarter.
 */
const versionRows = `
  with recursive number (n) as (select 0 union all select n + 1 from number where n + 1 < $accounts),
       version (v) as (select 1 union all select v + 1 from version where v + 1 <= $versions),
       quarter (v, as_of) as (
         select v, case v when 1 then '2020-01-06'
                   else date('2026-10-05', '-' || ((cast($versions as integer) - v) * 91) || ' days') end
         from version)
  insert into account_versions (account_id, as_of, recorded_at, version, recorded_by, name,
                                manager_name, manager_address, annual_revenue, currency,
                                notice_days, region, desired, started_on, ended_on)
  select printf('A%05d', n), as_of, as_of || 'T00:00:00.000Z', v, 'import accounts.csv',
         'Account number ' || n, 'Manager ' || manager, 'manager.' || manager || '@example.com',
         2000000 + n * 791900 % 90000000 + (n + v) % 7 * 10000, 'USD', 30 * (1 + n % 4),
         case n % 3 when 0 then 'West' when 1 then 'East' else 'North' end,
         n % 50 <> 1, '2015-01-01', ''
  from (select n, v, as_of,
               cast((n + case when n % 20 = 0 then v else 0 end) % $managers as integer) as manager
        from number cross join quarter)
  order by 1, 2`

/** Scores wander; a few snapshots in a hundred tell of more than scores. */
const snapshots = `
  insert into snapshots (week, account_id, version, recorded_at, recorded_by, relationship,
                         innovation, service, commercial, pulse, contacts, decision_maker,
                         decision_maker_changed_on, decision_maker_met_on, action_owner,
                         action_due_on, action_done_on, value_category, action, value_delivered,
                         note)
  select week, account_id, 1, '2020-01-01T00:00:00.000Z', 'import snapshots.csv',
         40 + dice % 50, 45 + dice % 47, 35 + dice % 61, 50 + dice % 41,
         case when dice % 3 = 0 then 'green' end,
         case dice % 4 when 0 then 'procurement;executives' when 1 then 'end users' end,
         case when dice % 199 = 0 then 'Ruth Calloway' end,
         case when dice % 199 = 0 then '2026-10-29' end,
         case when dice % 211 = 0 then '2026-11-10' end,
         case when dice % 53 = 0 then 'Dana Ortiz' end,
         case when dice % 53 = 0 then '2026-11-27' end,
         case when dice % 59 = 0 then '2026-11-18' end,
         case when dice % 67 = 0 then 'faster response' end,
         case when dice % 53 = 0 then 'Walk the site with the new director' end,
         case when dice % 67 = 0 then 'Reset within 40 minutes' end,
         case when dice % 5 = 0 then 'Two cleans were missed on the second floor this week' end
  from (
    select weeks.value as week, account_id,
           (weeks.key * 7919 + accounts.rowid * 104729) * 31 % 1000003 as dice
    from json_each($weeks) as weeks
    cross join accounts
    order by week, account_id)`
