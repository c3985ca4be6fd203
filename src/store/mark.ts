import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { writeLasting } from '../disk/lasting-file.js'
import { parseWeek } from '../report/week.js'
import { codeOf, fileFault } from './file-fault.js'
import type { HighWater } from './high-water.js'

/**
 * How far the ledger had come when last it was written beside the database, as JSON. The database
 * may be put back to an older state; its mark tells that there was a later one.
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
    return { kind: 'mark', mark: form.parse(JSON.parse(await readFile(file, 'utf8'))) }
  } catch (error) {
    return { kind: codeOf(error) === 'ENOENT' ? 'none' : 'unreadable' }
  }
}

/** @throws DatabaseFault where it cannot be written. */
export async function writeMark(file: string, mark: Mark): Promise<void> {
  try {
    await writeLasting(file, `${JSON.stringify(mark, null, 2)}\n`)
  } catch (error) {
    throw fileFault(error, `The mark ${file}`)
  }
}

const form = z.object({
  identity: z.string().min(1),
  attempts: z.int().min(0),
  lastEdition: z
    .string()
    .nullable()
    .transform((text, context) => {
      const week = text === null ? null : parseWeek(text)
      if (text !== null && week === null) context.addIssue({ code: 'custom' })
      return week
    }),
  writtenAt: z.string(),
})
