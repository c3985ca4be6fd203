import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** A Node.js program on its own: its file or its options, and what follows. */
export type Arguments = readonly string[]

export interface Program {
  readonly directory: string
  readonly arguments: Arguments
}

/** Runs a program to its end, its output thrown away. Throws where it fails. */
export async function runProgram({ directory, arguments: args }: Program): Promise<void> {
  await finished(directory, args)
}

/** The most memory that a program ever held, in bytes. */
export async function peakMemory({ directory, arguments: args }: Program): Promise<number> {
  return 1024 * Number(await finished(directory, ['--import', tellingPeak, ...args]))
}

/** Writes the peak in KB to a pipe of its own when the program ends. */
const tellingPeak = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))
`)}`

/** Gives back what the program wrote to its fourth pipe. */
async function finished(directory: string, args: Arguments): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [, , errors, extra] = child.stdio
  const ended = once(child, 'close')
  const [complaint, told] = await Promise.all([read(errors), read(extra)])
  const [code] = await ended
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed: ${complaint}`)
  return told
}

async function read(stream: unknown): Promise<string> {
  return await text(stream as NodeJS.ReadableStream)
}
