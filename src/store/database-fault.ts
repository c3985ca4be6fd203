/** What can be wrong with the database itself, as opposed to what is in it. */
type DatabaseFaultKind =
  | 'missing-directory'
  | 'cannot-open'
  | 'not-a-database'
  | 'corrupt'
  | 'locked'
  | 'read-only'
  | 'foreign'
  | 'replaced'
  | 'full'
  | 'broken-disk'
  | 'newer'
  | 'unknown-schema'
  | 'migration'

/** The database cannot be used. The message is for people: what is wrong, and what to do. */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  readonly kind: DatabaseFaultKind

  constructor(kind: DatabaseFaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** `error` as a DatabaseFault where SQLite says that the file is at fault; any other as it is. */
export function databaseFault(error: unknown, file: string): unknown {
  const code = sqliteCode(error)
  const known = code === null ? undefined : causes.find(({ prefix }) => code.startsWith(prefix))
  if (known === undefined) return error
  return new DatabaseFault(known.kind, known.message(file), { cause: error })
}

/**
 * SQLite's name for what went wrong (`SQLITE_BUSY_SNAPSHOT`), or null for an error of another kind.
 */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null
}

interface Cause {
  /** SQLite's extended codes begin with the primary one. */
  readonly prefix: string
  readonly kind: DatabaseFaultKind
  readonly message: (file: string) => string
}

const causes: readonly Cause[] = [
  {
    prefix: 'SQLITE_BUSY',
    kind: 'locked',
    message: (file) =>
      `The database ${file} is in use by another program that does not let go of it. ` +
      'Wait until that program is done, or end it, and try again.',
  },
  {
    prefix: 'SQLITE_READONLY_DBMOVED',
    kind: 'replaced',
    message: (file) =>
      `The database ${file} was replaced by another file while this program had it open. ` +
      'Nothing was written to either. Start again.',
  },
  {
    prefix: 'SQLITE_READONLY',
    kind: 'read-only',
    message: (file) =>
      `The database ${file} cannot be written to. ` +
      'Give the user that runs this program write permission for the file and its directory.',
  },
  {
    prefix: 'SQLITE_FULL',
    kind: 'full',
    message: (file) =>
      `There is no room left for the database ${file}. ` +
      'Nothing of this step was kept. Make room on its disk and on that of the temporary directory, and try again.',
  },
  {
    prefix: 'SQLITE_CORRUPT',
    kind: 'corrupt',
    message: (file) =>
      `The database ${file} is damaged. ` +
      'Keep a copy of it and of the files beside it, and restore the latest backup.',
  },
  {
    prefix: 'SQLITE_NOTADB',
    kind: 'not-a-database',
    message: (file) =>
      `The file ${file} is not an SQLite database. ` +
      'Check DATABASE_URL or --database: it names the file of this program, and nothing else.',
  },
  {
    prefix: 'SQLITE_CANTOPEN',
    kind: 'cannot-open',
    message: (file) =>
      `The database ${file} cannot be opened. ` +
      'Check that it is a file and that the user that runs this program may read and write it and its directory.',
  },
  {
    prefix: 'SQLITE_IOERR',
    kind: 'broken-disk',
    message: (file) =>
      `The disk refused to read or write the database ${file}. ` +
      'Check that there is room on it and that it is sound, and try again.',
  },
]

const kinds: Readonly<Record<string, DatabaseFaultKind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  ENOENT: 'missing-directory',
}

/** A failure to write a file that belongs to the database, in words: `what` names the file. */
export function fileFault(error: unknown, what: string): DatabaseFault {
  const code = codeOf(error)
  const reason = error instanceof Error ? error.message : String(error)
  return new DatabaseFault(
    kinds[code] ?? 'broken-disk',
    `${what} could not be written: ${reason}. ` +
      'Check that there is room, and that the user that runs this program may write there.',
    { cause: error },
  )
}

/** Node's name for what went wrong with a file (`ENOENT`), or an empty string. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
