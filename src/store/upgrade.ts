import { rm, stat } from 'node:fs/promises'
import { backUp } from './backup.js'
import type { Database, Upgrade } from './database.js'
import { DatabaseFault } from './database-fault.js'

export interface CopyBefore {
  /** What is added to the file's name: says before which version, and when. */
  readonly suffix: string
  /** Told once the tables are up to date: where the file is as it was before. */
  readonly kept: (copy: string) => void
}

/**
 * Keeps a copy of a database beside it before its tables are changed, for whoever wants to go back.
 * Of several programs that open it at once, only the one that migrates leaves a copy; so does none
 * whose migration fails, since then the database is as it was.
 */
export function withCopyBefore({ suffix, kept }: CopyBefore): Upgrade {
  return async (db, file, migrate) => {
    const copy = await explained(file, () => copyAs(db, `${file}.${suffix}`))
    const hasMigrated = await migrate().catch(async (error: unknown) => {
      await rm(copy, { force: true })
      throw error
    })
    if (hasMigrated) kept(copy)
    else await rm(copy, { force: true })
    return hasMigrated
  }
}

/** Where another program makes one of this name at the same instant, this one has a number. */
async function copyAs(db: Database, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = number === 1 ? name : `${name}-${number}`
    if ((await backUp(db, copy)) === 'done') return copy
  }
}

/** Without a copy nothing is changed: then the fault says what the copy was for, and its size. */
async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    const { size } = await stat(file)
    throw new DatabaseFault(
      error.kind,
      `The database ${file} is of an older version. Before its tables are brought up to date, a copy ` +
        `of it is kept beside it, and that could not be made; it takes ${Math.ceil(size / 1e6)} MB. ` +
        `The database is as it was. ${error.message}`,
      { cause: error },
    )
  }
}
