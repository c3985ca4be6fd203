import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import * as z from 'zod'
import { writeLasting } from '../disk/lasting-file.js'
import { parseWeek } from '../report/week.js'
import { codeOf, fileFault } from './file-fault.js'
import type { HighWater } from './high-water.js'

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
