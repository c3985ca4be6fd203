import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A server that runs in the foreground, as long as a test needs it. */
export interface ServerProcess {
  /** Ends it and every process that it has begun. */
  readonly close: () => Promise<void>
}

export interface ServerProgram {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** It is ready once all of them answer. */
  readonly ports: readonly number[]
  /** Where it writes what goes wrong. */
  readonly log: string
  /**
   * Where it writes the id of the process that leads the others, if that isn't the command itself.
   */
  readonly pidFile?: string
}

/** Starts it, in a process group of its own, and waits until it answers. */
export async function startServer(program: ServerProgram): Promise<ServerProcess> {
  const [file, ...words] = program.command
  const child = spawn(file, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => said.push(`${text}`))
  const close = async () => {
    const leader = Number(textOf(program.pidFile).trim()) || child.pid
    // Either ends its children when it is asked to; what is left after that is killed.
    signal(leader, 'SIGTERM')
    await Promise.race([closed, pause(5000)])
    for (const group of [leader, child.pid]) signal(group && -group, 'SIGKILL')
    await closed
  }
  for (const port of program.ports) {
    while (!(await answers(port))) {
      if (child.exitCode !== null) {
        throw new Error(`${program.name} ended at once: ${said.join('')}${textOf(program.log)}`)
      }
      await pause(20)
    }
  }
  return { close }
}

/** To one process, or to a whole group where the id is negative. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch {
    // Nothing is left of it.
  }
}

function textOf(file: string | undefined): string {
  try {
    return file === undefined ? '' : readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** A port of this computer that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
