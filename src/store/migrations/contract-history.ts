import { type Kysely, sql } from 'kysely'

/**
 * Contracts have a history: what each import said of an account, and from which day that holds, is
 * a row that stays. Beside each report stands what it told of contracts, with which the next one is
 * compared.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

/** All but the id of an account, which its versions say now. */
const moved = [
  'name',
  'manager_name',
  'manager_address',
  'annual_revenue',
  'currency',
  'notice_days',
  'region',
  'segment',
  'renewal_date',
  'desired',
  'started_on',
  'ended_on',
  'end_reason',
]

/** Columns that a file of accounts may lack. */
const optional = [
  'region',
  'segment',
  'renewal_date',
  'desired',
  'desired_reason',
  'started_on',
  'ended_on',
  'end_reason',
  'tender',
]

const statements = [
  // In the optional columns null is what the file had no column for, and an empty text what it left
  // empty. Version counts an account's rows in the order of recording; the key is the order in which
  // they count, so the one that counts on a day is one step.
  sql`
    create table account_versions (
      account_id      text not null references accounts (account_id),
      as_of           text not null,
      recorded_at     text not null,
      version         integer not null check (version >= 1),
      recorded_by     text not null,
      name            text not null,
      manager_name    text not null,
      manager_address text not null,
      annual_revenue  integer not null check (annual_revenue >= 0),
      currency        text not null check (length(currency) = 3),
      notice_days     integer not null check (notice_days >= 0),
      region          text,
      segment         text,
      renewal_date    text,
      desired         integer check (desired in (0, 1)),
      desired_reason  text,
      started_on      text,
      ended_on        text,
      end_reason      text,
      tender          integer check (tender in (0, 1)),
      primary key (account_id, as_of, recorded_at, version)
    ) strict, without rowid`,
  // What was known counts as said, also where it was empty: an older file changes nothing of it.
  sql`
    insert into account_versions
    select account_id, date(min(recorded_at) over (), 'weekday 0', '-6 days'), recorded_at, 1,
           'import', name, manager_name, manager_address, annual_revenue, currency, notice_days,
           coalesce(region, ''), coalesce(segment, ''), coalesce(renewal_date, ''), desired, null,
           coalesce(started_on, ''), coalesce(ended_on, ''), coalesce(end_reason, ''), null
    from accounts
    order by account_id`,
  // Which of the optional columns any file ever had: of the others, the walk back to what was said
  // last is left out.
  sql`create table said_columns (name text primary key not null) strict, without rowid`,
  ...optional.flatMap((column) => {
    const [name, text] = [sql.ref(column), sql.lit(column)]
    return [
      sql`
        insert into said_columns
        select ${text} where exists (select 1 from account_versions where ${name} is not null)`,
      sql`
        create trigger ${sql.ref(`account_versions_say_${column}`)} after insert on account_versions
        when new.${name} is not null and not exists (select 1 from said_columns where name = ${text})
        begin
          insert into said_columns (name) values (${text});
        end`,
    ]
  }),
  sql`drop index accounts_of_manager`,
  ...moved.map((column) => sql`alter table accounts drop column ${sql.raw(column)}`),
  // Managers are asked about one at a time, by an address in whatever case; of a name nobody asks.
  sql`
    create index account_versions_of_manager
      on account_versions (lower(manager_address), account_id)`,
  // Who was made a pseudonym is one in every version. What a figure is made of stays even then, and
  // so does whether anything was said.
  sql`
    create trigger account_versions_stay before update on account_versions
    when not (
      exists (select 1 from erasures where done_at is null)
      and new.account_id = old.account_id
      and new.as_of = old.as_of
      and new.recorded_at = old.recorded_at
      and new.version = old.version
      and new.name = old.name
      and new.annual_revenue = old.annual_revenue
      and new.currency = old.currency
      and new.notice_days = old.notice_days
      and new.region is old.region
      and new.segment is old.segment
      and new.renewal_date is old.renewal_date
      and new.desired is old.desired
      and new.started_on is old.started_on
      and new.ended_on is old.ended_on
      and new.tender is old.tender
      and (new.desired_reason = '') is (old.desired_reason = '')
      and (new.end_reason = '') is (old.end_reason = ''))
    begin
      select raise(abort, 'versions of accounts are never changed: add one');
    end`,
  sql`
    create trigger account_versions_remain before delete on account_versions
    begin
      select raise(abort, 'versions of accounts are never deleted: add one');
    end`,

  // Of the latest file of accounts, which ones it lacked.
  sql`
    create table unlisted_accounts (
      account_id text primary key not null references accounts (account_id),
      as_of      text not null
    ) strict, without rowid`,

  // What a report told of a contract, in the currency that the file gave, and the rate at which it
  // was converted then: billionths as a whole number.
  sql`
    create table told_contracts (
      edition_id      integer not null references editions,
      account_id      text not null references accounts (account_id),
      kind            text not null check (kind in ('active', 'lost')),
      revenue         integer not null,
      currency        text not null,
      rate            text not null,
      desired         integer not null check (desired in (0, 1)),
      manager_name    text not null,
      manager_address text not null,
      region          text,
      started_on      text,
      last_day        text,
      in_tender       integer not null default 0 check (in_tender in (0, 1)),
      primary key (edition_id, account_id)
    ) strict, without rowid`,
  // The reporting currency of a report; null of what isn't one.
  sql`alter table editions add column currency text`,
  sql`
    update editions set currency = facts ->> '$.facts.presentation.currency'
    where kind = 'report' and facts is not null`,
  // Facts from before give revenue in the reporting currency alone.
  sql`
    insert into told_contracts
    select e.edition_id, told.value ->> '$.account.accountId',
           case told.value ->> '$.movement' when 'lost' then 'lost' else 'active' end,
           told.value ->> '$.account.revenue', e.currency, '1000000000',
           told.value ->> '$.account.desired', told.value ->> '$.account.accountManager.name',
           told.value ->> '$.account.accountManager.address', told.value ->> '$.account.region',
           told.value ->> '$.account.startedOn', told.value ->> '$.account.endedOn', 0
    from editions as e
    join json_each(e.facts, '$.facts.accounts') as told
    where e.kind = 'report' and e.facts is not null
    order by 1, 2`,
  // Without the facts, which lie before it, the currency is found as the rest is.
  sql`drop index editions_without_facts`,
  sql`
    create index editions_without_facts
      on editions (kind, week, slot, due_at, cut_off, made_at, late, planned_at, closed_at,
                   heartbeat_at, currency)`,
]
