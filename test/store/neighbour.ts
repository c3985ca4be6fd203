import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Another process that uses the same files: SQLite's locks hold between processes. */
export interface Neighbour {
  /** The next thing it says. */
  readonly heard: () => Promise<string>
  /** Ends its input, for which it may be waiting, and gives back all else that it says. */
  readonly leave: () => Promise<string>
}

const project = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A process that runs `script` with `file` and better-sqlite3's `Sqlite` at hand, `say` to be heard
 * and `left` to await the end of its input. It ends with the test at the latest.
 */
export function neighbour(file: string, script: string): Neighbour {
  const program = `
    import { once } from 'node:events'
    import { writeSync } from 'node:fs'
    import Sqlite from 'better-sqlite3'
    const file = ${JSON.stringify(file)}
    const say = (word) => writeSync(1, word)
    const left = once(process.stdin.resume(), 'end')
    ${script}`
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: project },
  )
  child.stderr.pipe(process.stderr)
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    heard: async () => String((await once(child.stdout, 'data'))[0]),
    leave: async () => {
      const rest = text(child.stdout)
      child.stdin.end()
      await once(child, 'close')
      return await rest
    },
  }
}
