import { setTimeout as pause } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely'
import { DatabaseFault, databaseFault } from './database-fault.js'

/**
 * Kysely's way to one open SQLite file: its faults are DatabaseFaults, its users take turns.
 *
 * Where another program holds the write lock, a write is tried again until `patience` milliseconds
 * have passed. In between, this program goes on with everything else, reading from the same file
 * included. For that, `connection` itself must not wait: SQLite stops the whole program meanwhile.
 */
export function dialectOf(connection: Sqlite.Database, patience = 0): Dialect {
  return {
    createDriver: () => new TurnTakingDriver(connection, patience),
    createAdapter: () => new TurnTakingAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class TurnTakingDriver implements Driver {
  readonly #sqlite: SqliteDriver
  readonly #shared: Omit<Shared, 'open'>

  constructor(connection: Sqlite.Database, patience: number) {
    this.#sqlite = new SqliteDriver({ database: preparedOnce(connection) })
    this.#shared = { connection, patience, turns: new Turns() }
  }

  async init(): Promise<void> {
    await this.#sqlite.init()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Session({ ...this.#shared, open: await this.#sqlite.acquireConnection() })
  }

  async beginTransaction(
    session: DatabaseConnection,
    { accessMode }: TransactionSettings,
  ): Promise<void> {
    await sessionIn(session).begin(accessMode === 'read only' ? toRead : toWrite)
  }

  async commitTransaction(session: DatabaseConnection): Promise<void> {
    await sessionIn(session).commit()
  }

  async rollbackTransaction(session: DatabaseConnection): Promise<void> {
    await sessionIn(session).rollback()
  }

  async releaseConnection(session: DatabaseConnection): Promise<void> {
    await sessionIn(session).rollback()
  }

  async destroy(): Promise<void> {
    await this.#sqlite.destroy()
  }
}

/**
 * A transaction that writes asks for the write lock at once: one that asks halfway, after reading,
 * can be refused without having waited its turn.
 */
const toWrite = ['begin immediate']

/** Reading begins with the first query: what stands in its way is met here, before any work. */
const toRead = ['begin', 'select 1 from sqlite_schema limit 1']

function sessionIn(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection
  throw new Error('this connection is of another driver')
}

/** One at a time, in the order in which they came. */
class Turns {
  #last: Promise<void> = Promise.resolve()

  /** Waits for a turn; what it gives back ends it. */
  async take(): Promise<() => void> {
    const before = this.#last
    let end = () => {}
    this.#last = new Promise((resolve) => {
      end = resolve
    })
    await before
    return end
  }
}

/** What all sessions of one file have in common. */
interface Shared {
  readonly connection: Sqlite.Database
  /** How Kysely runs a query on it. */
  readonly open: DatabaseConnection
  readonly turns: Turns
  /** How long a session waits for another program's write lock, in milliseconds. */
  readonly patience: number
}

/** One user of the file: it has its turn for a single query, or for a whole transaction. */
class Session implements DatabaseConnection {
  readonly #shared: Shared
  /** Ends the turn of the transaction under way; null outside of one. */
  #endTurn: (() => void) | null = null

  constructor(shared: Shared) {
    this.#shared = shared
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { open } = this.#shared
    if (this.#endTurn !== null) return await open.executeQuery<Row>(query)
    return await this.#patiently(async () => {
      const endTurn = await this.#shared.turns.take()
      try {
        return await open.executeQuery<Row>(query)
      } finally {
        endTurn()
      }
    })
  }

  async *streamQuery<Row>(query: CompiledQuery, size: number): AsyncGenerator<QueryResult<Row>> {
    const { open, turns } = this.#shared
    const endTurn = this.#endTurn === null ? await turns.take() : () => {}
    try {
      yield* open.streamQuery<Row>(query, size)
    } finally {
      endTurn()
    }
  }

  /** Begins a transaction; where that can't be, nothing has begun. */
  async begin(statements: readonly string[]): Promise<void> {
    await this.#patiently(async () => {
      this.#endTurn = await this.#shared.turns.take()
      try {
        for (const statement of statements) await this.#run(statement)
      } catch (error) {
        await this.rollback()
        throw error
      }
    })
  }

  /** Where it fails, the transaction is still there to be rolled back. */
  async commit(): Promise<void> {
    await this.#run('commit')
    this.#end()
  }

  /** After a full disk SQLite has rolled back by itself; a second one would hide the reason. */
  async rollback(): Promise<void> {
    if (this.#endTurn === null) return
    try {
      if (this.#shared.connection.inTransaction) await this.#run('rollback')
    } finally {
      this.#end()
    }
  }

  async #run(statement: string): Promise<void> {
    await this.#shared.open.executeQuery(CompiledQuery.raw(statement))
  }

  #end(): void {
    this.#endTurn?.()
    this.#endTurn = null
  }

  /**
   * What is refused for another program's lock has done nothing, and is tried again. The turn goes to
   * others meanwhile: reading needs no lock.
   */
  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#shared.patience
    for (let tries = 0; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        const left = deadline - performance.now()
        const isLocked = error instanceof DatabaseFault && error.kind === 'locked'
        if (!isLocked || left <= 0) throw error
        await pause(Math.min(waits[tries] ?? longestWait, left))
      }
    }
  }
}

/** Milliseconds between tries. Most locks last no longer than a commit takes. */
const waits = [1, 2, 5, 10]
const longestWait = 25

class TurnTakingAdapter extends SqliteAdapter {
  /** Kysely would have them take turns by itself, and keep a turn for as long as a write waits. */
  override get supportsMultipleConnections(): boolean {
    return true
  }

  /**
   * SQLite undoes changes of tables like any other. Said here, Kysely migrates inside one
   * transaction: all steps or none, and under the write lock, where its own lock for SQLite does
   * nothing.
   */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Reuses prepared statements: for a batch of many rows, preparing costs more than running. */
function preparedOnce(connection: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  const guard = <T>(work: () => T) => withFileFaults(connection.name, work)
  return {
    close: () => void connection.close(),
    prepare(sql) {
      const known = prepared.get(sql)
      if (known !== undefined) return known
      const statement = guardedStatement(
        guard(() => connection.prepare(sql)),
        guard,
      )
      if (prepared.size >= mostPrepared) prepared.clear()
      prepared.set(sql, statement)
      return statement
    },
  }
}

const mostPrepared = 100

type Guard = <T>(work: () => T) => T

function guardedStatement(statement: Sqlite.Statement, guard: Guard): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => guard(() => statement.all(parameters)),
    run: (parameters) => guard(() => statement.run(parameters)),
    iterate: (parameters) => guard(() => statement.iterate(parameters)),
  }
}

/** Does `work`; what SQLite says against the file is thrown as a DatabaseFault. */
export function withFileFaults<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw databaseFault(error, file)
  }
}
