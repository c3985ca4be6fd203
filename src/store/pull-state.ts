import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { writeLasting } from '../disk/lasting-file.js'
import type { PulledKind } from '../report/pull-time.js'

/** What is remembered of the pulls of one kind, from one to the next. */
export interface PullRecord {
  /** When it was tried last: milliseconds since the epoch, like all times here. */
  readonly triedAt: number
  /** What was taken last; null where nothing ever was. */
  readonly taken: TakenPull | null
  /** Since when it can't be pulled, and where the ledger says why; null where it can. */
  readonly failing: { readonly since: number; readonly recordedAt: string } | null
}

export interface TakenPull {
  /** By which the same is known again. */
  readonly look: string
  readonly content: string
  /** The settings that it was read by: by others, it is something else. */
  readonly settings: string
  /** When it was imported. */
  readonly at: number
  /** Under which time the ledger of imports has it: UTC, ISO 8601. */
  readonly recordedAt: string
  /** When it was last seen to be still so. */
  readonly seenAt: number
  /** When an import last changed anything. */
  readonly changedAt: number | null
}

export type PullState = Readonly<Record<PulledKind, PullRecord | null>>

/** Beside the database: it holds times and marks, and can be worked out again. */
export function pullStateFile(databaseFile: string): string {
  return `${databaseFile}.pulls`
}

const nothing: PullState = { accounts: null, snapshots: null }

/** What is remembered; nothing where there is no file, or none that can be read. */
export async function readPullState(databaseFile: string): Promise<PullState> {
  try {
    return form.parse(JSON.parse(await readFile(pullStateFile(databaseFile), 'utf8')))
  } catch {
    return nothing
  }
}

export async function writePullState(databaseFile: string, state: PullState): Promise<void> {
  await writeLasting(pullStateFile(databaseFile), `${JSON.stringify(state)}\n`, 0o600)
}

const record = z
  .object({
    triedAt: z.number(),
    taken: z
      .object({
        look: z.string(),
        content: z.string(),
        settings: z.string(),
        at: z.number(),
        recordedAt: z.string(),
        seenAt: z.number(),
        changedAt: z.number().nullable(),
      })
      .nullable(),
    failing: z.object({ since: z.number(), recordedAt: z.string() }).nullable(),
  })
  .nullable()

const form = z.object({ accounts: record, snapshots: record })
