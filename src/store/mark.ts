import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import * as z from 'zod'
import { writeLasting } from '../disk/lasting-file.js'
import { parseWeek, type Week } from '../report/week.js'
import type { Database } from './database.js'
import { codeOf, fileFault } from './database-fault.js'

/**
 * How far the ledger has come, beside the database, as JSON. The database may be put back to an
 * older state; its mark tells that there was a later one.
 *
 * The messages that begin to leave are counted while they do, in the same file: it has a row of
 * spaces for them, and the last message that began puts a stroke into its own place. A stroke is one
 * byte, so it is there or isn't, and takes one write to the disk.
 */
export interface Mark extends HighWater {
  /** UTC, ISO 8601 with milliseconds. */
  readonly writtenAt: string
}

export type MarkReading =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }

/** The mark's file, beside the database's. */
export function markFile(databaseFile: string): string {
  return `${databaseFile}.mark`
}

/** Never throws: a mark that can’t be read says so. */
export async function readMark(file: string): Promise<MarkReading> {
  try {
    const { begunSince, begun, ...mark } = parse(await readFile(file, 'utf8'))
    return { kind: 'mark', mark: { ...mark, begun: begun + begunSince.trimEnd().length } }
  } catch (error) {
    return { kind: codeOf(error) === 'ENOENT' ? 'none' : 'unreadable' }
  }
}

/** @throws DatabaseFault where it cannot be written. */
export async function writeMark(file: string, mark: Mark): Promise<void> {
  const content = { ...mark, begunSince: ' '.repeat(places) }
  try {
    await writeLasting(file, `${JSON.stringify(content, null, 2)}\n`)
  } catch (error) {
    throw fileFault(error, `The mark ${file}`)
  }
}

/**
 * What came of a stroke. `counted`: the mark counts as many messages already, as when other programs
 * send, too; or this ledger is an older copy, which gives a number for the second time. `no-place`:
 * the mark has to be written whole first.
 */
export type Stroke = 'made' | 'counted' | 'no-place' | 'of-another' | 'unreadable' | 'none'

/**
 * Has the mark count the messages up to this number, and is back once that is on the disk. Nothing
 * is changed where the mark is not that of the ledger `identity`.
 *
 * @throws DatabaseFault where it cannot be written.
 */
export async function strikeMark(
  file: string,
  { identity, begun }: Pick<HighWater, 'identity' | 'begun'>,
): Promise<Stroke> {
  try {
    const descriptor = openSync(file, 'r+')
    try {
      const stroke = strike(descriptor, identity, begun)
      // What another program has counted may not be on the disk yet.
      if (stroke === 'made' || stroke === 'counted') await onDisk(descriptor)
      return stroke
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'none'
    throw fileFault(error, `The mark ${file}`)
  }
}

/**
 * Opened, read and written at once, which takes less than handing it to another thread: each message
 * waits for it. The disk is waited for elsewhere.
 */
function strike(descriptor: number, identity: string, begun: number): Stroke {
  const bytes = readFileSync(descriptor)
  const mark = parsed(bytes.toString('utf8'))
  if (mark === null) return 'unreadable'
  if (mark.identity !== identity) return 'of-another'
  const place = begun - mark.begun - 1
  if (place < mark.begunSince.trimEnd().length) return 'counted'
  if (place >= mark.begunSince.length) return 'no-place'
  const at = bytes.indexOf(rowBegins) + rowBegins.length + place
  writeSync(descriptor, stroke, 0, stroke.length, at)
  return 'made'
}

const onDisk = promisify(fdatasync)

/** An edition of most companies; a larger one has the mark written whole that often. */
const places = 4096

const stroke = Buffer.from('|')
const rowBegins = Buffer.from('"begunSince": "')

function parsed(text: string): z.infer<typeof form> | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}

function parse(text: string): z.infer<typeof form> {
  return form.parse(JSON.parse(text))
}

