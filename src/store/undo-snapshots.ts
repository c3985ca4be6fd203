import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.js'
import { readScopes, type ScopedImport } from './imports.js'
import { heirsOf, repeatedBy, repeatsOf, type Slots } from './repeats.js'
import { carriable, fillable, nextCell } from './snapshots.js'
import { differ, list, same } from './staging.js'

/** What became of the versions that an import had added. */
export interface Undone {
  /** They count for nothing any more. */
  readonly gone: number
  /** They stay, because an import that counts said the same again. */
  readonly kept: number
}

/**
 * Takes an import of snapshots back, in the caller's transaction, in which it is marked as undone
 * only afterwards. Its versions are moved aside; one that a later import said again stays, as that
 * one's. Where a later version has something from it, since its file left that empty (a notice, a
 * tender) or had no column for it (after an answer), what that file said is followed again.
 *
 * Answers of managers, and what came before imports had a ledger, stay as they are.
 */
export async function undoSnapshots(db: Database, importId: number): Promise<Undone> {
  await sql`create temporary table gone_snapshots as select * from snapshots limit 0`.execute(db)
  await sql`create temporary table next_snapshots as select * from snapshots limit 0`.execute(db)
  await sql`
    create unique index temp.next_snapshot on next_snapshots (week, account_id, version)
  `.execute(db)
  await stageTouched(db, importId)
  await stageAlone(db, importId)
  await stageChains(db, importId)
  await takeOver(db, importId)
  const undone = await countUndone(db, importId)
  for (const name of temporary) await sql`drop table temp.${sql.ref(name)}`.execute(db)
  return undone
}

const temporary = ['gone_snapshots', 'next_snapshots', 'touched_snapshots', 'touched_chains']

const key = ['week', 'account_id', 'version']
const said = fillable.filter((column) => !key.includes(column))
const recorded = ['recorded_at', 'recorded_by']
const columns = [...key, ...recorded, 'import_id', 'carried', ...said]

/** What the import added, and what it said again as far as that may hang on it alone. */
async function stageTouched(db: Database, importId: number): Promise<void> {
  await sql`
    create temporary table touched_snapshots as
    select week as period, account_id, version from snapshots where import_id = ${importId}
    union
    select repeated.period, repeated.account_id, repeated.version
    from ${repeatedBy(importId)} as repeated
    cross join snapshots as s
    join imports on imports.import_id = s.import_id
    where s.week = repeated.period and s.account_id = repeated.account_id
      and s.version = repeated.version
      and (imports.undone_at is not null or ${isCarried('s')})
  `.execute(db)
  await sql`
    create index temp.touched_snapshot on touched_snapshots (period, account_id, version)
  `.execute(db)
  await sql`
    create temporary table touched_chains as
    select distinct t.period as week, t.account_id
    from touched_snapshots as t
    where exists (
      select 1 from snapshots as s
      where s.week = t.period and s.account_id = t.account_id and ${isCarried('s')})
  `.execute(db)
  await sql`create index temp.touched_chain on touched_chains (week, account_id)`.execute(db)
}

