import { latestDue } from '../../report/slot.js'
import { databaseFile } from '../../store/database-file.js'
import { type HighWater, isBehind, readHighWater } from '../../store/high-water.js'
import { type Hold, readHold, setHold } from '../../store/hold.js'
import { ensureInstallation } from '../../store/installation.js'
import {
  type Mark,
  type MarkReading,
  markFile,
  readMark,
  writeMark as write,
} from '../../store/mark.js'
import { scheduleOf } from '../timetable.js'
import { stored, type Workspace } from '../workspace.js'
import { identityBy } from './identity.js'

type Ledger = Pick<Workspace, 'db' | 'now' | 'chance'>

/**
 * Writes beside the database how far its ledger has come. To be called once an edition is planned,
 * before its first message leaves, and again when a run has ended. A mark is never lowered: where
 * it tells of another ledger, or of more than this one knows, it stays for `checkMark` to find.
 *
 * @throws DatabaseFault where it cannot be written.
 */
export async function writeMark(work: Ledger): Promise<void> {
  const file = markFile(await databaseFile(work.db))
  const ledger = await highWater(work)
  const reading = await readMark(file)
  if (reading.kind === 'unreadable') return
  if (reading.kind === 'mark' && !isRaisedBy(reading.mark, ledger)) return
  await write(file, { ...ledger, writtenAt: stored(work.now()) })
}

/** Makes this ledger the one that the mark tells of, whatever it told of before. */
export async function resetMark(work: Ledger): Promise<void> {
  const file = markFile(await databaseFile(work.db))
  await write(file, { ...(await highWater(work)), writtenAt: stored(work.now()) })
}

/**
 * To be called before anything is sent: gives the hold that sending is on, or null. A database that
 * is behind its mark, or is not the one that the mark tells of, is put on hold: what was submitted
 * since, it would submit again.
 */
export async function checkMark(work: Ledger & Pick<Workspace, 'config'>): Promise<Hold | null> {
  const file = markFile(await databaseFile(work.db))
  // The mark first: another worker may raise it at any time, and never above the ledger of that
  // time.
  const reading = await readMark(file)
  const found = discrepancy(await highWater(work), reading, file)
  if (found !== null) {
    const now = work.now()
    const doubt =
      found.mark === null ? latestDue(now, scheduleOf(work.config)).week : found.mark.lastEdition
    await setHold(work.db, { reason: found.reason, since: stored(now), doubt })
  }
  return await readHold(work.db)
}

/** How far the ledger has come; it gets its identity here where it has none yet. */
async function highWater({ db, chance }: Ledger): Promise<HighWater> {
  await ensureInstallation(db, { identity: identityBy(chance) })
  const found = await readHighWater(db)
  if (found === null) throw new Error('the installation was not kept')
  return found
}

interface Discrepancy {
  readonly reason: string
  /** Null where it cannot be read. */
  readonly mark: Mark | null
}

function discrepancy(ledger: HighWater, reading: MarkReading, file: string): Discrepancy | null {
  if (reading.kind === 'none') return null
  if (reading.kind === 'unreadable')
    return { reason: `its mark ${file} cannot be read`, mark: null }
  const { mark } = reading
  if (mark.identity !== ledger.identity) {
    return { reason: `its mark ${file} tells of another database, with ${inWords(mark)}`, mark }
  }
  if (!isBehind(ledger, mark)) return null
  const reason = `it is older than its mark ${file}: it has ${inWords(ledger)}, the mark ${inWords(mark)}`
  return { reason, mark }
}

function isRaisedBy(mark: Mark, ledger: HighWater): boolean {
  const isSame = mark.attempts === ledger.attempts && mark.lastEdition === ledger.lastEdition
  return mark.identity === ledger.identity && !isBehind(ledger, mark) && !isSame
}

function inWords({ attempts, lastEdition }: HighWater): string {
  const last = lastEdition === null ? 'no edition' : `the edition of ${lastEdition}`
  return `${last} and ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} at submission`
}
