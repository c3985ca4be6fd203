import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readLease } from '../../store/backup.js'
import { databaseFile } from '../../store/database.js'
import { DatabaseFault } from '../../store/database-fault.js'
import { type FileSpace, readFileSpace, rewrite } from '../../store/prune.js'
import type { Unshrinkable } from '../event.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'

/**
 * Sees to it that the database's file gets smaller when something is let go of. A new one does; one
 * of before has to be written anew for it, once: that takes seconds for each gigabyte, in which
 * nobody else can write, so it is done where nothing is under way. Null where the file shrinks.
 */
export async function makeShrinkable(work: Workspace): Promise<Unshrinkable | null> {
  return (await readFileSpace(work.db)).shrinks ? null : await writeAnew(work)
}

/**
 * Writes the database's file anew: nothing is left in it of what it doesn't hold any more. Null
 * where that was done; why not, else, and then the file is as it was.
 */
export async function writeAnew(work: Workspace): Promise<Unshrinkable | null> {
  if ((await readLease(work.db, isoUtc(work.now()))) !== null) return { kind: 'sending' }
  const space = await readFileSpace(work.db)
  const lacking = await roomLacking(work, space)
  if (lacking !== null) return lacking
  emit(work, { kind: 'rewriting', bytes: space.size - space.free })
  try {
    await rewrite(work.db)
    return null
  } catch (fault) {
    // It takes room for temporary files, too, wherever the system has them.
    if (!(fault instanceof DatabaseFault) || fault.kind === 'corrupt') throw fault
    return { kind: 'fault', fault }
  }
}

/** One copy goes into the log beside the file, the other to the temporary files: often one disk. */
async function roomLacking(
  { db }: Workspace,
  { size, free: unused }: FileSpace,
): Promise<Unshrinkable | null> {
  const disk = await statfs(dirname(await databaseFile(db))).catch(() => null)
  if (disk === null) return null
  const [needed, free] = [2 * (size - unused) + spare, disk.bavail * disk.bsize]
  return free < needed ? { kind: 'no-room', needed, free } : null
}

/** Somebody else may need some, too. In bytes. */
const spare = 50_000_000
