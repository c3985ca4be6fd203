import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { SourceFault } from './fault.js'
import type { Source } from './table.js'

/** What is asked of a source that isn't ours: a copy for us alone, of which nothing changes. */
export interface FetchRequest {
  /** As faults name it: `IMPORT_ACCOUNTS`. */
  readonly setting: string
  /** Where the copy goes: nothing is there yet, and nobody else can look into its folder. */
  readonly into: string
  /** What was taken last; null to fetch it whatever it is. */
  readonly known: SourceMark | null
  readonly limits: FetchLimits
  /** Breaks it off: then it throws what the signal says. */
  readonly stop: AbortSignal
}

/** How a state of a source is known again. */
export interface SourceMark {
  /** By a glance: its time and size, or what its server says of it. */
  readonly look: string
  /** By all that is in it. */
  readonly content: string
}

export interface FetchLimits {
  readonly bytes: number
  readonly rows: number
  /** For all of it. */
  readonly milliseconds: number
  /** How long a file has to have been left alone, in milliseconds: else somebody may be writing. */
  readonly settled: number
}

export const fetchLimits: FetchLimits = {
  bytes: 200_000_000,
  rows: 1_000_000,
  milliseconds: 90_000,
  settled: 3000,
}

export type Fetched =
  | { readonly kind: 'fetched'; readonly mark: SourceMark; readonly copy: FetchedCopy }
  /** It is as it was when it was taken last. */
  | { readonly kind: 'unchanged'; readonly mark: SourceMark }
  | FailedFetch

/** It can't be had; safe to print, without secrets. */
export interface FailedFetch {
  readonly kind: 'failed'
  readonly fault: SourceFault
}

/** What was fetched: a file, or rows that a database gave. */
export type FetchedCopy =
  /** `name` is the file's own, or the host that it came from. */
  | { readonly kind: 'file'; readonly name: string; readonly file: string }
  | { readonly kind: 'rows'; readonly source: Source }

/** Of a source as a whole. */
export function failed(setting: string, words: FailedWords): FailedFetch {
  return { kind: 'failed', fault: { file: setting, line: null, column: null, ...words } }
}

export type FailedWords = Pick<SourceFault, 'expected' | 'given' | 'cure'>

/** The mark of a copy, by all that is in it. */
export async function contentMark(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('base64url')
}

/** The copy as something new, or as what was known already. */
export function compared(known: SourceMark | null, mark: SourceMark, copy: FetchedCopy): Fetched {
  return known?.content === mark.content
    ? { kind: 'unchanged', mark }
    : { kind: 'fetched', mark, copy }
}

export function secondsText(milliseconds: number): string {
  return milliseconds === 1000 ? '1 second' : `${milliseconds / 1000} seconds`
}

export function megabytesText(bytes: number): string {
  return `${bytes / 1_000_000} MB`
}
