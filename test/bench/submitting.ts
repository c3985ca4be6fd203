import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readSmtpServer } from '../../src/mail/server-url.js'
import { standardPatience } from '../../src/mail/smtp/channel.js'
import { createSmtpTransport } from '../../src/mail/smtp/transport.js'
import type { OutgoingMessage, Transport } from '../../src/mail/transport.js'
import { compare, measure } from './alternation.js'
import { alone, compared, type Finding, inTime } from './finding.js'
import { hasProgram, type MailSink, startSink } from './mail-sink.js'

const messages = 2000
const connections = 5
const sender = 'report@example.com'
const line = `${'an ordinary line of quoted-printable, as long as they are '.padEnd(75, '.')}=\r\n`
const bytes = Buffer.from(`From: <${sender}>\r\nSubject: A digest\r\n\r\n${line.repeat(600)}`)

/** Messages that are composed already, over connections that are kept, against the wire's limit. */
export async function submitting(): Promise<Finding[]> {
  const sink = await startSink()
  const transport = transportTo(sink)
  const ours = () => submitAll(transport)
  const what = `${messages.toLocaleString('en')} messages of ${Math.round(bytes.length / 1000)} KB, ${connections} connections`
  try {
    if (!hasProgram('smtp-source')) {
      return [alone(`${what}; no smtp-source here`, inTime(await measure(5, ours)))]
    }
    const result = await compare(7, { ours, theirs: () => runSource(sink) })
    return [compared(what, 'smtp-source', { ...result, atLeast: 0.2 })]
  } finally {
    await transport.close()
    await sink.close()
  }
}

function transportTo({ url }: MailSink): Transport {
  const reading = readSmtpServer(url)
  if (reading.kind === 'fault') throw new Error(reading.fault)
  const { server } = reading
  return createSmtpTransport({ server, sender, patience: standardPatience, connections })
}

async function submitAll(transport: Transport): Promise<void> {
  let left = messages
  const lane = async () => {
    while (left-- > 0) {
      const outcome = await transport.submit(parcel)
      if (outcome.kind !== 'submitted') throw new Error(`${outcome.kind}: ${outcome.reason}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
}

const parcel: OutgoingMessage = {
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  address: 'erin.vale@example.com',
  bytes,
}

/** Postfix's own load generator, as fast as it goes: it keeps its connections, too. */
async function runSource({ options }: MailSink): Promise<void> {
  const load = ['-s', connections, '-m', messages, '-l', bytes.length, '-d'].map(String)
  const from = ['-f', sender, '-t', parcel.address, `127.0.0.1:${options.port}`]
  const source = spawn('smtp-source', [...load, ...from], { stdio: 'ignore' })
  const [code] = await once(source, 'close')
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`)
}
