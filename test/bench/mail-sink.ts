import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'

/** A mail server in a process of its own that takes everything and keeps nothing. */
export interface MailSink {
  readonly name: string
  /** As our settings name it. */
  readonly url: string
  /** As nodemailer's options do. */
  readonly options: SMTPTransport.Options
  readonly close: () => Promise<void>
}

/** On this computer, and open to all: the sink of Debian's postfix package, else one in Node. */
export async function startSink(): Promise<MailSink> {
  const port = await freePort()
  const name = hasProgram('smtp-sink') ? 'smtp-sink' : 'a sink in Node'
  const sink = name === 'smtp-sink' ? postfixSink(port) : startProgram('sink-program.js', [port])
  await answering(port, sink)
  return {
    name,
    url: `smtp://127.0.0.1:${port}`,
    options: { host: '127.0.0.1', port, ignoreTLS: true },
    close: () => ended(sink),
  }
}

/**
 * The same sink as the servers are that companies hand their mail to: with TLS, and so many
 * milliseconds away, there and back.
 */
export async function fromAfar(sink: MailSink, roundTrip: number): Promise<MailSink> {
  const port = await freePort()
  const words = [port, sink.options.port ?? 0, roundTrip / 2]
  const between = startProgram('distance-program.js', words)
  await answering(port, between)
  return {
    name: `${sink.name} with TLS, ${roundTrip} ms away`,
    url: `smtps://127.0.0.1:${port}?tls.rejectUnauthorized=false`,
    options: { host: '127.0.0.1', port, secure: true, tls: { rejectUnauthorized: false } },
    close: () => ended(between),
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

function startProgram(file: string, words: readonly (string | number)[]): ChildProcess {
  const program = fileURLToPath(new URL(file, import.meta.url))
  return spawn(process.execPath, [program, ...words.map(String)], { stdio: 'ignore' })
}

async function answering(port: number, program: ChildProcess): Promise<void> {
  while (!(await answers(port))) {
    if (program.exitCode !== null) throw new Error(`a mail server ended with ${program.exitCode}`)
    await pause(20)
  }
}

async function ended(program: ChildProcess): Promise<void> {
  program.kill()
  await once(program, 'close')
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
