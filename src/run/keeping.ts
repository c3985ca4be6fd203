import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as timer } from 'node:timers/promises'
import { linkLifeMs } from '../link/claim.js'
import { oldFiles, removeFile } from '../mail/outbox.js'
import { readLease } from '../store/backup.js'
import { databaseFile } from '../store/database.js'
import { DatabaseFault } from '../store/database-fault.js'
import {
  countPrunable,
  type FileSpace,
  giveBack,
  nothing,
  type Pruned,
  type PruneLimits,
  pruneSome,
  readFileSpace,
  rewrite,
} from '../store/prune.js'
import { emit, isoUtc, type LetGo, never, type Unshrinkable, type Workspace } from './workspace.js'

export interface Pruning {
  /** The folder of the outbox, resolved. */
  readonly outbox: string
  /** Between two steps, in milliseconds: whoever else wants to write has their turn then. */
  readonly pause: number
}

/** How much a step takes: some milliseconds of the write lock. */
const step = { rows: 20, pages: 200 }

const week = 168 * 60 * 60_000

/** From before when messages and their like go, in milliseconds since the epoch. */
export function messagesBefore({ config, now }: Workspace): number {
  return now() - config.keeping.messagesWeeks * week
}

/**
 * Links go once they have not worked for as long as they had: a change that came by one at its last
 * moment is told of until then.
 */
function limitsOf(work: Workspace): PruneLimits {
  return { messages: isoUtc(messagesBefore(work)), links: isoUtc(work.now() - linkLifeMs) }
}

/** What would be let go of now. Changes nothing. */
export async function readPrunable(work: Workspace, outbox: string): Promise<LetGo> {
  let [files, fileBytes] = [0, 0]
  for await (const { size } of oldFiles(outbox, messagesBefore(work))) {
    files += 1
    fileBytes += size
  }
  return { ...(await countPrunable(work.db, limitsOf(work))), files, fileBytes }
}

/**
 * Lets go of all that is out of time, a little at a time, and gives the space back to the disk as
 * far as the file can shrink. Ends early when it is asked to stop; the rest goes the next time.
 */
export async function pruneAll(work: Workspace, { outbox, pause }: Pruning): Promise<LetGo> {
  const { claiming } = work.stop ?? never
  const rest = () => timer(pause, undefined, { signal: claiming }).catch(() => {})
  let pruned: LetGo = { ...nothing, files: 0, fileBytes: 0 }
  const limits = limitsOf(work)
  while (!claiming.aborted) {
    const some = await pruneSome(work.db, limits, step.rows)
    if (isNothing(some)) break
    pruned = sumOf(pruned, some)
    await rest()
  }
  for await (const file of oldFiles(outbox, messagesBefore(work))) {
    if (claiming.aborted) break
    if (!(await removeFile(file))) continue
    const { files, fileBytes } = pruned
    pruned = { ...pruned, files: files + 1, fileBytes: fileBytes + file.size }
  }
  while (!claiming.aborted && (await giveBack(work.db, step.pages))) await rest()
  return pruned
}

function isNothing({ bytes: _, pictures: __, ...counts }: Pruned): boolean {
  return Object.values(counts).every((count) => count === 0)
}

function sumOf(one: LetGo, other: Pruned): LetGo {
  return {
    ...one,
    messages: one.messages + other.messages,
    bytes: one.bytes + other.bytes,
    pictures: one.pictures + other.pictures,
    links: one.links + other.links,
    requests: one.requests + other.requests,
    replies: one.replies + other.replies,
  }
}

/** The worker's rounds: beside its beats, and never in their way. */
export interface PruneRounds {
  /** Goes round in the background, where the last round began an hour ago. */
  readonly hourly: () => void
  /** Until no round is under way. */
  readonly ended: () => Promise<void>
}

const noRounds: PruneRounds = { hourly: () => {}, ended: async () => {} }

const hour = 60 * 60_000

/**
 * Whatever goes wrong is told, and tried again in an hour; it never throws. Without the folder of an
 * outbox, nothing is done.
 */
export function pruneRounds(work: Workspace, outbox: string | undefined): PruneRounds {
  if (outbox === undefined) return noRounds
  let lastAt: number | null = null
  let busy: Promise<void> | null = null
  const round = async () => {
    const pruned = await pruneAll(work, { outbox, pause: 100 })
    if (!isNothing(pruned)) emit(work, { kind: 'pruned', pruned })
  }
  return {
    hourly: () => {
      // A clock that was set back is no reason to wait for it.
      if (busy !== null || (lastAt !== null && Math.abs(work.now() - lastAt) < hour)) return
      lastAt = work.now()
      busy = round()
        .catch((error: unknown) => emit(work, { kind: 'fault', error }))
        .finally(() => {
          busy = null
        })
    },
    ended: async () => void (await busy),
  }
}

/** In words, for the log and the terminal. */
export function unshrinkableText(why: Unshrinkable): string {
  switch (why.kind) {
    case 'sending':
      return 'a worker is sending just now'
    case 'no-room': {
      const [needed, free] = [why.needed, why.free].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`)
      return `it takes ${needed} on its disk for a moment, and ${free} are free`
    }
    case 'fault':
      return why.fault.message
  }
}

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
