import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import {
  compared,
  contentMark,
  type FailedWords,
  type Fetched,
  type FetchRequest,
  failed,
  megabytesText,
  secondsText,
} from './pulled.js'
import type { TableRow } from './record.js'
import type { Source } from './table.js'

/** What another database is asked. */
export interface DatabaseQuestion {
  readonly database: string
  readonly query: string
}

/** What the process that asks is told. */
export interface QueryOrder extends DatabaseQuestion {
  /** The file that rows are written into. */
  readonly into: string
  readonly rows: number
  readonly bytes: number
  /** How long it waits for another program that writes, in milliseconds. */
  readonly patience: number
}

/** What came of it. */
export type QueryAnswer =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'too-much' }
  /** The query does something else than to read. */
  | { readonly kind: 'writes' }
  | { readonly kind: 'blob'; readonly column: string; readonly row: number }
  /** In SQLite's words. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/**
 * The rows that another SQLite database answers a query with, as a copy. It is opened to be read alone,
 * by one statement that does no more; nothing is written to it or left beside it.
 */
export async function fetchRows(
  { database, query }: DatabaseQuestion,
  request: FetchRequest,
): Promise<Fetched> {
  const { setting, into, known, limits, stop } = request
  const slow = AbortSignal.timeout(limits.milliseconds)
  try {
    const order = { database, query, into, rows: limits.rows, bytes: limits.bytes }
    const answer = await askedApart(
      { ...order, patience: Math.min(5000, limits.milliseconds / 2) },
      AbortSignal.any([stop, slow]),
    )
    if (answer.kind !== 'rows') return failed(setting, words(answer, { database, request }))
    const content = await contentMark(into)
    const name = basename(database)
    return compared(known, { look: '', content }, { kind: 'rows', source: rowsIn(into, name) })
  } catch (error) {
    stop.throwIfAborted()
    if (slow.aborted) return failed(setting, tooSlow(setting, limits.milliseconds))
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const message = error instanceof Error ? error.message : String(error)
    const answer: QueryAnswer = { kind: 'failed', code, message }
    return failed(setting, words(answer, { database, request }))
  }
}

/** The compiled program, also where this runs as it was written. */
const program = fileURLToPath(new URL('../../dist/source/query-process.js', import.meta.url))

/**
 * What came of an order, from a process that gets nothing of our environment and is ended with the
 * signal, whatever it is about.
 */
async function askedApart(order: QueryOrder, signal: AbortSignal): Promise<QueryAnswer> {
  const child = spawn(process.execPath, ['--max-old-space-size=512', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {},
    signal,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve())
  })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(order))
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (said !== '') return JSON.parse(said)
  const [message = ''] = complaint.split('\n').filter((line) => /\w*Error\b/.test(line))
  return { kind: 'failed', code: '', message: message || 'the process that asks ended' }
}

const batch = 1000

/** Rows that were written as lines of JSON; the names of columns are the first line. */
function rowsIn(file: string, name: string): Source {
  async function* rows(): AsyncGenerator<TableRow[]> {
    let line = 0
    let found: TableRow[] = []
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const cells: unknown = JSON.parse(text)
      found.push({ line: ++line, cells: Array.isArray(cells) ? cells.map(String) : [] })
      if (found.length < batch) continue
      yield found
      found = []
    }
    yield found
  }
  return { name, open: async () => ({ form: { kind: 'query' }, rows: rows() }) }
}

interface Asked {
  readonly database: string
  readonly request: FetchRequest
}

function words(
  answer: Exclude<QueryAnswer, { kind: 'rows' }>,
  { database, request: { setting, limits } }: Asked,
): FailedWords {
  const query = `${setting}_QUERY`
  switch (answer.kind) {
    case 'too-much':
      return {
        expected: `at most ${limits.rows} rows and ${megabytesText(limits.bytes)}`,
        given: 'more of them',
        cure: `Let ${query} ask for what is needed alone.`,
      }
    case 'writes':
      return {
        expected: 'one statement that does nothing but read',
        given: 'something else',
        cure: `Let ${query} begin with select or with, and change nothing.`,
      }
    case 'blob':
      return {
        expected: 'text and numbers',
        given: `bytes in the column ${answer.column} of row ${answer.row}`,
        cure: `Leave that column out of ${query}, or cast it to text.`,
      }
    case 'failed':
      return failureWords(answer, database, setting)
  }
}

function failureWords(
  { code, message }: Extract<QueryAnswer, { kind: 'failed' }>,
  database: string,
  setting: string,
): FailedWords {
  const file = basename(database)
  if (/^SQLITE_(BUSY|LOCKED|READONLY_ROLLBACK)/.test(code)) {
    const given = 'another program keeps it locked'
    return { expected: `${file} to be free for reading`, given, cure: 'It is tried again.' }
  }
  const trouble = inFile[code]
  if (trouble === undefined) {
    return { expected: `an answer from ${file}`, given: message, cure: `Correct ${setting}_QUERY.` }
  }
  const [given, cure] = trouble
  return {
    expected: `${file} to be a SQLite database that can be read`,
    given,
    cure: `${cure} ${setting}.`,
  }
}

const inFile: Readonly<Record<string, [given: string, cure: string]>> = {
  ENOENT: ['no such file', 'Correct'],
  ENOTDIR: ['no such file', 'Correct'],
  EACCES: ['this user may not read it', 'Correct its rights, or'],
  EISDIR: ['a folder', 'Correct'],
  SQLITE_CANTOPEN: ['it can’t be opened', 'Correct its rights, or'],
  SQLITE_NOTADB: ['something else', 'Correct'],
  SQLITE_CORRUPT: ['a damaged one', 'Ask whoever runs it, or correct'],
}

function tooSlow(setting: string, milliseconds: number): FailedWords {
  return {
    expected: `an answer within ${secondsText(milliseconds)}`,
    given: '',
    cure: `Let ${setting}_QUERY ask for what is needed alone.`,
  }
}
