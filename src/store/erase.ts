import { sql } from 'kysely'
import {
  type Identity,
  type Pseudonym,
  pseudonymised,
  pseudonymisedIn,
  pseudonymOf,
} from '../report/pseudonym.js'
import { type Database, writing } from './database.js'
import {
  ownDeliveries,
  type PersonalColumns,
  type PersonalRow,
  type PersonalTable,
  personal,
  readFactsNaming,
  readRows,
} from './personal.js'
import { letGo } from './prune.js'

/** How messages are changed that go to others. */
export interface BodyRedaction {
  /** The bytes without somebody, or the same ones where they don't name them. */
  readonly redacted: (bytes: Buffer, identity: Identity, by: Pseudonym) => Buffer
  /** Whether a reader of the message would still find them. */
  readonly stillNames: (bytes: Buffer, identity: Identity) => Promise<boolean>
}

export interface EraseRequest {
  readonly identity: Identity
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  readonly by: string
  readonly bodies: BodyRedaction
}

/** What became a pseudonym. Where somebody is being mailed just now, nothing is done. */
export type Erasure =
  | { readonly kind: 'sending'; readonly until: string }
  | {
      readonly kind: 'erased'
      readonly pseudonym: Pseudonym
      /** Rows changed, by table. */
      readonly rows: ReadonlyMap<PersonalTable, number>
      /** Editions whose facts named them. */
      readonly editions: number
      /** Messages to others that say the pseudonym now. */
      readonly redacted: number
      /** Messages that were let go of: their own, and others' that could not be changed. */
      readonly letGo: number
      /** Mails to them that were due, and don't go out. */
      readonly skipped: number
    }

/**
 * Makes somebody a pseudonym wherever they are named, in one transaction: all of it or nothing. No
 * figure changes. What was freed in the file is overwritten, so that it can't be found there.
 */
export async function erase(db: Database, request: EraseRequest): Promise<Erasure> {
  await sql`pragma secure_delete = on`.execute(db)
  const erasureId = await nextErasure(db)
  const who = { identity: request.identity, pseudonym: pseudonymOf(erasureId) }
  // What takes long is done before anybody has to wait for it: a message's bytes don't change.
  const read = await readBodies(db, { ...who, bodies: request.bodies }, 0)
  const erasure = await writing(db, async (db) => {
    const since = await readBodies(db, { ...who, bodies: request.bodies }, read.upTo)
    return await eraseIn(db, { ...request, ...who, erasureId, found: [read, since] })
  })
  // Until then, the log still holds what was there before.
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
  return erasure
}

async function nextErasure(db: Database): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(erasure_id), 0) + 1 as next from erasures
  `.execute(db)
  return rows[0]?.next ?? 1
}

interface Erasing extends EraseRequest {
  readonly pseudonym: Pseudonym
  readonly erasureId: number
  readonly found: readonly FoundBodies[]
}

async function eraseIn(db: Database, erasing: Erasing): Promise<Erasure> {
  const { identity, pseudonym, erasureId, at, by } = erasing
  const until = await readOwnLease(db, identity, at)
  if (until !== null) return { kind: 'sending', until }
  await sql`
    insert into erasures (erasure_id, asked_at, asked_by) values (${erasureId}, ${at}, ${by})
  `.execute(db)
  const skipped = await skipOpen(db, identity, at)
  const messages = await eraseBodies(db, erasing)
  await endLinks(db, identity, at)
  const editions = await eraseFacts(db, identity, pseudonym)
  await forgetWords(db, identity)
  const rows = new Map<PersonalTable, number>()
  // Deliveries come last: by them it is known whose the other rows are.
  const others = tables.filter((table) => table !== 'deliveries')
  for (const table of [...others, 'deliveries'] as const) {
    const count = await eraseRows(db, table, { identity, pseudonym })
    if (count > 0) rows.set(table, count)
  }
  await sql`update erasures set done_at = ${at} where erasure_id = ${erasureId}`.execute(db)
  return { kind: 'erased', pseudonym, rows, editions, skipped, ...messages }
}

const tables = Object.keys(personal) as readonly PersonalTable[]

interface Who {
  readonly identity: Identity
  readonly pseudonym: Pseudonym
}

/** Until when a worker may be handing a mail to them over; null where none is. */
async function readOwnLease(db: Database, identity: Identity, at: string): Promise<string | null> {
  const { rows } = await sql<{ until: string | null }>`
    select max(lease_until) as until from deliveries
    where state = 'sending' and lease_until > ${at} and delivery_id in ${ownDeliveries(identity)}
  `.execute(db)
  return rows[0]?.until ?? null
}

async function skipOpen(db: Database, identity: Identity, at: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = 'skipped', settled_at = ${at}, next_attempt_at = null, owner = null,
        lease_until = null, reason = 'the recipient was erased'
    where state in ('planned', 'retry', 'sending')
      and delivery_id in ${ownDeliveries(identity)}
  `.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Messages to others that name somebody. */
