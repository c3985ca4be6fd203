import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { DatabaseFault } from './database-fault.js'
import { migrations } from './migrations.js'

/**
 * Brings the tables up to date: one program migrates, and others that open the file wait for it.
 * False where another one has done so meanwhile.
 *
 * @throws DatabaseFault where a step fails: then none is kept.
 */
export async function migrate(db: Kysely<never>, file: string): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error instanceof DatabaseFault) throw error
  if (error !== undefined) throw failed(file, error)
  return results.length > 0
}

function failed(file: string, cause: unknown): DatabaseFault {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DatabaseFault(
    'migration',
    `The tables of the database ${file} could not be brought up to date: ${reason}. ` +
      'Nothing was changed. Go on with the version that made it, and report this.',
    { cause },
  )
}