/** A mark of before has neither number nor row of messages begun. */
const form = z.object({
  identity: z.string().min(1),
  attempts: z.int().min(0),
  begun: z.int().min(0).default(0),
  lastEdition: z
    .string()
    .nullable()
    .transform((text, context) => {
      const week = text === null ? null : parseWeek(text)
      if (text !== null && week === null) context.addIssue({ code: 'custom' })
      return week
    }),
  writtenAt: z.string(),
  begunSince: z
    .string()
    .regex(/^[ |]*$/)
    .default(''),
})

/** How far a ledger has come: it only ever grows, so an older copy of it lies lower. */
export interface HighWater {
  /** The installation's. */
  readonly identity: string
  /** Attempts at submission there have been, of all editions. */
  readonly attempts: number
  /** Messages that began to leave, numbered in that order: the number of the last one. */
  readonly begun: number
  /**
   * The latest week in whose slot an edition was planned, here or in a state of the ledger that is
   * lost. That of a prompt is the slot of the report which was due last before it.
   */
  readonly lastEdition: Week | null
}

/** How far this ledger has come; null before it has an identity. */
export async function readHighWater(db: Database): Promise<HighWater | null> {
  const begun = (await hasBegunNumbers(db))
    ? sql`(select coalesce(max(begun_number), 0) from attempts where begun_number is not null)`
    : sql`0`
  const { rows } = await sql<HighWater>`
    select i.identity,
           (select count(*) from attempts) as "attempts",
           ${begun} as "begun",
           (select max(week)
            from (
              select slot as week from editions
              union all select i.hold_doubt
              union all select i.doubt_until)) as "lastEdition"
    from installation i
  `.execute(db)
  return rows[0] ?? null
}

/** A backup of an older version, which is read before its tables are brought up to date, has none. */
async function hasBegunNumbers(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pragma_table_info('attempts') where name = 'begun_number'
  `.execute(db)
  return rows.length > 0
}

/** Whether `ledger` has not come as far as `other`, in attempts, messages begun or editions. */
export function isBehind(ledger: HighWater, other: HighWater): boolean {
  return (
    ledger.attempts < other.attempts ||
    ledger.begun < other.begun ||
    (ledger.lastEdition ?? '') < (other.lastEdition ?? '')
  )
}

/**
 * Whether all that the ledger says of submissions is of one state. It isn't where the file was put
 * beside a write-ahead log of another state: SQLite then takes some pages from here and some from
 * there, and needn't notice. The numbers of messages begun have no gap, a delivery that may be
 * submitted once more has as many attempts as it counts, and the indexes say what their tables do.
 */
export async function isOfOneState(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1
    where (select count(begun_number) from attempts not indexed) <>
          (select coalesce(max(begun_number), 0) from attempts where begun_number is not null)
       or exists (
         select 1
         from deliveries d
         where d.state in ('planned', 'retry', 'sending', 'uncertain')
           and d.attempt <> (select count(*) from attempts a where a.delivery_id = d.delivery_id))
       or exists (${indexedAmiss})
       or exists (
         select 1
         from (select 'deliveries' as name union all select 'attempts') as checked,
              pragma_integrity_check(checked.name) as finding
         where finding.integrity_check <> 'ok')
  `.execute(db)
  return rows.length === 0
}

/**
 * Deliveries that an index has in a state in which the table hasn't. What is due is read from these
 * indexes alone, and SQLite's own check lets entries pass that have no row.
 */
const indexedAmiss = sql`
  select delivery_id, 'waiting'
  from deliveries indexed by deliveries_waiting
  where state in ('planned', 'retry')
  union all
  select delivery_id, 'sending'
  from deliveries indexed by deliveries_under_way
  where state = 'sending'
  union all
  select delivery_id, 'uncertain'
  from deliveries indexed by deliveries_uncertain
  where state = 'uncertain'
  except
  select delivery_id, case when state in ('planned', 'retry') then 'waiting' else state end
  from deliveries not indexed`