interface FoundBodies {
  /** As they are without them, in the parts between their pictures. */
  readonly changed: ReadonlyMap<number, readonly Buffer[]>
  /** Where they can't be taken out. */
  readonly gone: readonly number[]
  /** The last delivery whose message was looked at. */
  readonly upTo: number
}

async function readBodies(
  db: Database,
  { identity, pseudonym, bodies }: Who & Pick<EraseRequest, 'bodies'>,
  after: number,
): Promise<FoundBodies> {
  const { rows } = await sql<{ id: number }>`
    select delivery_id as id from messages
    where length(bytes) > 0 and delivery_id > ${after}
      and delivery_id not in ${ownDeliveries(identity)}
    order by delivery_id
  `.execute(db)
  const changed = new Map<number, readonly Buffer[]>()
  const gone: number[] = []
  for (const { id } of rows) {
    const body = await readParts(db, id)
    const parts = body.map((part) => bodies.redacted(part, identity, pseudonym))
    if (await bodies.stillNames(Buffer.concat(parts), identity)) gone.push(id)
    else if (parts.some((part, at) => part !== body[at])) changed.set(id, parts)
  }
  return { changed, gone, upTo: rows.at(-1)?.id ?? after }
}

/** Their own messages hold links with their address in them, and are nobody else's: they go. */
async function eraseBodies(
  db: Database,
  { identity, found }: Pick<Erasing, 'identity' | 'found'>,
): Promise<{ readonly redacted: number; readonly letGo: number }> {
  const own = await sql<{ id: number }>`
    select delivery_id as id from messages
    where length(bytes) > 0 and delivery_id in ${ownDeliveries(identity)}
  `.execute(db)
  const gone = [...own.rows.map(({ id }) => id), ...found.flatMap((one) => one.gone)]
  await letGo(db, gone)
  const changed = found.flatMap((one) => [...one.changed])
  for (const [id, parts] of changed) await writeParts(db, id, parts)
  return { redacted: changed.length, letGo: gone.length }
}

