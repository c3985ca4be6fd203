import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { PulledSource } from '../config/imports.js'
import { aloneForLong } from '../disk/file-lock.js'
import { beside } from '../disk/lasting-file.js'
import type { PulledKind } from '../report/pull-time.js'
import { lastEndedWeek } from '../report/week.js'
import { fetchAddress } from '../source/download.js'
import { fetchNewest } from '../source/newest-file.js'
import type { ImportWords } from '../source/options.js'
import {
  contentMark,
  type Fetched,
  type FetchedCopy,
  type FetchLimits,
  type FetchRequest,
  failed,
  fetchLimits,
  type SourceMark,
} from '../source/pulled.js'
import { fetchRows } from '../source/query.js'
import { fileSource, type Source } from '../source/table.js'
import { readAccountIds } from '../store/accounts.js'
import { databaseFile } from '../store/database.js'
import { type PullRecord, readPullState } from '../store/pull-state.js'
import { findImport } from '../store/pulled-imports.js'
import { importOnce, type RecordedImport } from './import.js'
import { pulledKinds, pullSettings, readPullWords } from './pull-orders.js'
import { type Pulled, recordPull } from './pull-record.js'
import { never, type Workspace } from './workspace.js'

export interface PulledOf {
  readonly of: PulledKind
  readonly pulled: Pulled
}

export interface PullRequest {
  readonly kinds: readonly PulledKind[]
  /** Asked once nobody else pulls any more: they may have done it. */
  readonly isDue: (last: PullRecord | null) => boolean
  /** Import it, even if it is as it was. */
  readonly isForced: boolean
  readonly limits?: FetchLimits
  /** Certificates (PEM) that count beside those that the system knows. */
  readonly trusted?: string
}

/** Where copies of what is pulled are for as long as they are read: beside the database. */
export function pulledFile(databaseFile: string): string {
  return `${databaseFile}.pulled`
}

/** A program that has been still for so long holds up nobody else who wants to pull. */
const patience = 60_000

/**
 * Pulls what the settings name, accounts first, and remembers what came of it; never while another
 * program does. What fails is recorded once between two reports, so that the admins' next mail tells
 * it.
 */
export async function pullSources(work: Workspace, request: PullRequest): Promise<PulledOf[]> {
  const { claiming } = work.stop ?? never
  const file = await databaseFile(work.db)
  return await aloneForLong(
    `${file}.pulling`,
    patience,
    async () => {
      const found: PulledOf[] = []
      for (const of of pulledKinds.filter((kind) => request.kinds.includes(kind))) {
        const order = work.config.imports[of]
        const last = (await readPullState(file))[of]
        if (order === null || !request.isDue(last)) continue
        const pulling: Pulling = { of, order, last, file, request }
        const pulled = await pullOne(work, pulling)
        found.push({ of, pulled })
      }
      return found
    },
    claiming,
  )
}

/** A kind that is being pulled. */
interface Pulling {
  readonly of: PulledKind
  readonly order: PulledSource
  readonly last: PullRecord | null
  /** The database's. */
  readonly file: string
  readonly request: PullRequest
}

async function pullOne(work: Workspace, pulling: Pulling): Promise<Pulled> {
  const { of, order, last, file } = pulling
  const triedAt = work.now()
  const reading = readPullWords(of, order.options)
  if (reading.kind === 'fault') {
    const pulled = failed(`${pullSettings[of]}_OPTIONS`, reading.complaint)
    return await recordPull(work, { of, last, file }, { triedAt, pulled, mark: null })
  }
  const settings = await settingsMark(work, pulling, reading.words)
  const known = await knownOf(work, pulling, settings)
  return await beside(pulledFile(file), async (into) => {
    const fetched = await fetchCopy(work, pulling, { into, known })
    const pulled = await taken(work, pulling, { fetched, words: reading.words })
    const mark = fetched.kind === 'failed' ? null : { ...fetched.mark, settings }
    return await recordPull(work, { of, last, file }, { triedAt, pulled, mark })
  })
}

