import { latestDue } from '../report/slot.js'
import type { Week } from '../report/week.js'
import { type Database, databaseFile, writing } from '../store/database.js'
import { countOpen, type OpenCount } from '../store/deliveries.js'
import {
  clearHold,
  ensureInstallation,
  type Hold,
  readHold,
  setHold,
} from '../store/installation.js'
import {
  type HighWater,
  isBehind,
  isOfOneState,
  type MarkReading,
  markFile,
  readHighWater,
  readMark,
  strikeMark,
  writeMark as write,
} from '../store/mark.js'
import { scheduleOf } from './timetable.js'
import { isoUtc, type Workspace } from './workspace.js'

type Ledger = Pick<Workspace, 'db' | 'now' | 'chance'>
type Checked = Ledger & Pick<Workspace, 'config'>

/**
 * Writes beside the database how far its ledger has come. To be called once an edition is planned,
 * before its first message leaves, and again when a run has ended. A mark is never lowered: where
 * it tells of another ledger, or of more than this one knows, it stays for `checkMark` to find.
 *
 * It is written under the database's write lock: a message that another program begins meanwhile
 * gets its number afterwards, and so finds the new mark.
 *
 * @throws DatabaseFault where it cannot be written.
 */
export async function advanceMark(work: Ledger): Promise<void> {
  const file = markFile(await databaseFile(work.db))
  if ((await raised(work, file)) === null) return
  await writing(work.db, async (db) => {
    const ledger = await raised({ ...work, db }, file)
    if (ledger !== null) await write(file, { ...ledger, writtenAt: isoUtc(work.now()) })
  })
}

/** How far the ledger has come, where its mark doesn't say so and may; null otherwise. */
async function raised(work: Ledger, file: string): Promise<HighWater | null> {
  const ledger = await highWater(work)
  const reading = await readMark(file)
  if (reading.kind === 'none') return ledger
  if (reading.kind === 'unreadable') return null
  const { mark } = reading
  const isSame =
    mark.attempts === ledger.attempts &&
    mark.begun === ledger.begun &&
    mark.lastEdition === ledger.lastEdition
  return mark.identity === ledger.identity && !isBehind(ledger, mark) && !isSame ? ledger : null
}

/** Makes this ledger the one that the mark tells of, whatever it told of before. */
export async function resetMark(work: Ledger): Promise<void> {
  const file = markFile(await databaseFile(work.db))
  await writing(work.db, async (db) => {
    await write(file, { ...(await highWater({ ...work, db })), writtenAt: isoUtc(work.now()) })
  })
}

/**
 * Has the mark count the message of this number. To be called when a message is about to leave,
 * once the ledger says so on disk, and before its first byte does: so there is no message that a
 * server may have taken and the mark doesn't count, nor one that the mark counts and the ledger of
 * that time doesn't. False where this is not the ledger that the mark tells of; then sending is on
 * hold, and the message must not leave.
 *
 * @throws DatabaseFault where it cannot be written.
 */
export function markBegun(work: Checked, begun: number): Promise<boolean> {
  const strokes = strokesOn.get(work.db) ?? { highest: 0, last: Promise.resolve(), next: null }
  strokesOn.set(work.db, strokes)
  strokes.highest = Math.max(strokes.highest, begun)
  strokes.next ??= strokes.last.then(togetherWithOthers).then(() => {
    strokes.next = null
    return count(work, strokes)
  })
  strokes.last = strokes.next.catch(() => {})
  return strokes.next
}

/** One stroke is made at a time; it counts whatever has begun until then. */
interface Strokes {
  /** The mark's file and whose ledger it is: neither changes while that is open. */
  place?: { readonly file: string; readonly identity: string }
  highest: number
  last: Promise<unknown>
  next: Promise<boolean> | null
}

/** Several messages begin in one transaction, and then wait for the disk once more, not each. */
const togetherWithOthers = () => new Promise(setImmediate)

const strokesOn = new WeakMap<Database, Strokes>()

async function count(work: Checked, strokes: Strokes): Promise<boolean> {
  strokes.place ??= await placeOf(work)
  const { file, identity } = strokes.place
  const stroke = await strikeMark(file, { identity, begun: strokes.highest })
  if (stroke === 'made') return true
  if (stroke === 'no-place' || stroke === 'none') await advanceMark(work)
  // What is counted already was counted by another program, or it is another ledger that lies here.
  // Under the write lock nobody else is writing the mark: what is read of it is on the disk.
  return await writing(work.db, async (db) => {
    const ours = { ...work, db }
    const found = await compare(ours)
    if (found.reason !== null) await hold(ours, found, found.reason)
    return (await readHold(db)) === null
  })
}

async function placeOf(work: Ledger): Promise<NonNullable<Strokes['place']>> {
  const { identity } = await highWater(work)
  return { file: markFile(await databaseFile(work.db)), identity }
}

/**
 * To be called before anything is sent: gives the hold that sending is on, or null. A database that
 * is behind its mark, or is not the one that the mark tells of, is put on hold: what was submitted
 * since, it would submit again. So is one that has lost its mark, and one that is a mixture of two
 * states.
 */
export async function checkMark(work: Checked): Promise<Hold | null> {
  const found = await compare(work)
  const reason = found.reason ?? (await mixture(work))
  if (reason !== null) await hold(work, found, reason)
  return await readHold(work.db)
}

