import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { DatabaseFault } from './database-fault.js'
import { migrations } from './migrations.js'

/**
 * Brings the tables up to date. A file that is up to date is only read, so that opening it doesn't
 * wait for whoever is writing; otherwise one program migrates and the others wait for it.
 *
 * @throws DatabaseFault where a newer program made the file, or a step fails: then none is kept.
 */
export async function migrate(db: Kysely<never>, file: string): Promise<void> {
  const done = await readDone(db)
  if (done.some((name) => !(name in migrations))) throw newer(file)
  if (done.length === Object.keys(migrations).length) return

  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error instanceof DatabaseFault) throw error
  if (error !== undefined) throw failed(file, error)
}

/** The names of the steps that were taken already. */
async function readDone(db: Kysely<never>): Promise<string[]> {
  const { rows: tables } = await sql`
    select 1 from sqlite_schema where type = 'table' and name = 'kysely_migration'
  `.execute(db)
  if (tables.length === 0) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(({ name }) => name)
}

function newer(file: string): DatabaseFault {
  return new DatabaseFault(
    'newer',
    `The database ${file} was made by a newer version of this program. Install that version.`,
  )
}

function failed(file: string, cause: unknown): DatabaseFault {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DatabaseFault(
    'migration',
    `The tables of the database ${file} could not be brought up to date: ${reason}. ` +
      'Nothing was changed. If the file belongs to another program, name another one with DATABASE_URL or --database.',
    { cause },
  )
}
