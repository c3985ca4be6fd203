import type Sqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely'
import { databaseFault } from './database-fault.js'

/**
 * Kysely's way to one open SQLite file: its faults are DatabaseFaults, its writes take their turn.
 */
export function dialectOf(connection: Sqlite.Database): Dialect {
  return {
    createDriver: () => new TurnTakingDriver(connection),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class TurnTakingDriver extends SqliteDriver {
  readonly #connection: Sqlite.Database

  constructor(connection: Sqlite.Database) {
    super({ database: preparedOnce(connection) })
    this.#connection = connection
  }

  /**
   * A transaction that writes asks for the write lock at once: one that asks halfway, after
   * reading, can be refused without having waited its turn.
   */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    const begin = settings?.accessMode === 'read only' ? 'begin' : 'begin immediate'
    await connection.executeQuery(CompiledQuery.raw(begin))
  }

  /** After a full disk SQLite has rolled back by itself; a second one would hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection)
  }
}

/**
 * SQLite undoes changes of tables like any other. Said here, Kysely migrates inside one
 * transaction: all steps or none, and under the write lock, where its own lock for SQLite does
 * nothing.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Reuses prepared statements: for a batch of many rows, preparing costs more than running. */
function preparedOnce(connection: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  const guard = <T>(work: () => T) => guarded(connection.name, work)
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
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw databaseFault(error, file)
  }
}
