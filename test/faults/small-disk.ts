import { execFile } from 'node:child_process'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A disk in memory, as small as the test wants it. */
export interface SmallDisk {
  readonly directory: string
  /** Gives it room for so many KiB. */
  readonly resize: (kibibytes: number) => Promise<void>
  readonly makeReadOnly: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** Null where this user may mount none, or this system has none. */
export async function mountSmallDisk(kibibytes: number): Promise<SmallDisk | null> {
  const directory = await mkdtemp(join(tmpdir(), 'mmr-disk-'))
  const mount = (options: string) =>
    run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory])
  try {
    await mount(`size=${kibibytes}k`)
  } catch {
    await rmdir(directory)
    return null
  }
  const remount = (options: string) => run('mount', ['-o', `remount,${options}`, directory])
  return {
    directory,
    resize: async (size) => void (await remount(`size=${size}k`)),
    makeReadOnly: async () => void (await remount('ro')),
    remove: async () => {
      await run('umount', ['-l', directory])
      await rmdir(directory)
    },
  }
}
