import { type RawBuilder, sql } from 'kysely'
import { type Database, reading, writing } from './database.js'

/** From before when things are let go of. UTC, ISO 8601 with milliseconds. */
export interface PruneLimits {
  /** Of messages, requests for links and what people replied. */
  readonly messages: string
  /** Of links: since when they don't work any more. */
  readonly links: string
}

/** How many were let go of, or would be. */
export interface Pruned {
  readonly messages: number
  /** Of the messages, without their pictures. */
  readonly bytes: number
  /** That no message shows any more. */
  readonly pictures: number
  readonly links: number
  readonly requests: number
  readonly replies: number
}

/**
 * Messages whose bytes are out of time: composed, and settled for the last time, before the limit.
 * One that a worker may still submit stays, however old it is. Uncertain and failed ones go like the
 * others: by then a report is of no use to anybody, and their rows still say what became of them.
 */
const messagesOutOf = (before: string): RawBuilder<unknown> => sql`
  from messages m
  join deliveries d on d.delivery_id = m.delivery_id
  where length(m.bytes) > 0
    and m.composed_at < ${before}
    and d.state in ('submitted', 'uncertain', 'failed', 'skipped')
    and coalesce(d.settled_at, m.composed_at) < ${before}`

/** Links by which nothing was said: of one that something came by, the answer names it. */
const linksOutOf = (before: string): RawBuilder<unknown> => sql`
  from links where first_used_at is null and expires_at < ${before}`

const requestsOutOf = (before: string): RawBuilder<unknown> => sql`
  from link_requests where answered_at is not null and asked_at < ${before}`

const repliesOutOf = (before: string): RawBuilder<unknown> => sql`
  from replies where words is not null and recorded_at < ${before}`

/** What is out of time, without changing anything. */
export function countPrunable(db: Database, { messages, links }: PruneLimits): Promise<Pruned> {
  return reading(db, async (db) => {
    const { rows } = await sql<Pruned>`
      with gone as (select m.delivery_id, length(m.bytes) as size ${messagesOutOf(messages)})
      select (select count(*) from gone) as messages,
             (select coalesce(sum(size), 0) from gone) as bytes,
             (select count(*) from pictures p where not exists (
               select 1 from message_pictures at
               where at.picture_id = p.picture_id
                 and at.delivery_id not in (select delivery_id from gone))) as pictures,
             (select count(*) ${linksOutOf(links)}) as links,
             (select count(*) ${requestsOutOf(messages)}) as requests,
             (select count(*) ${repliesOutOf(messages)}) as replies
    `.execute(db)
    return rows[0] ?? nothing
  })
}

export const nothing: Pruned = {
  messages: 0,
  bytes: 0,
  pictures: 0,
  links: 0,
  requests: 0,
  replies: 0,
}

/**
 * Lets go of at most so many messages, links, requests and replies, in a transaction of their own
 * that is over in a moment. Nothing of it when everything is in time.
 */
export function pruneSome(db: Database, limits: PruneLimits, most: number): Promise<Pruned> {
  return writing(db, async (db) => ({
    ...(await pruneMessages(db, limits.messages, most)),
    links: await pruneLinks(db, limits.links, most),
    requests: await changed(
      sql`
      delete from link_requests
      where request_id in (select request_id ${requestsOutOf(limits.messages)} limit ${most})
    `,
      db,
    ),
    replies: await changed(
      sql`
      update replies set words = null
      where (delivery_id, report_id) in (
        select delivery_id, report_id ${repliesOutOf(limits.messages)} limit ${most})
    `,
      db,
    ),
  }))
}

async function pruneMessages(
  db: Database,
  before: string,
  most: number,
): Promise<Pick<Pruned, 'messages' | 'bytes' | 'pictures'>> {
  const { rows } = await sql<{ id: number; size: number }>`
    select m.delivery_id as id, length(m.bytes) as size ${messagesOutOf(before)}
    order by m.composed_at
    limit ${most}
  `.execute(db)
  const pictures = await letGo(
    db,
    rows.map(({ id }) => id),
  )
  return { messages: rows.length, bytes: rows.reduce((sum, { size }) => sum + size, 0), pictures }
}

/**
 * Empties messages, in the caller's transaction, and removes the pictures that no other one shows;
 * gives back how many. What the ledger says of them stays.
 */
export async function letGo(db: Database, deliveryIds: readonly number[]): Promise<number> {
  if (deliveryIds.length === 0) return 0
  const these = sql`(select value from json_each(${JSON.stringify(deliveryIds)}))`
  const { rows } = await sql<{ id: number }>`
    delete from message_pictures where delivery_id in ${these} returning picture_id as id
  `.execute(db)
  await sql`update messages set bytes = x'' where delivery_id in ${these}`.execute(db)
  const shown = JSON.stringify(rows.map(({ id }) => id))
  return await changed(
    sql`
    delete from pictures
    where picture_id in (select value from json_each(${shown}))
      and not exists (
        select 1 from message_pictures at where at.picture_id = pictures.picture_id)
  `,
    db,
  )
}

async function pruneLinks(db: Database, before: string, most: number): Promise<number> {
  const { rows } = await sql<{ hash: string }>`
    select link_hash as hash ${linksOutOf(before)} order by expires_at limit ${most}
  `.execute(db)
  if (rows.length === 0) return 0
  const these = sql`(select value from json_each(${JSON.stringify(rows.map(({ hash }) => hash))}))`
  return await changed(sql`delete from links where link_hash in ${these}`, db)
}

async function changed(statement: RawBuilder<unknown>, db: Database): Promise<number> {
  return Number((await statement.execute(db)).numAffectedRows ?? 0)
}

/** How large a database's file is, and what of it is free. In bytes. */
export interface FileSpace {
  readonly size: number
  readonly free: number
  /** Whether free pages can be given back to the disk, a few at a time. */
  readonly shrinks: boolean
}

export async function readFileSpace(db: Database): Promise<FileSpace> {
  const { rows } = await sql<{ pages: number; free: number; size: number; mode: number }>`
    select page_count as pages, freelist_count as free, page_size as size, auto_vacuum as mode
    from pragma_page_count, pragma_freelist_count, pragma_page_size, pragma_auto_vacuum
  `.execute(db)
  const { pages = 0, free = 0, size = 0, mode = 0 } = rows[0] ?? {}
  return { size: pages * size, free: free * size, shrinks: mode === incremental }
}

/** SQLite's number for it. */
const incremental = 2

/**
 * Gives at most so many free pages at the end of the file back to the disk, in a transaction of
 * their own. False when none is free. Nothing where the file doesn't shrink.
 */
export async function giveBack(db: Database, most: number): Promise<boolean> {
  const { free, shrinks, size } = await readFileSpace(db)
  if (free === 0 || size === 0 || !shrinks) return false
  await writing(db, async (db) => {
    // One page each: asked for more, SQLite expects its answer to be read row by row, and it has none.
    for (let page = 0; page < most; page++) await sql`pragma incremental_vacuum(1)`.execute(db)
  })
  return true
}

/**
 * Writes the whole file anew, once, so that it can shrink from then on: a file of before this
 * program set new ones up so can't. Nobody else can write meanwhile. Takes room for two copies of
 * what is in it, one of them where SQLite keeps temporary files.
 *
 * @throws DatabaseFault where there isn't room: then it is as it was.
 */
export async function rewrite(db: Database): Promise<void> {
  await sql`pragma auto_vacuum = incremental`.execute(db)
  await sql`vacuum`.execute(db)
  // What was written lies in the log until then, which is as large as the file.
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
}
