import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

export interface Shell {
  readonly version: string
  /** Whether its SQL knows an order inside of an aggregate: from 3.44 on. */
  readonly canOrder: boolean
}

/** The sqlite3 shell of this machine; null where there is none. */
export const shell: Shell | null = find()

function find(): Shell | null {
  const { stdout } = spawnSync('sqlite3', ['--version'], { encoding: 'utf8' })
  const [version, minor] = /^3\.(\d+)/.exec(stdout ?? '') ?? []
  return version === undefined ? null : { version, canOrder: Number(minor) >= 44 }
}

/** Has the shell run a script on a database, its output thrown away. */
export async function runShell(file: string, script: string): Promise<void> {
  const child = spawn('sqlite3', ['-bail', file], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(script)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the sqlite3 shell ended with ${code}`)
}
