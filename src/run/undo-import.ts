import { type Database, writing } from '../store/database.js'
import { type LedgerEntry, markUndone, readImport } from '../store/imports.js'
import { followNotices, undoAccounts } from '../store/undo-accounts.js'
import { type Undone, undoSnapshots } from '../store/undo-snapshots.js'
import { readLastDays } from './import-accounts.js'
import { isoUtc, type Workspace } from './workspace.js'

/** What came of it; of all but the first, that nothing was changed. */
export type Undoing =
  | ({ readonly kind: 'undone'; readonly entry: LedgerEntry } & Undone)
  | { readonly kind: 'no-import' }
  | { readonly kind: 'refused'; readonly entry: LedgerEntry }
  /** From before the ledger had what its rows are known by. */
  | { readonly kind: 'unlinked'; readonly entry: LedgerEntry }
  | { readonly kind: 'undone-before'; readonly entry: LedgerEntry; readonly at: string }

/**
 * Takes an import back, in one transaction: from then on its rows count for nothing. They stay, apart
 * from the others, and what was known before counts again. Reports that were made say what they said.
 */
export function undoImport({ db, now }: Workspace, importId: number): Promise<Undoing> {
  return writing(db, async (db) => {
    const entry = await readImport(db, importId)
    if (entry === null) return { kind: 'no-import' }
    if (entry.outcome === 'refused') return { kind: 'refused', entry }
    if (entry.undoneAt !== null) return { kind: 'undone-before', entry, at: entry.undoneAt }
    if (entry.changes === null) return { kind: 'unlinked', entry }
    const undone = await undoRows(db, entry)
    await markUndone(db, importId, isoUtc(now()))
    return { kind: 'undone', entry, ...undone }
  })
}

async function undoRows(db: Database, { kind, importId }: LedgerEntry): Promise<Undone> {
  if (kind === 'accounts') return await undoAccounts(db, importId, readLastDays)
  const undone = await undoSnapshots(db, importId)
  await followNotices(db, importId, readLastDays)
  return undone
}
