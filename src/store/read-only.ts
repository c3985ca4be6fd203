import Sqlite from 'better-sqlite3'
import { withFileFaults } from './connection.js'
import { type Database, orForeign, requireNotRootForAnother, wrap } from './database.js'
import { DatabaseFault } from './database-fault.js'
import { requireKnownSchema } from './schema.js'

/** Nobody who asks how things stand wants to wait: readers hardly ever have to. */
const patienceMs = 2000

/**
 * Opens the file for reading alone, beside whoever works on it: nothing is made, brought up to date or
 * checked as a whole. Close it with `destroy()`.
 *
 * @throws DatabaseFault where the file can't be used as it is, or is of another version.
 */
export async function openForReading(file: string): Promise<Database> {
  try {
    await requireNotRootForAnother(file)
    const options = { readonly: true, fileMustExist: true, timeout: patienceMs }
    const connection = withFileFaults(file, () => new Sqlite(file, options))
    try {
      if ((await requireKnownSchema(connection, file)) !== 'current') throw older(file)
      return await wrap(connection)
    } catch (error) {
      connection.close()
      throw error
    }
  } catch (error) {
    throw await orForeign(error, file)
  }
}

function older(file: string): DatabaseFault {
  return new DatabaseFault(
    'migration',
    `The database ${file} was made by an older version of this program. ` +
      'mmr start, or any command that writes, brings its tables up to date.',
  )
}
