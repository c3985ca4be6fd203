import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Contender } from './alternation.js'

/** Times work on a copy of a database, in a directory of its own. The copying doesn't count. */
export function onCopy(original: string, work: (file: string) => Promise<void>): Contender {
  return () =>
    withCopy(original, async (file) => {
      const start = performance.now()
      await work(file)
      return { overriddenDuration: performance.now() - start }
    })
}

/** Does work on a copy of a database that is thrown away afterwards. */
export async function withCopy<Result>(
  original: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(`${original}-`)
  try {
    const file = join(directory, 'copy.sqlite')
    await copyFile(original, file)
    return await work(file)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
