import { constants } from 'node:fs'
import { access, open, readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { dialectOf, withFileFaults } from './connection.js'
import { DatabaseFault, databaseFault, sqliteCode } from './database-fault.js'
import { migrate } from './migrations.js'
import { requireKnownSchema } from './schema.js'

/** The database. Queries are written as SQL; the tables' columns are named where they are read. */
export type Database = Kysely<never>

export interface DatabaseOptions {
  /**
   * How long a write waits for another program's, in milliseconds: 10 seconds unless told. This
   * program goes on with other things meanwhile.
   */
  readonly patience?: number
  /**
   * True checks the whole file, which reads all of it: of what is damaged, a query only notices what
   * it reads itself.
   */
  readonly check?: boolean
  /** What is done around the migration of a file that has been in use: nothing unless told. */
  readonly upgrade?: Upgrade
}

/** Has to call `migrate`, and answers as it does: false where another program has migrated. */
export type Upgrade = (
  db: Database,
  file: string,
  migrate: () => Promise<boolean>,
) => Promise<boolean>

/**
 * Opens the file, made where there is none, checks that it is this program's, and whole where that is
 * asked for, and brings its tables up to date. Any number of programs may do so at once. Close it with `destroy()`.
 *
 * @throws DatabaseFault where the file can't be used as it is.
 */
export async function openDatabase(file: string, options: DatabaseOptions = {}): Promise<Database> {
  try {
    return await opened(file, options)
  } catch (error) {
    throw await orForeign(error, file)
  }
}

async function opened(file: string, options: DatabaseOptions): Promise<Database> {
  const { patience = 10_000, check = false, upgrade = migrateAlone } = options
  await requireNotRootForAnother(file)
  await requirePermission(file)
  await makeForOwner(file)
  const connection = withFileFaults(file, () => new Sqlite(file, { timeout: patience }))
  try {
    const age = await requireKnownSchema(connection, file)
    if (age === 'empty') withFileFaults(file, () => letShrink(connection))
    await shareByWriteAheadLog(connection, patience)
    withFileFaults(file, () => {
      // In WAL mode NORMAL may lose the last commits with the power: a message could go out twice.
      connection.pragma('synchronous = full')
      connection.pragma('foreign_keys = on')
      if (check) requireWhole(connection)
      // From here on it isn't SQLite that waits: it would stop all of this program meanwhile.
      connection.pragma('busy_timeout = 0')
    })
    const db = await wrap(connection, patience)
    if (age === 'empty') await migrate(db, file)
    if (age === 'older') await upgrade(db, file, () => migrate(db, file))
    return db
  } catch (error) {
    connection.close()
    throw error
  }
}

const migrateAlone: Upgrade = (_db, _file, migrate) => migrate()

/**
 * Does `work` in one transaction that holds the write lock from its start (BEGIN IMMEDIATE): all of
 * it is kept, or nothing. Inside another transaction it is a part of that one. While another program
 * holds the lock, it is waited for, and nothing else here is.
 *
 * @throws DatabaseFault `locked` where the other program doesn't let go in time; `work` never began.
 */
export function writing<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** Does `work` on one state of the database, whatever others write in the meantime. */
export function reading<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().setAccessMode('read only').execute(work)
}

/** Asked beforehand, since SQLite opens what it may not write without a word. */
async function requirePermission(file: string): Promise<void> {
  const directory = dirname(resolve(file))
  const holder = await stat(directory).catch(() => null)
  if (holder === null || !holder.isDirectory()) {
    throw new DatabaseFault(
      'missing-directory',
      `There is no directory ${directory} for the database ${file}. ` +
        'Make the directory, or name another place with DATABASE_URL or --database.',
    )
  }
  const isThere = (await stat(file).catch(() => null)) !== null
  const { R_OK, W_OK } = constants
  await access(directory, W_OK).catch(refuse('SQLITE_READONLY_DIRECTORY', file))
  if (isThere) await access(file, W_OK).catch(refuse('SQLITE_READONLY', file))
  if (isThere) await access(file, R_OK).catch(refuse('SQLITE_CANTOPEN', file))
}