/** How far the ledger and its mark say that it has come. */
interface Compared {
  readonly ledger: HighWater
  readonly reading: MarkReading
  /** What they don't agree on; null where they do. */
  readonly reason: string | null
}

async function compare(work: Ledger): Promise<Compared> {
  const file = markFile(await databaseFile(work.db))
  // The mark first: another worker may raise it at any time, and never above the ledger of that
  // time.
  const reading = await readMark(file)
  const ledger = await highWater(work)
  return { ledger, reading, reason: discrepancy(ledger, reading, file) }
}

async function hold(work: Checked, { ledger, reading }: Compared, reason: string): Promise<void> {
  const doubt = doubtBy(work, ledger, reading)
  await setHold(work.db, { reason, since: isoUtc(work.now()), doubt })
}

/** How far the ledger has come; it gets its identity here where it has none yet. */
async function highWater({ db, chance }: Ledger): Promise<HighWater> {
  await ensureInstallation(db, { identity: identityBy(chance) })
  const found = await readHighWater(db)
  if (found === null) throw new Error('the installation was not kept')
  return found
}

/** What the ledger and its mark don't agree on; null where they do. */
function discrepancy(ledger: HighWater, reading: MarkReading, file: string): string | null {
  if (reading.kind === 'none') {
    // Its mark was written before its first attempt.
    if (ledger.attempts === 0) return null
    return `its mark ${file} is missing, so nobody can tell whether this is its latest state`
  }
  if (reading.kind === 'unreadable') return `its mark ${file} cannot be read`
  const { mark } = reading
  if (mark.identity !== ledger.identity) {
    return `its mark ${file} tells of another database, with ${stateText(mark)}`
  }
  if (!isBehind(ledger, mark)) return null
  return `it is older than its mark ${file}: it has ${stateText(ledger)}, the mark ${stateText(mark)}`
}

async function mixture({ db }: Ledger): Promise<string | null> {
  if (await isOfOneState(db)) return null
  return (
    'it is a mixture of two states, as when a file is put beside the -wal of another: ' +
    'put a whole one in its place with mmr restore'
  )
}

/**
 * The last week in doubt. A mark of this very ledger knows it; any other says nothing of what this
 * one may have come to.
 */
function doubtBy(work: Checked, ledger: HighWater, reading: MarkReading): Week | null {
  const mark = reading.kind === 'mark' ? reading.mark : null
  const isOurs = mark?.identity === ledger.identity
  if (isOurs && isBehind(ledger, mark)) return mark.lastEdition
  const due = latestDue(work.now(), scheduleOf(work.config)).week
  const weeks = [due, ledger.lastEdition, mark?.lastEdition ?? null]
  return weeks.sort((one, other) => ((one ?? '') < (other ?? '') ? 1 : -1))[0] ?? null
}

function stateText({ attempts, begun, lastEdition }: HighWater): string {
  const last = lastEdition === null ? 'no edition' : `the edition of ${lastEdition}`
  const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} at submission`
  return `${last}, ${tried} and ${begun} ${begun === 1 ? 'message' : 'messages'} that began to leave`
}

/** What is known of the ledger whose place a restored one takes. */
export interface KnownOfLedger {
  /** How far it had come by itself; null where it can't be read. */
  readonly replaced: HighWater | null
  /** How far it had come by its mark; null where there is none. */
  readonly mark: HighWater | null
  /** The last week whose edition can have been made by now, for where neither is of any use. */
  readonly latestDue: Week
}

/**
 * The last week in doubt once `restored` has been put back: of editions up to it, messages may have
 * been submitted that it knows nothing of. Null where it is known to know everything.
 *
 * The mark names a week before the first message of its edition leaves, so it tells how far a
 * ledger can have come that isn't there to ask. It may be an older copy like any other file: without
 * the replaced ledger itself, its last edition is in doubt in any case.
 */
export function uncertainUpTo(
  restored: HighWater,
  { replaced, mark, latestDue }: KnownOfLedger,
): Week | null {
  const known = [replaced, mark].filter((one) => one !== null)
  const related = known.filter(({ identity }) => identity === restored.identity)
  const isLevel = related.length === known.length && !known.some((one) => isBehind(restored, one))
  if (replaced !== null && isLevel) return null
  const weeks = known.flatMap(({ lastEdition }) => lastEdition ?? [])
  return [...weeks, ...(related.length === 0 ? [latestDue] : [])].sort().at(-1) ?? null
}

/** A name for a ledger that no other one has: 32 hexadecimal digits; `chance` is from 0 up to 1. */
export function identityBy(chance: () => number): string {
  return Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('')
}

/** What a release did. */
export interface Release {
  /** The hold that was lifted; null where there was none. */
  readonly hold: Hold | null
  /** How many deliveries became uncertain. */
  readonly doubted: number
  /** What goes out from now on. */
  readonly open: readonly OpenCount[]
}

/**
 * Lets sending go on. The mark is written anew, since a person has decided that this is the ledger
 * that counts. `again` submits once more what may have been submitted already.
 */
export async function releaseLedger(
  work: Workspace,
  { again }: { readonly again: boolean },
): Promise<Release> {
  const hold = await checkMark(work)
  const at = isoUtc(work.now())
  const doubted = await clearHold(work.db, { at, again })
  await resetMark(work)
  return { hold, doubted, open: await countOpen(work.db, at) }
}