/** Whether later versions of the same account and week may have something from it. */
function isCarried(snapshot: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${snapshot}.${name}`)
  return sql`(
    ${column('notice_given_on')} is not null or ${column('tender')} is not null
    or exists (
      select 1 from answers as a
      where a.week = ${column('week')} and a.account_id = ${column('account_id')}))`
}

/** Versions of which no other one has anything: each goes, or is its heir's. */
async function stageAlone(db: Database, importId: number): Promise<void> {
  await sql`
    insert into gone_snapshots (${list(columns)})
    select ${list(columns)} from snapshots
    where (${list(key)}) in (select period, account_id, version from touched_snapshots)
      and (week, account_id) not in (select week, account_id from touched_chains)
  `.execute(db)
  const heirs = heirsOf({ table: sql`touched_snapshots`, without: importId })
  await sql`
    insert into next_snapshots (${list(columns)})
    select ${list(key.map((column) => `gone.${column}`))}, heir.recorded_at,
           'import ' || heir.file, gone.import_id, gone.carried,
           ${list(said.map((column) => `gone.${column}`))}
    from gone_snapshots as gone
    join ${heirs} as heirs
      on heirs.period = gone.week and heirs.account_id = gone.account_id
      and heirs.version = gone.version
    join imports as heir on heir.import_id = heirs.import_id
  `.execute(db)
}

/** All versions of an account and week where one may have something from another. */
async function stageChains(db: Database, importId: number): Promise<void> {
  const inChains = sql`(week, account_id) in (select week, account_id from touched_chains)`
  await sql`
    create temporary table chain_slots as
    select week as period, account_id, version from snapshots
    where import_id is not null and ${inChains}
  `.execute(db)
  await sql`
    create index temp.chain_slot on chain_slots (period, account_id, version)
  `.execute(db)
  await stageEvents(db, { table: sql`chain_slots`, without: importId })
  // These stay whatever happens: the others follow on them.
  await sql`
    insert into next_snapshots (${list(columns)})
    select ${list(columns)} from snapshots where import_id is null and ${inChains}
  `.execute(db)
  const heard = await sql<{ id: number }>`
    select distinct import_id as id from chain_events
  `.execute(db)
  const speaking = new Set(heard.rows.map(({ id }) => id))
  for (const one of await readScopes(db, 'snapshots')) {
    if (speaking.has(one.importId)) await follow(db, one)
  }
  await sql`delete from next_snapshots where import_id is null`.execute(db)
  await sql`
    insert into gone_snapshots (${list(columns)})
    select ${list(columns)} from snapshots where import_id is not null and ${inChains}
  `.execute(db)
  await sql`drop table temp.chain_slots`.execute(db)
  await sql`drop table temp.chain_events`.execute(db)
}

/** Which imports that count said which of these versions, by adding it or again. */
async function stageEvents(db: Database, slots: Slots): Promise<void> {
  await sql`
    create temporary table chain_events as
    select slot.period, slot.account_id, slot.version, s.import_id, coalesce(s.carried, 0) as carried
    from ${slots.table} as slot
    cross join snapshots as s
    join imports on imports.import_id = s.import_id
    where s.week = slot.period and s.account_id = slot.account_id and s.version = slot.version
      and s.import_id <> ${slots.without} and imports.undone_at is null
    union all
    select period, account_id, version, import_id, carried from ${repeatsOf(slots)}
  `.execute(db)
  await sql`create index temp.chain_event on chain_events (import_id)`.execute(db)
}

/**
 * Says again what one import's file said, upon what counts before it. Its versions keep their
 * numbers: links, pages and answers name them.
 */
async function follow(db: Database, { importId, file, at, columns: given }: ScopedImport) {
  const cells = given.map((column) => sql`${saidCell(column)} as ${sql.ref(column)}`)
  const isSlots = sql`known.version = staged.version`
  for (const answered of [false, true]) {
    const next = said.map((column) => nextCell(column, given, { known: 'known', answered }))
    await sql`
      insert or replace into next_snapshots (${list(columns)})
      select staged.week, staged.account_id, staged.version,
             iif(${isSlots}, known.recorded_at, ${at}),
             iif(${isSlots}, known.recorded_by, ${`import ${file}`}),
             staged.import_id, staged.carried, ${sql.join(next)}
      from (
        select ${sql.join(cells)}, s.version, s.import_id, s.carried
        from chain_events as event
        cross join snapshots as s
        where event.import_id = ${importId} and s.week = event.period
          and s.account_id = event.account_id and s.version = event.version) as staged
      left join next_snapshots as known
        on ${same(['week', 'account_id'], 'known', 'staged')}
        and known.version = (
          select max(before.version) from next_snapshots as before
          where ${same(['week', 'account_id'], 'before', 'staged')}
            and before.version <= staged.version)
      where exists (
        select 1 from answers
        where ${same(['week', 'account_id'], 'answers', 'staged')}
          and answers.version <= staged.version) = ${answered ? 1 : 0}
    `.execute(db)
  }
}

/** A cell as its file had it: what the version has from the one before, the file had left empty. */
function saidCell(column: string): RawBuilder<unknown> {
  const of = column === 'last_day' ? 'notice_given_on' : column
  const bit = carriable.find((one) => one.column === of)?.bit
  const cell = sql.ref(`s.${column}`)
  return bit === undefined ? cell : sql`iif(event.carried & ${bit}, null, ${cell})`
}

/** Moves what is gone aside, and puts what is next into its place. */
async function takeOver(db: Database, importId: number): Promise<void> {
  await sql`
    delete from gone_snapshots as gone
    where exists (
      select 1 from next_snapshots as next
      where ${same(key, 'next', 'gone')}
        and not ${differ([...recorded, ...said], 'next', 'gone')})
  `.execute(db)
  await sql`
    delete from next_snapshots
    where (${list(key)}) not in (select ${list(key)} from gone_snapshots)
  `.execute(db)
  await sql`
    insert into undone_snapshots (${list(columns)}, undone_by)
    select ${list(columns)}, ${importId} from gone_snapshots
  `.execute(db)
  await sql`
    delete from snapshots where (${list(key)}) in (select ${list(key)} from gone_snapshots)
  `.execute(db)
  await sql`
    insert into snapshots (${list(columns)}) select ${list(columns)} from next_snapshots
    order by ${list(key)}
  `.execute(db)
}

async function countUndone(db: Database, importId: number): Promise<Undone> {
  const { rows } = await sql<Undone>`
    select count(*) filter (where next.version is null) as gone,
           count(*) filter (where next.version is not null) as kept
    from gone_snapshots as gone
    left join next_snapshots as next on ${same(key, 'next', 'gone')}
    where gone.import_id = ${importId}
  `.execute(db)
  return rows[0] ?? { gone: 0, kept: 0 }
}