/**
 * Files beside the database (its mark, the link keys, the outbox) belong to whoever makes them. If
 * root made them in another user's installation, its service could not use them on Monday.
 */
export async function requireNotRootForAnother(file: string): Promise<void> {
  const owner = await otherOwner(file)
  if (owner !== null && process.geteuid?.() === 0) throw await foreign(file, owner)
}

/** The fault, or, where the file is another user's and may not be used as it is, whose it is. */
export async function orForeign(error: unknown, file: string): Promise<unknown> {
  const isRefusal =
    error instanceof DatabaseFault && (error.kind === 'read-only' || error.kind === 'cannot-open')
  const owner = isRefusal ? await otherOwner(file) : null
  return owner === null ? error : await foreign(file, owner, error)
}

async function otherOwner(file: string): Promise<number | null> {
  const self = process.geteuid?.()
  const owner = (await stat(file).catch(() => null))?.uid
  return self === undefined || owner === undefined || owner === self ? null : owner
}

async function foreign(file: string, owner: number, cause?: unknown): Promise<DatabaseFault> {
  const theirs = await userName(owner)
  const ours = await userName(process.geteuid?.() ?? 0)
  return new DatabaseFault(
    'foreign',
    `The database ${file} belongs to the user ${theirs}, and this program runs as ${ours}. ` +
      `Run it as ${theirs} (sudo -u ${theirs} …), or give the database and what lies beside it to ` +
      `${ours}: chown ${ours} ${file}*`,
    { cause },
  )
}

/** The system's name for a user, or the number as `chown` and `sudo` take it. */
async function userName(id: number): Promise<string> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const line = users.split('\n').find((user) => user.split(':')[2] === String(id))
  return line?.split(':')[0] ?? `#${id}`
}

/**
 * Mails lie in it, with links that work for whoever has them: nobody else on this computer may read
 * a new file. Where it can't be made like that, SQLite says what stands in the way.
 */
async function makeForOwner(file: string): Promise<void> {
  const made = await open(file, 'wx', 0o600).catch(() => null)
  await made?.close()
}

function refuse(code: string, file: string): (error: Error) => never {
  return (cause) => {
    throw databaseFault(Object.assign(new Error(cause.message, { cause }), { code }), file)
  }
}

/**
 * WAL lets readers and one writer work side by side; the file remembers it. SQLite doesn't wait its
 * turn when two programs switch a new file over at once, so this does.
 */
async function shareByWriteAheadLog(connection: Sqlite.Database, patience: number): Promise<void> {
  for (let waited = 0; ; waited += 20) {
    try {
      return void connection.pragma('journal_mode = wal')
    } catch (error) {
      const isBusy = sqliteCode(error)?.startsWith('SQLITE_BUSY') === true
      if (!isBusy || waited >= patience) throw databaseFault(error, connection.name)
      await pause(20)
    }
  }
}

/** So that what is let go of is given back to the disk. It can only be said before the first page. */
function letShrink(connection: Sqlite.Database): void {
  if (connection.pragma('page_count', { simple: true }) === 0) {
    connection.pragma('auto_vacuum = incremental')
  }
}

function requireWhole(connection: Sqlite.Database): void {
  const finding = connection.pragma('quick_check(1)', { simple: true })
  if (finding === 'ok') return
  const cause = Object.assign(new Error(String(finding)), { code: 'SQLITE_CORRUPT' })
  throw databaseFault(cause, connection.name)
}

/**
 * A connection that was opened in a way of its own; `destroy()` closes it. `patience` is for
 * connections that don't wait by themselves: see `dialectOf`.
 */
export async function wrap(connection: Sqlite.Database, patience = 0): Promise<Kysely<never>> {
  const db = new Kysely<never>({ dialect: dialectOf(connection, patience) })
  // Kysely closes only what it has used: without this, the file would stay open, and locked.
  await sql`select 1`.execute(db)
  return db
}

/** The absolute path of the file that is open, links resolved. */
export async function databaseFile(db: Database): Promise<string> {
  const { rows } = await sql<{ file: string }>`
    select file from pragma_database_list where name = 'main'
  `.execute(db)
  const [main] = rows
  if (main === undefined) throw new Error('the database has no file')
  return main.file
}
