import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { dialectOf, withFileFaults } from './connection.js'
import { DatabaseFault } from './database-fault.js'
import { migrations, schemaAfter } from './migrations.js'

/** A table, index, trigger or view, and the SQL that made it, normalised. */
export interface SchemaObject {
  readonly kind: string
  readonly name: string
  readonly sql: string
}

/** Whether a file is to be filled yet, of an earlier version, or of this one. */
export type SchemaAge = 'empty' | 'older' | 'current'

/**
 * Requires tables that this program makes, in this version or an earlier one. In any other file a
 * query may find nothing where there is something, and mail would go out twice.
 *
 * @throws DatabaseFault where they are a newer version's or another program's, or were changed by
 * hand. The file is only read.
 */
export async function requireKnownSchema(
  connection: Sqlite.Database,
  file: string,
): Promise<SchemaAge> {
  // Of one state: where another program migrates, both are from before it, or both from after it.
  const read = connection.transaction(() => [readDone(connection), readSchema(connection)] as const)
  const [done, schema] = withFileFaults(file, () => read())
  if (done.length === 0 && schema.length === 0) return 'empty'
  if (done.length === 0) throw anotherProgram(file, schema)
  const isBegun = done.every((name, index) => name === steps[index])
  if (isBegun && fingerprint(schema) === fingerprintAfter(done)) {
    return done.length === steps.length ? 'current' : 'older'
  }
  if (steps.every((name, index) => name === done[index]) && !isBegun) throw newer(file)
  const reasons = isBegun ? differences(schema, await schemaOf(done)) : strayFrom(done)
  throw anotherVersion(file, reasons)
}

/** The names of all steps, in order. */
const steps: readonly string[] = Object.keys(migrations).sort()

/** How the steps of a file differ from ours, however many both have. */
function strayFrom(done: readonly string[]): string[] {
  const strange = done.filter((name) => !steps.includes(name)).map(quoted)
  const missing = steps.filter((name) => !done.includes(name) && name < (done.at(-1) ?? ''))
  return [
    ...(strange.length === 0
      ? []
      : [`it has gone through ${list(strange)}, which this version does not know`]),
    ...(missing.length === 0 ? [] : [`it has not gone through ${list(missing)}`]),
  ]
}

function fingerprintAfter(done: readonly string[]): string | undefined {
  return Object.entries(schemaAfter).find(([name]) => name === done.at(-1))?.[1]
}

/** The steps that a file has gone through, by name. */
function readDone(connection: Sqlite.Database): string[] {
  const isThere = connection
    .prepare("select 1 from sqlite_schema where type = 'table' and name = 'kysely_migration'")
    .get()
  if (isThere === undefined) return []
  const names = connection.prepare<[], unknown>('select name from kysely_migration').pluck().all()
  return names.map(String).sort()
}

/** All that was made in a file, except what SQLite and Kysely keep for themselves. */
export function readSchema(connection: Sqlite.Database): SchemaObject[] {
  const objects = connection
    .prepare<[], SchemaObject>(
      `select type as kind, name, coalesce(sql, '') as sql from sqlite_schema
       where name not glob 'sqlite_*'
         and not (type = 'table' and name in ('kysely_migration', 'kysely_migration_lock'))
       order by type, name`,
    )
    .all()
  return objects.map(({ kind, name, sql }) => ({ kind, name, sql: normalSql(sql) }))
}

/** The same for the same tables, however their SQL is laid out. */
export function fingerprint(schema: readonly SchemaObject[]): string {
  const text = schema.map(({ kind, name, sql }) => `${kind} ${name}: ${sql}\n`).join('')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/**
 * SQL by its words, one blank between them: without comments and line breaks, and without the
 * quotation marks that SQLite puts around plain names where it renames a table. Strings stay.
 */
export function normalSql(sql: string): string {
  return (sql.match(pieces) ?? [])
    .filter((piece) => !/^(?:\s|--|\/\*)/.test(piece))
    .map((piece) => (/^"[a-z_][a-z0-9_]*"$/.test(piece) ? piece.slice(1, -1) : piece))
    .join(' ')
}

/** Strings, quoted names, comments, blanks, words, and single characters of any other kind. */
const pieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|\w+|[\s\S]/g

/** What the steps make of an empty file: only asked where a file has something else. */
async function schemaOf(done: readonly string[]): Promise<SchemaObject[]> {
  const connection = new Sqlite(':memory:')
  try {
    const db = new Kysely<never>({ dialect: dialectOf(connection) })
    for (const [name, migration] of Object.entries<Migration>(migrations)) {
      if (done.includes(name)) await migration.up(db)
    }
    return readSchema(connection)
  } finally {
    connection.close()
  }
}

function differences(found: readonly SchemaObject[], expected: readonly SchemaObject[]): string[] {
  const of = (schema: readonly SchemaObject[], { kind, name }: SchemaObject) =>
    schema.find((one) => one.kind === kind && one.name === name)
  return [
    ...expected.flatMap((one) => {
      const given = of(found, one)
      if (given === undefined) return [`the ${one.kind} ${one.name} is missing`]
      return given.sql === one.sql ? [] : [`the ${one.kind} ${one.name} is another one`]
    }),
    ...found
      .filter((one) => of(expected, one) === undefined)
      .map(({ kind, name }) => `the ${kind} ${quoted(name)} is not of this program`),
  ]
}

function anotherProgram(file: string, schema: readonly SchemaObject[]): DatabaseFault {
  const names = schema.filter(({ kind }) => kind === 'table').map(({ name }) => quoted(name))
  return new DatabaseFault(
    'unknown-schema',
    `The database ${file} belongs to another program: it has ${list(names)}. Nothing was changed. ` +
      'Name another file with DATABASE_URL or --database.',
  )
}

function anotherVersion(file: string, reasons: readonly string[]): DatabaseFault {
  return new DatabaseFault(
    'unknown-schema',
    `The database ${file} was made by another version of this program, or changed by hand: ` +
      `${list(reasons)}. Nothing was changed. Use the version that made it, take back what was ` +
      'changed by hand, or restore a backup with mmr restore.',
  )
}

function newer(file: string): DatabaseFault {
  return new DatabaseFault(
    'newer',
    `The database ${file} was made by a newer version of this program. Install that version, or ` +
      `go back to the copy that it kept before (${file}.before-…), with mmr restore.`,
  )
}

/** The first few, and how many more there are. */
function list(texts: readonly string[]): string {
  const shown = texts.slice(0, most).join(', ')
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown
}

const most = 8

/** A name from a file may be anything: what is no plain word is shown as JSON has it. */
function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name)
}
