import { realpath } from 'node:fs/promises'
import { beside } from '../disk/lasting-file.js'
import type { Week } from '../report/week.js'
import {
  copyInto,
  hasLedger,
  openBackup,
  readLease,
  replaceDatabase,
  takeOver,
} from '../store/backup.js'
import { type Database, openDatabase } from '../store/database.js'
import { ensureInstallation, type Hold, readHold, setHold } from '../store/installation.js'
import {
  type HighWater,
  type Mark,
  markFile,
  readHighWater,
  readMark,
  writeMark,
} from '../store/mark.js'
import { uncertainUpTo } from './ledger-mark.js'
import { isoUtc } from './workspace.js'

export interface RestoreRequest {
  readonly backup: string
  /** The database, which may be missing or damaged. */
  readonly file: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** For a backup that was made before it had one. */
  readonly identity: string
  /** The last week whose edition can have been made by now. */
  readonly latestDue: Week
}

/** What came of it. Unless it says restored, nothing was changed. */
export type Restoration =
  | {
      readonly kind: 'restored'
      /** Where the database that it replaced is kept; null where there was none. */
      readonly aside: string | null
      readonly hold: Hold
    }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'in-use' }
  /**
   * A worker may still be sending until then (UTC, ISO 8601), and what comes of it would be lost.
   */
  | { readonly kind: 'sending'; readonly until: string }

/**
 * Puts a backup in the place of the database, which is kept aside. The restored one starts on hold,
 * with all in doubt that the replaced one may have submitted since.
 *
 * @throws DatabaseFault where a file can't be read or written as it must be.
 */
export async function restoreLedger(request: RestoreRequest): Promise<Restoration> {
  const file = await trueName(request.file)
  if (file === (await trueName(request.backup))) return ourselves
  const opened = await openBackup(request.backup)
  if (opened.kind === 'unusable') return opened
  return await beside(file, async (prepared) => {
    await copyInto(opened.db, prepared)
    return await replace({ ...request, file }, prepared)
  }).finally(() => opened.db.destroy())
}

const ourselves: Restoration = {
  kind: 'unusable',
  reason: 'it is the database itself that was named',
}

/** A link leads to the file that counts; one that isn't there keeps its name. */
function trueName(file: string): Promise<string> {
  return realpath(file).catch(() => file)
}

/** All that takes long is done; from here on nobody else can use the database. */
async function replace(request: RestoreRequest, prepared: string): Promise<Restoration> {
  const { file, now } = request
  const taken = await takeOver(file)
  if (taken.kind === 'in-use') return taken
  try {
    const replaced = taken.kind === 'alone' ? await askReplaced(taken.db, now) : null
    if (replaced !== null && 'kind' in replaced) return replaced
    const { hold, ledger } = await putOnHold(request, prepared, replaced)
    const aside = `${file}.replaced-${isoUtc(now).replaceAll(':', '-')}`
    await replaceDatabase(file, { by: prepared, aside })
    await ensureMark(markFile(file), { ...ledger, writtenAt: isoUtc(now) })
    return { kind: 'restored', aside: taken.kind === 'missing' ? null : aside, hold }
  } finally {
    if (taken.kind === 'alone') await taken.db.destroy()
  }
}

async function askReplaced(
  db: Database,
  now: number,
): Promise<HighWater | null | Extract<Restoration, { kind: 'sending' }>> {
  if (!(await hasLedger(db))) return null
  const until = await readLease(db, isoUtc(now))
  return until === null ? await readHighWater(db) : { kind: 'sending', until }
}

async function putOnHold(
  { backup, file, now, identity, latestDue }: RestoreRequest,
  prepared: string,
  replaced: HighWater | null,
): Promise<{ readonly hold: Hold; readonly ledger: HighWater }> {
  const reading = await readMark(markFile(file))
  const mark = reading.kind === 'mark' ? reading.mark : null
  const db = await openDatabase(prepared, { check: true })
  try {
    await ensureInstallation(db, { identity })
    const restored = await readHighWater(db)
    if (restored === null) throw new Error('the installation was not kept')
    const doubt = uncertainUpTo(restored, { replaced, mark, latestDue })
    await setHold(db, { reason: `it was restored from ${backup}`, since: isoUtc(now), doubt })
    const hold = await readHold(db)
    const ledger = await readHighWater(db)
    if (hold === null || ledger === null) throw new Error('the hold was not kept')
    return { hold, ledger }
  } finally {
    await db.destroy()
  }
}

/**
 * The mark of this ledger stays: it may tell of more. Any other says nothing of it, and would put the
 * weeks that come due before the release in doubt, too.
 */
async function ensureMark(file: string, mark: Mark): Promise<void> {
  const reading = await readMark(file)
  if (reading.kind === 'mark' && reading.mark.identity === mark.identity) return
  await writeMark(file, mark)
}
