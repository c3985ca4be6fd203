import { DatabaseFault, type DatabaseFaultKind } from './database-fault.js'

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