/**
 * All that decides what a file comes to, beside itself: read by other settings, or in another week
 * where that is named, it is another one.
 */
async function settingsMark(
  { config, db, now, directory = '.' }: Workspace,
  { order: { from, options } }: Pulling,
  { reading, owners }: ImportWords,
): Promise<string> {
  const ownersFile = owners ?? config.ownersFile
  const place = from.kind === 'https' ? { ...from, header: null } : from
  const parts = [
    place,
    options,
    config.currency,
    config.timeZone,
    ownersFile === null ? '' : await contentMark(resolve(directory, ownersFile)).catch(() => ''),
    reading.set.some((one) => /=\s*last\s*$/i.test(one))
      ? lastEndedWeek(now(), config.timeZone)
      : '',
    // Rows of accounts that weren't known count once they are.
    reading.skipUnknown ? (await readAccountIds(db)).length : 0,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** What was taken last by the same settings; null where this ledger doesn't have it, as one of before. */
async function knownOf(
  { db }: Workspace,
  { of, last, request }: Pulling,
  settings: string,
): Promise<SourceMark | null> {
  const taken = last?.taken ?? null
  if (request.isForced || taken === null || taken.settings !== settings) return null
  const recorded = await findImport(db, of, taken.recordedAt)
  return recorded === null ? null : { look: taken.look, content: taken.content }
}

interface Copying {
  readonly into: string
  readonly known: SourceMark | null
}

async function fetchCopy(
  work: Workspace,
  { of, order: { from }, file, request }: Pulling,
  { into, known }: Copying,
): Promise<Fetched> {
  const { claiming: stop } = work.stop ?? never
  const limits = request.limits ?? fetchLimits
  const fetching: FetchRequest = { setting: pullSettings[of], into, known, limits, stop }
  const at = (path: string) => resolve(work.directory ?? '.', path)
  switch (from.kind) {
    case 'https': {
      const { trusted } = request
      return await fetchAddress({ ...from, ...(trusted !== undefined && { trusted }) }, fetching)
    }
    case 'sqlite':
      return await fetchRows({ database: at(from.path), query: from.query }, fetching)
    case 'file':
      // Closing a copy of our own file would end our locks on it.
      if (at(from.path) === file) return failed(fetching.setting, ownDatabase)
      return await fetchNewest(at(from.path), fetching)
  }
}

const ownDatabase = {
  expected: 'a file of another program',
  given: 'the database of this one',
  cure: 'Correct the setting.',
}

interface Taking {
  readonly fetched: Fetched
  readonly words: ImportWords
}

async function taken(
  work: Workspace,
  { of }: Pulling,
  { fetched, words }: Taking,
): Promise<Pulled> {
  if (fetched.kind !== 'fetched') return fetched
  const source = sourceOf(fetched.copy, words.sheet)
  const outcome = await importOnce(work, importOrder(work, of, { source, words }))
  return outcome.kind === 'imported'
    ? { kind: 'imported', name: source.name, outcome }
    : { kind: 'refused', name: source.name, outcome }
}

function sourceOf(copy: FetchedCopy, sheet: string | null): Source {
  if (copy.kind === 'rows') return copy.source
  return { ...fileSource({ file: copy.file, sheet }), name: copy.name }
}

/** What is pulled, to be imported by the words of its setting. */
function importOrder(
  { config, directory = '.' }: Workspace,
  of: PulledKind,
  { source, words }: { readonly source: Source; readonly words: ImportWords },
): RecordedImport {
  const order = { source, options: words.reading, origin: 'pull' as const }
  if (of === 'snapshots') return { ...order, kind: of }
  const owners = words.owners ?? config.ownersFile
  return {
    ...order,
    kind: of,
    isComplete: words.complete,
    isConfirmed: words.yes,
    ...(owners !== null && {
      owners: fileSource({ file: resolve(directory, owners), sheet: null }),
    }),
  }
}
