import { type Kysely, sql } from 'kysely'

/**
 * Every import is in a ledger, with what it changed, and every row that it added says which one it
 * came by. One that is undone counts for nothing: its rows are moved to tables beside the others,
 * which no reader of figures looks at. What was imported before this step has no link.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

/** What erasing a person leaves as it is in a snapshot. */
const lastingOfSnapshot = [
  ...['week', 'account_id', 'version', 'recorded_at', 'import_id', 'carried'],
  ...['relationship', 'innovation', 'service', 'commercial', 'stated_health', 'pulse', 'contacts'],
  ...['decision_maker_changed_on', 'decision_maker_met_on', 'action_due_on', 'action_done_on'],
  ...['value_category', 'notice_given_on', 'last_day', 'tender'],
]

/** Where it may change words, and not whether there are any. */
const wordsOfSnapshot = [
  ...['action', 'action_owner', 'value_delivered', 'note', 'decision_maker', 'competitor'],
]

const lastingOfVersion = [
  ...['account_id', 'as_of', 'recorded_at', 'version', 'import_id', 'missing', 'name'],
  ...['annual_revenue', 'currency', 'notice_days', 'region', 'segment', 'renewal_date', 'desired'],
  ...['started_on', 'ended_on', 'tender'],
]

const snapshotKey = ['week', 'account_id', 'version']
const versionKey = ['account_id', 'as_of', 'recorded_at', 'version']

const isSame = (column: string) => sql`new.${sql.ref(column)} is old.${sql.ref(column)}`
const isLeft = (column: string) =>
  sql`(new.${sql.ref(column)} is null) = (old.${sql.ref(column)} is null)`
const isLeftEmpty = (column: string) =>
  sql`(new.${sql.ref(column)} = '') is (old.${sql.ref(column)} = '')`

const snapshotStays = [...lastingOfSnapshot.map(isSame), ...wordsOfSnapshot.map(isLeft)]
const versionStays = [
  ...lastingOfVersion.map(isSame),
  ...['desired_reason', 'end_reason'].map(isLeftEmpty),
]

/** While a person is erased, words may change, and nothing else. */
function stays(table: string, same: readonly ReturnType<typeof isSame>[], reason: string) {
  return sql`
    create trigger ${sql.ref(`${table}_stay`)} before update on ${sql.ref(table)}
    when not (
      exists (select 1 from erasures where done_at is null)
      and ${sql.join(same, sql` and `)})
    begin
      select raise(abort, ${sql.lit(reason)});
    end`
}

/** A row may leave only while its import is being undone, and once it stands among the undone ones. */
function leavesOnlyUndone(table: string, key: readonly string[], reason: string) {
  const same = key.map((column) => sql`undone.${sql.ref(column)} = old.${sql.ref(column)}`)
  return sql`
    create trigger ${sql.ref(`${table}_remain`)} before delete on ${sql.ref(table)}
    when not exists (
      select 1
      from ${sql.ref(`undone_${table}`)} as undone
      join imports on imports.import_id = undone.undone_by
      where ${sql.join(same, sql` and `)}
        and undone.recorded_at = old.recorded_at
        and undone.import_id is old.import_id
        and imports.undone_at is null)
    begin
      select raise(abort, ${sql.lit(reason)});
    end`
}

function remains(table: string, reason: string) {
  return sql`
    create trigger ${sql.ref(`${table}_remain`)} before delete on ${sql.ref(table)}
    begin
      select raise(abort, ${sql.lit(reason)});
    end`
}

const statements = [
  sql`alter table imports add column origin text check (origin in ('command', 'pull'))`,
  ...['added', 'changed', 'superseded', 'unchanged', 'skipped'].map(
    (column) => sql`alter table imports add column ${sql.ref(column)} integer`,
  ),
  sql`alter table imports add column first_skipped text`,
  // What the file said anything of, as JSON; the day from which its accounts hold, and whether it was
  // the whole list of them. Without the columns, an import can't be undone.
  sql`alter table imports add column columns text`,
  sql`alter table imports add column as_of text`,
  sql`alter table imports add column complete integer check (complete in (0, 1))`,
  sql`alter table imports add column undone_at text`,

  // Carried: what the file had a column for, left empty, and the snapshot has from the one before:
  // 1 the notice, 2 the tender, 4 the competitor, added up. Null for none.
  sql`alter table snapshots add column import_id integer references imports`,
  sql`alter table snapshots add column carried integer check (carried between 1 and 7)`,
  // Missing: the file lacked the account, and was the whole list.
  sql`alter table account_versions add column import_id integer references imports`,
  sql`alter table account_versions add column missing integer check (missing = 1)`,

  // What an import said again without changing anything: by the week of snapshots, or the day of
  // accounts, which versions of which accounts. Lists are alike from import to import: one is kept.
  sql`
    create table account_lists (
      list_id     integer primary key,
      hash        text not null unique,
      account_ids text not null
    ) strict`,
  sql`
    create table import_repeats (
      import_id integer not null references imports,
      period    text not null,
      version   integer not null,
      carried   integer not null,
      list_id   integer not null references account_lists,
      primary key (import_id, period, version, carried)
    ) strict, without rowid`,

  sql`
    create table undone_snapshots (
      week                      text not null,
      account_id                text not null,
      version                   integer not null,
      undone_by                 integer not null references imports,
      recorded_at               text not null,
      recorded_by               text not null,
      import_id                 integer references imports,
      carried                   integer,
      relationship              real,
      innovation                real,
      service                   real,
      commercial                real,
      stated_health             real,
      pulse                     text,
      contacts                  text,
      decision_maker            text,
      decision_maker_changed_on text,
      decision_maker_met_on     text,
      action_owner              text,
      action_due_on             text,
      action_done_on            text,
      value_category            text,
      action                    text,
      value_delivered           text,
      note                      text,
      competitor                text,
      notice_given_on           text,
      last_day                  text,
      tender                    integer,
      primary key (week, account_id, version, undone_by)
    ) strict, without rowid`,
  sql`
    create table undone_account_versions (
      account_id      text not null,
      as_of           text not null,
      recorded_at     text not null,
      version         integer not null,
      undone_by       integer not null references imports,
      recorded_by     text not null,
      import_id       integer references imports,
      missing         integer,
      name            text not null,
      manager_name    text not null,
      manager_address text not null,
      annual_revenue  integer not null,
      currency        text not null,
      notice_days     integer not null,
      region          text,
      segment         text,
      renewal_date    text,
      desired         integer,
      desired_reason  text,
      started_on      text,
      ended_on        text,
      end_reason      text,
      tender          integer,
      primary key (account_id, as_of, recorded_at, version, undone_by)
    ) strict, without rowid`,

  sql`drop trigger snapshots_stay`,
  stays('snapshots', snapshotStays, 'snapshots are never changed: add a version'),
  sql`drop trigger snapshots_remain`,
  leavesOnlyUndone('snapshots', snapshotKey, 'snapshots are never deleted: add a version'),
  sql`drop trigger account_versions_stay`,
  stays('account_versions', versionStays, 'versions of accounts are never changed: add one'),
  sql`drop trigger account_versions_remain`,
  leavesOnlyUndone(
    'account_versions',
    versionKey,
    'versions of accounts are never deleted: add one',
  ),
  stays(
    'undone_snapshots',
    [...snapshotStays, isSame('undone_by')],
    'what was undone is never changed',
  ),
  remains('undone_snapshots', 'what was undone is never deleted'),
  stays(
    'undone_account_versions',
    [...versionStays, isSame('undone_by')],
    'what was undone is never changed',
  ),
  remains('undone_account_versions', 'what was undone is never deleted'),
]
