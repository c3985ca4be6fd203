import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/**
 * A mail server on this computer, in a process of its own, that takes everything and keeps nothing.
 */
export interface MailSink {
  readonly name: string
  readonly port: number
  readonly url: string
  readonly close: () => Promise<void>
}

/** The sink of Debian's postfix package where there is one, else one in Node. */
export async function startSink(): Promise<MailSink> {
  const port = await freePort()
  const name = hasProgram('smtp-sink') ? 'smtp-sink' : 'a sink in Node'
  const sink = name === 'smtp-sink' ? postfixSink(port) : nodeSink(port)
  while (!(await answers(port))) {
    if (sink.exitCode !== null) throw new Error(`${name} ended with ${sink.exitCode}`)
    await pause(20)
  }
  return {
    name,
    port,
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      sink.kill()
      await once(sink, 'close')
    },
  }
}

/**
 * The same sink as if it were so many milliseconds away, there and back; on a loopback nothing is.
 */
export async function fromAfar(sink: MailSink, roundTrip: number): Promise<MailSink> {
  const port = await freePort()
  const program = fileURLToPath(new URL('distance-program.js', import.meta.url))
  const words = [program, port, sink.port, roundTrip / 2].map(String)
  const between = spawn(process.execPath, words, { stdio: 'ignore' })
  while (!(await answers(port))) await pause(20)
  return {
    name: `${sink.name} ${roundTrip} ms away`,
    port,
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      between.kill()
      await once(between, 'close')
    },
  }
}

export function hasProgram(name: string): boolean {
  // They complain about missing arguments, but only where they are.
  return spawnSync(name).error === undefined
}

function postfixSink(port: number): ChildProcess {
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  return spawn('smtp-sink', [...user, `127.0.0.1:${port}`, '100'], { stdio: 'ignore' })
}

function nodeSink(port: number): ChildProcess {
  const program = fileURLToPath(new URL('sink-program.js', import.meta.url))
  return spawn(process.execPath, [program, String(port)], { stdio: 'ignore' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
