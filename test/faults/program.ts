import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Mission } from './mission.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The programs as they are now, compiled. */
export interface Programs {
  /** The program of a mission. */
  readonly faulty: string
  readonly running: Set<ChildProcess>
  /** Ends what still runs, and removes what was compiled. */
  readonly remove: () => Promise<void>
}

/** Compiles the programs into a directory of their own; types are checked elsewhere. */
export async function buildPrograms(): Promise<Programs> {
  // Here, so that they find the packages.
  const directory = await mkdtemp(join(root, 'node_modules', '.faults-'))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(root, 'test', 'faults', 'tsconfig.program.json')
  await promisify(execFile)(process.execPath, [tsc, '-p', project, '--outDir', directory])
  const description = { name: 'mmr', version: '0.0.0', type: 'module' }
  await writeFile(join(directory, 'package.json'), JSON.stringify(description))
  const templates = join('dist', 'templates')
  await cp(join(root, templates), join(directory, templates), { recursive: true })
  const running = new Set<ChildProcess>()
  return {
    faulty: join(directory, 'test', 'faults', 'fault-program.js'),
    running,
    remove: async () => {
      const ends = [...running].map((child) => once(child, 'close'))
      for (const child of running) child.kill('SIGKILL')
      await Promise.all(ends)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** How a program ended. */
export interface Ending {
  /** Null where it was killed. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ending>
}

/** Starts a program on a mission. */
export function start({ faulty, running }: Programs, mission: Mission): Running {
  const child = spawn(process.execPath, [faulty, JSON.stringify(mission)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child.on('close', () => running.delete(child)))
  child.stdin.on('error', () => {})
  const reading = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const ended = reading.then(([out, err, [code]]) => ({ code, out, err }))
  return { process: child, ended }
}
