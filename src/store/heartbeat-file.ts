import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { writeLasting } from '../disk/lasting-file.js'

/** That a worker is there and what it is about, as its file beside the database says it. */
export interface Heartbeat {
  /** When it was written: UTC, ISO 8601 with milliseconds. A worker writes once a minute. */
  readonly at: string
  readonly state: 'running' | 'on-hold' | 'paused' | 'failing'
  /** Why it is on hold, paused or failing; null when all is well. */
  readonly reason: string | null
}

/** What else is written, for monitoring that reads the file itself. */
export interface WrittenHeartbeat extends Heartbeat {
  readonly next: { readonly week: string; readonly dueAt: string } | null
  readonly lastClosed: { readonly week: string; readonly closedAt: string } | null
}

/** The heartbeat's file, beside the database's. */
export function heartbeatFile(databaseFile: string): string {
  return `${databaseFile}.heartbeat`
}

export async function writeHeartbeatFile(file: string, heartbeat: WrittenHeartbeat): Promise<void> {
  await writeLasting(file, `${JSON.stringify(heartbeat)}\n`)
}

/** What the file says; null where there is none, or none that can be read. */
export async function readHeartbeat(file: string): Promise<Heartbeat | null> {
  try {
    return form.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}

const form = z.object({
  at: z.iso.datetime(),
  state: z.enum(['running', 'on-hold', 'paused', 'failing']),
  reason: z.string().nullable(),
})
