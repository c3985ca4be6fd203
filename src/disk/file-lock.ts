import { open, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const step = 50

/**
 * Does `work` while no other program does: a file stands for that, which is there as long as it
 * takes. One that the same program has left there for `patience` milliseconds is taken away: its
 * program was killed, or takes longer than it may.
 */
export async function alone<T>(
  lockFile: string,
  patience: number,
  work: () => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  await acquire(lockFile, patience, stop)
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

/**
 * The same for work that may take long: while it goes on, its file is touched again and again, so that
 * whoever waits knows that its program lives. `stop` ends the waiting: then it throws what that says.
 */
export async function aloneForLong<T>(
  lockFile: string,
  patience: number,
  work: () => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const touching = async () => {
    const touch = () => {
      const now = new Date()
      // Gone is gone: whoever took it away waits for nobody.
      void utimes(lockFile, now, now).catch(() => {})
    }
    const timer = setInterval(touch, patience / 4)
    try {
      return await work()
    } finally {
      clearInterval(timer)
    }
  }
  return await alone(lockFile, patience, touching, stop)
}

async function acquire(lockFile: string, patience: number, stop?: AbortSignal): Promise<void> {
  let holder = ''
  let waited = 0
  while (!(await made(lockFile))) {
    const found = await identityOf(lockFile)
    if (found !== holder) waited = 0
    holder = found
    if (waited >= patience) await rm(lockFile, { force: true })
    else await pause(step, undefined, stop && { signal: stop }).catch(stopped(stop))
    waited += step
  }
}

/** Throws what the signal says, rather than that there was one. */
function stopped(stop: AbortSignal | undefined): (error: unknown) => never {
  return (error) => {
    stop?.throwIfAborted()
    throw error
  }
}

/** False where it is there already. */
async function made(lockFile: string): Promise<boolean> {
  try {
    await (await open(lockFile, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Tells one program's file from another's; empty where there is none any more. */
async function identityOf(lockFile: string): Promise<string> {
  const found = await stat(lockFile).catch(() => null)
  return found === null ? '' : `${found.ino} ${found.mtimeMs}`
}