/** A message's bytes, cut where its pictures belong. */
async function readParts(db: Database, deliveryId: number): Promise<Buffer[]> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from messages where delivery_id = ${deliveryId}
  `.execute(db)
  const bytes = rows[0]?.bytes ?? Buffer.of()
  const cuts = [0, ...(await readPositions(db, deliveryId)), bytes.length]
  return cuts.slice(1).map((end, at) => bytes.subarray(cuts[at], end))
}

async function readPositions(db: Database, deliveryId: number): Promise<number[]> {
  const { rows } = await sql<{ position: number }>`
    select position from message_pictures where delivery_id = ${deliveryId} order by position
  `.execute(db)
  return rows.map(({ position }) => position)
}

/** The pictures stay between the same parts. */
async function writeParts(
  db: Database,
  deliveryId: number,
  parts: readonly Buffer[],
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select picture_id as id from message_pictures
    where delivery_id = ${deliveryId} order by position
  `.execute(db)
  const { numAffectedRows } = await sql`
    update messages set bytes = ${Buffer.concat(parts)}
    where delivery_id = ${deliveryId} and length(bytes) > 0
  `.execute(db)
  // Let go of since it was looked at.
  if (numAffectedRows !== 1n) return
  await sql`delete from message_pictures where delivery_id = ${deliveryId}`.execute(db)
  let position = 0
  for (const [at, { id }] of rows.entries()) {
    position += parts[at]?.length ?? 0
    await sql`
      insert into message_pictures (delivery_id, position, picture_id)
      values (${deliveryId}, ${position}, ${id})
    `.execute(db)
  }
}

/** What browsers they used is nobody's business any more, and their links end. */
async function endLinks(db: Database, { address }: Identity, at: string): Promise<void> {
  const own = sql`(select link_hash from links where lower(address) = ${address.toLowerCase()})`
  await sql`delete from link_devices where link_hash in ${own}`.execute(db)
  await sql`
    update links set revoked_at = ${at} where revoked_at is null and link_hash in ${own}
  `.execute(db)
}

async function eraseFacts(db: Database, identity: Identity, by: Pseudonym): Promise<number> {
  const editions = await readFactsNaming(db, identity)
  for (const { editionId, facts } of editions) {
    const erased = JSON.stringify(pseudonymisedIn(JSON.parse(facts), identity, by))
    await sql`update editions set facts = ${erased} where edition_id = ${editionId}`.execute(db)
  }
  return editions.length
}

/**
 * What they replied is theirs, what their server said may name them otherwise, and so does a file.
 */
async function forgetWords(db: Database, identity: Identity): Promise<void> {
  const own = ownDeliveries(identity)
  await sql`update replies set words = null where delivery_id in ${own}`.execute(db)
  await sql`
    update bounces set diagnostic = null, recipient = null where delivery_id in ${own}
  `.execute(db)
  for (const table of ['attempts', 'deliveries']) {
    await sql`
      update ${sql.table(table)} set reason = 'written to a file'
      where reason like 'written to %' and delivery_id in ${own}
    `.execute(db)
  }
}

/** Rows that hang on a delivery of theirs are read, too, and stay where they name nobody. */
async function eraseRows(db: Database, table: PersonalTable, who: Who): Promise<number> {
  const columns: PersonalColumns = personal[table]
  let count = 0
  for (const row of await readRows(db, table, who.identity)) {
    const changed = changesOf(row, columns, who)
    if (changed.length === 0) continue
    const settings = changed.map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    const same = columns.key.map((column) => sql`${sql.ref(column)} = ${row[column]}`)
    await sql`
      update ${sql.table(table)} set ${sql.join(settings)} where ${sql.join(same, sql` and `)}
    `.execute(db)
    count += 1
  }
  return count
}

function changesOf(
  row: PersonalRow,
  { addresses, names, words }: PersonalColumns,
  { identity, pseudonym }: Who,
): [string, string][] {
  const address = identity.address.toLowerCase()
  const isOwn = addresses.some((column) => String(row[column] ?? '').toLowerCase() === address)
  const told: [string, unknown][] = [
    ...(isOwn ? addresses.map((column): [string, unknown] => [column, pseudonym.address]) : []),
    ...(isOwn ? names.map((column): [string, unknown] => [column, pseudonym.name]) : []),
    ...words.map((column): [string, unknown] => {
      const text = row[column]
      return [column, typeof text === 'string' ? pseudonymised(text, identity, pseudonym) : text]
    }),
  ]
  return told.flatMap(([column, value]): [string, string][] =>
    typeof value === 'string' && value !== row[column] && row[column] !== null
      ? [[column, value]]
      : [],
  )
}
