import { open, rm, stat } from 'node:fs/promises'
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
): Promise<T> {
  await acquire(lockFile, patience)
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

async function acquire(lockFile: string, patience: number): Promise<void> {
  let holder = ''
  let waited = 0
  while (!(await made(lockFile))) {
    const found = await identityOf(lockFile)
    if (found !== holder) waited = 0
    holder = found
    if (waited >= patience) await rm(lockFile, { force: true })
    else await pause(step)
    waited += step
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
