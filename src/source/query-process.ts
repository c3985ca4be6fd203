import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import Sqlite from 'better-sqlite3'
import { plainNumber } from './figure.js'
import type { QueryAnswer, QueryOrder } from './query.js'

function answer(order: QueryOrder): QueryAnswer {
  try {
    const db = new Sqlite(undisturbed(order.database, order.into), {
      readonly: true,
      fileMustExist: true,
      timeout: order.patience,
    })
    try {
      db.pragma('query_only = on')
      db.pragma('trusted_schema = off')
      return asked(db, order)
    } finally {
      db.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) }
  }
}

function asked(db: Sqlite.Database, { query, into, rows: most, bytes }: QueryOrder): QueryAnswer {
  const statement = db.prepare(query)
  if (!statement.reader || !statement.readonly || !/^(select|with|values)\b/i.test(bare(query))) {
    return { kind: 'writes' }
  }
  const columns = statement.columns().map(({ name }) => name)
  const file = openSync(into, 'wx', 0o600)
  try {
    let [rows, size] = [0, 0]
    let lines = lineOf(columns)
    for (const row of statement.raw().safeIntegers().iterate()) {
      const cells = Array.isArray(row) ? row.map(cellText) : []
      const blob = cells.indexOf(null)
      rows++
      if (blob >= 0) return { kind: 'blob', column: columns[blob] ?? '', row: rows }
      if (rows > most) return { kind: 'too-much' }
      lines += lineOf(cells)
      if (lines.length < chunk) continue
      size += writeSync(file, lines)
      lines = ''
      if (size > bytes) return { kind: 'too-much' }
    }
    size += writeSync(file, lines)
    return size > bytes ? { kind: 'too-much' } : { kind: 'rows', rows }
  } finally {
    closeSync(file)
  }
}

const chunk = 65_536

/** JSON on one line, whatever a reader of lines takes for the end of one. */
function lineOf(cells: readonly (string | null)[]): string {
  const json = JSON.stringify(cells)
  return `${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`
}

/** What stands before the first word of a statement that isn't a remark. */
function bare(query: string): string {
  return query.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*/, '')
}

/** Null for bytes, which are no text. */
function cellText(value: unknown): string | null {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return plainNumber(value)
  return typeof value === 'bigint' ? String(value) : null
}

/** Two bytes at the beginning of a database file say whether changes go into a log beside it. */
const logFlags = { at: 18, isLog: 2 }

/** Larger ones aren't copied: then SQLite may leave two small files beside them. */
const mostCopied = 2_000_000_000

/**
 * The file itself, or a copy of it: SQLite makes two files beside a database that is written by a
 * log and that nobody has open, and a reader can't take them away again. While nobody has it open, it
 * is whole in its file and its log.
 */
function undisturbed(database: string, into: string): string {
  const before = stateOf(database)
  if (!before.isLogged || before.isOpen || before.size > mostCopied) return database
  const copy = `${into}.database`
  copyFileSync(database, copy)
  if (before.hasLog) copyFileSync(`${database}-wal`, `${copy}-wal`)
  const after = stateOf(database)
  return after.look === before.look && !after.isOpen ? copy : database
}

function stateOf(database: string) {
  const file = statSync(database)
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false })
  const look = (one: Stats | undefined) => (one === undefined ? '' : `${one.size} ${one.mtimeMs}`)
  return {
    isLogged: isLogged(database),
    isOpen: statSync(`${database}-shm`, { throwIfNoEntry: false }) !== undefined,
    hasLog: log !== undefined,
    size: file.size + (log?.size ?? 0),
    look: `${look(file)}, ${look(log)}`,
  }
}

function isLogged(database: string): boolean {
  const file = openSync(database, 'r')
  try {
    const bytes = Buffer.alloc(2)
    return readSync(file, bytes, 0, 2, logFlags.at) === 2 && bytes.includes(logFlags.isLog)
  } finally {
    closeSync(file)
  }
}

/**
 * The program that asks another database, in a process of its own: a query can't be broken off, but
 * its process can be ended; and closing a file ends all locks that a process has on it, which may be
 * those on our own database. It reads its order from the standard input, writes the rows into a file, a
 * line of JSON each, and says on the standard output what came of it.
 */
const order: QueryOrder = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(`${JSON.stringify(answer(order))}\n`)
