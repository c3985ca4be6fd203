import { type Database, writing } from './database.js'
import { DatabaseFault } from './database-fault.js'

/** Work that waits for the next transaction; what it gives back tells that it is kept. */
interface Waiting {
  readonly work: (db: Database) => Promise<() => void>
  readonly refuse: (error: unknown) => void
}

const queues = new WeakMap<Database, Waiting[]>()

/**
 * Does `work` in a transaction, like `writing`, but in one with all other work that waits at the
 * same time. When this returns, it is kept and on disk: waiting for the disk is most of what a
 * small transaction takes, and so several lanes wait for it once. Work that throws takes nothing
 * else with it; it may be begun twice, the first time in vain.
 */
export function writingTogether<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  return new Promise((resolve, refuse) => {
    const waiting: Waiting = {
      work: async (db) => {
        const result = await work(db)
        return () => resolve(result)
      },
      refuse,
    }
    const queue = queues.get(db)
    if (queue !== undefined) return void queue.push(waiting)
    queues.set(db, [waiting])
    // Whatever the network brings until then joins in.
    setImmediate(() => commit(db))
  })
}

async function commit(db: Database): Promise<void> {
  const queue = queues.get(db) ?? []
  queues.delete(db)
  try {
    const kept = await writing(db, (db) => allOf(queue, db))
    for (const tell of kept) tell()
  } catch (error) {
    // Where the lock can't be had, no work has begun, and no other would have it sooner.
    const isLocked = error instanceof DatabaseFault && error.kind === 'locked'
    if (isLocked || queue.length === 1) for (const { refuse } of queue) refuse(error)
    else await oneByOne(queue, db)
  }
}

async function allOf(queue: readonly Waiting[], db: Database): Promise<(() => void)[]> {
  const kept: (() => void)[] = []
  for (const { work } of queue) kept.push(await work(db))
  return kept
}

async function oneByOne(queue: readonly Waiting[], db: Database): Promise<void> {
  for (const { work, refuse } of queue) {
    await writing(db, work).then((tell) => tell(), refuse)
  }
}
