import { expect, test } from 'vitest'
import type { Outcome } from '../../../src/report/delivery.js'
import { parcel, patient, transportTo } from '../../fixture/parcels.js'
import type { Fault, Place } from '../../fixture/smtp-fault.js'
import { type FaultServer, startFaultServer } from '../../fixture/smtp-fault-server.js'
import type { Script } from '../../fixture/smtp-fault-session.js'

/** One transport, one server with one fault, `messages` messages one after the other. */
interface Cell {
  readonly script: Partial<Script>
  readonly query?: string
  readonly secure?: boolean
  readonly messages?: number
  readonly bytes?: Buffer
  /** What the last message must come to. */
  readonly outcome: Outcome['kind']
  /** How many copies the server takes in all. */
  readonly taken: number
}

const faults: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(
    ['421', '450', '451', '452', '535', '550', '552', '554'].map((code) => [
      code,
      { kind: 'reply', text: `${code} as the script has it` },
    ]),
  ),
  silence: { kind: 'silence' },
  reset: { kind: 'reset' },
  'half-open': { kind: 'half-open' },
  'slow-loris': { kind: 'slow-loris' },
  garbage: { kind: 'garbage' },
}

const kinds = {
  f: 'failed',
  j: 'rejected',
  p: 'paused',
  r: 'retry',
  s: 'submitted',
  u: 'uncertain',
} as const

/**
 * The outcomes in the order of `faults`: the replies, silence, reset, half-open, slow-loris,
 * garbage.
 */
const matrix: readonly (readonly [Place, string])[] = [
  ['greeting', 'r r r r p p p p  r r r r r'],
  ['EHLO', '    r r r r p p p p  r r r r r'],
  ['AUTH', '    r r r r p p p p  r r r r r'],
  ['MAIL', '    r r r r p p p p  r r r r r'],
  ['RCPT', '    r r r r p f f f  r r r r r'],
  ['DATA', '    r r r r p j j j  r r r r r'],
  ['dot', '     r r r r p j j j  u u u u u'],
]

function cells(place: Place, row: string): (readonly [string, Cell])[] {
  const letters = row.trim().split(/\s+/)
  return Object.entries(faults).map(([name, fault], index) => {
    const letter = letters[index] as keyof typeof kinds
    return [name, { script: { faults: { [place]: fault } }, outcome: kinds[letter], taken: 0 }]
  })
}

/** Only faults that never end wait for a deadline, and it is not before they begin that counts. */
function patienceFor({ script }: Cell) {
  const [place, fault] = Object.entries(script.faults ?? {})[0] ?? []
  // A connection that ends at the wrong moment of a handshake can look like one that is silent.
  const isEndless = fault?.kind === 'silence' || fault?.kind === 'slow-loris'
  if (!isEndless && place !== 'handshake') return patient
  if (script.takes) return patient
  return place === 'dot' ? { ...patient, reply: 250 } : { ...patient, message: 250 }
}

/** Loses patience once the server has taken a message, and not before. */
async function stopOnceTaken(server: FaultServer, stop: AbortController): Promise<void> {
  while (server.taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  setTimeout(() => stop.abort(), 100)
}

async function play(cell: Cell) {
  const { script, query = '', secure = false, messages = 1, bytes = parcel.bytes } = cell
  const server = await startFaultServer(script)
  const scheme = secure ? 'smtps' : 'smtp'
  const transport = transportTo(`${scheme}://user:secret@127.0.0.1:${server.port}${query}`, {
    patience: patienceFor(cell),
  })
  const stop = new AbortController()
  if (script.takes) stopOnceTaken(server, stop)
  const outcomes: Outcome[] = []
  for (let message = 1; message <= messages; message += 1) {
    outcomes.push(await transport.submit({ ...parcel, bytes }, stop.signal))
  }
  await transport.close()
  await server.close()
  return { outcome: outcomes.at(-1)?.kind, taken: server.taken.length, commands: server.commands }
}

/** Plays all cells at once and gives what each came to, in the form that `expectedOf` has. */
async function playAll(table: readonly (readonly [string, Cell])[]) {
  const played = table.map(async ([name, cell]) => {
    const { outcome, taken } = await play(cell)
    return [name, { outcome, taken }] as const
  })
  return Object.fromEntries(await Promise.all(played))
}

function expectedOf(table: readonly (readonly [string, Cell])[]) {
  return Object.fromEntries(
    table.map(([name, { outcome, taken }]) => [name, { outcome, taken }] as const),
  )
}

for (const pipelining of [true, false]) {
  const how = pipelining ? 'with PIPELINING' : 'one command at a time'
  test.concurrent.each(matrix)(`a fault at %s, ${how}`, async (place, row) => {
    const table = cells(place, row).map(
      ([name, cell]) => [name, { ...cell, script: { ...cell.script, pipelining } }] as const,
    )
    expect(await playAll(table)).toEqual(expectedOf(table))
  })
}

test.concurrent('a message that was taken without a word is never submitted twice', async () => {
  const silent = ['silence', 'reset', 'half-open', 'slow-loris', 'garbage']
  const table = silent.map((name): readonly [string, Cell] => [
    name,
    {
      script: { faults: { dot: faults[name] ?? { kind: 'silence' } }, takes: true },
      outcome: 'uncertain',
      taken: 1,
    },
  ])
  expect(await playAll(table)).toEqual(expectedOf(table))
})

test.concurrent('a server that falls out of the conversation while the message flows', async () => {
  const long = Buffer.from(`Subject: long\r\n\r\n${'x'.repeat(70).concat('\r\n').repeat(300_000)}`)
  const during = (fault: Fault, outcome: Cell['outcome']): Cell => ({
    script: { faults: { body: fault } },
    bytes: long,
    outcome,
    taken: 0,
  })
  const table: [string, Cell][] = [
    ['resets', during({ kind: 'reset' }, 'uncertain')],
    ['sends garbage', during({ kind: 'garbage' }, 'uncertain')],
    ['accepts what it has not seen', during({ kind: 'reply', text: '250 fine' }, 'uncertain')],
    ['has no room', during({ kind: 'reply', text: '552 too much' }, 'rejected')],
    ['shuts down', during({ kind: 'reply', text: '421 going down' }, 'retry')],
  ]
  expect(await playAll(table)).toEqual(expectedOf(table))
})

test.concurrent('what a reply says in its enhanced code, and other words to be told apart', async () => {
  const says = (place: Place, text: string, outcome: Cell['outcome'], taken = 0): Cell => ({
    script: { faults: { [place]: { kind: 'reply', text } } },
    outcome,
    taken,
  })
  const table: [string, Cell][] = [
    ['policy at RCPT', says('RCPT', '550 5.7.1 relaying denied', 'rejected')],
    ['policy at DATA', says('DATA', '550 5.7.1 relaying denied', 'rejected')],
    ['policy at MAIL', says('MAIL', '550 5.7.1 relaying denied', 'paused')],
    ['a restricted mailbox', says('RCPT', '550 5.7.133 senders must be known', 'rejected')],
    ['policy at the dot', says('dot', '554 5.7.1 looks like spam', 'rejected')],
    ['policy in a later line', says('dot', '550-blocked\r\n550 5.7.606 banned', 'rejected')],
    ['a code in brackets', says('RCPT', '550 [5.7.1] not for you', 'rejected')],
    ['a version, and no code', says('RCPT', '550 no user here, 5.7.1.2', 'failed')],
    ['not as this sender', says('dot', '554 5.2.252 SendAsDenied', 'rejected')],
    ['outbound spam', says('dot', '554 5.2.0 STOREDRV.Submission', 'rejected')],
    ['a bad sender', says('dot', '550 5.1.8 bad outbound sender', 'rejected')],
    ['a bad sender at RCPT', says('RCPT', '550 5.1.8 bad outbound sender', 'rejected')],
    ['a limit', says('dot', '550 5.4.5 daily limit exceeded', 'rejected')],
    ['a limit at RCPT', says('RCPT', '550 5.4.5 daily limit exceeded', 'rejected')],
    ['a limit at DATA', says('DATA', '550 5.4.5 daily limit exceeded', 'rejected')],
    ['a sender in words', says('dot', '554 the address is not verified', 'rejected')],
    ['a code for nothing', says('dot', '554 5.0.0 no', 'rejected')],
    ['a code for nothing at RCPT', says('RCPT', '550 5.0.0 no', 'failed')],
    ['no route to them', says('RCPT', '550 5.4.1 access denied', 'failed')],
    ['no such mailbox, after the dot', says('dot', '550 5.1.1 unknown', 'failed')],
    ['no such mailbox there', says('dot', '550 5.1.10 unknown', 'failed')],
    ['mailbox full, after the dot', says('dot', '552 5.2.2 full', 'failed')],
    ['astray at DATA', says('DATA', '503 5.5.1 what?', 'retry')],
    ['login wanted at RCPT', says('RCPT', '530 authenticate first', 'paused')],
    ['no such mailbox', says('RCPT', '550-5.1.1 unknown\r\n550 5.1.1 here', 'failed')],
    ['mailbox full', says('RCPT', '552 5.2.2 full', 'failed')],
    ['too big', says('dot', '552 5.3.4 too big', 'rejected')],
    ['policy, for now', says('RCPT', '450 4.7.1 greylisted', 'retry')],
    ['a session gone astray', says('RCPT', '503 5.5.1 what sender?', 'retry')],
    ['2 and no more', says('dot', '2', 'uncertain')],
    ['go-ahead instead of a verdict', says('dot', '354 go on', 'uncertain')],
    ['a verdict in several lines', says('dot', '250-2.0.0 taken\r\n250 as 4711', 'submitted')],
  ]
  expect(await playAll(table)).toEqual(expectedOf(table))
})

test.concurrent('DATA is taken up although no recipient was', async () => {
  const refused: Fault = { kind: 'reply', text: '550 5.1.1 unknown' }
  const goAhead: Fault = { kind: 'reply', text: '354 go ahead' }
  const table: [string, Cell][] = [
    [
      'and the empty message as well',
      { script: { faults: { RCPT: refused, DATA: goAhead } }, outcome: 'failed', taken: 0 },
    ],
    [
      'and then it resets',
      {
        script: { faults: { RCPT: refused, DATA: goAhead, dot: { kind: 'reset' } } },
        outcome: 'failed',
        taken: 0,
      },
    ],
  ]
  const played = await playAll(table)
  expect(Object.values(played).map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
})

test.concurrent('the second message on a kept connection', async () => {
  const second = (place: Place, fault: Fault, outcome: Cell['outcome'], taken = 1): Cell => ({
    script: { faults: { [place]: fault }, fromMessage: 2 },
    messages: 2,
    outcome,
    taken,
  })
  const closing: Fault = { kind: 'reply', text: '421 4.7.0 enough for one connection' }
  const table: [string, Cell][] = [
    ['hung up meanwhile', second('MAIL', { kind: 'half-open' }, 'submitted', 2)],
    ['reset meanwhile', second('MAIL', { kind: 'reset' }, 'submitted', 2)],
    ['enough messages', second('MAIL', closing, 'submitted', 2)],
    ['greylisted', second('MAIL', { kind: 'reply', text: '450 later' }, 'retry')],
    ['sender barred', second('MAIL', { kind: 'reply', text: '550 no' }, 'paused')],
    ['garbage at MAIL', second('MAIL', { kind: 'garbage' }, 'retry')],
    ['unknown', second('RCPT', { kind: 'reply', text: '550 no' }, 'failed')],
    ['hung up at DATA', second('DATA', { kind: 'half-open' }, 'retry')],
    ['reset after the dot', second('dot', { kind: 'reset' }, 'uncertain')],
    ['hung up after the dot', second('dot', { kind: 'half-open' }, 'uncertain')],
  ]
  expect(await playAll(table)).toEqual(expectedOf(table))
})

const required = '?requireTLS=true'
const unverified = `${required}&tls.rejectUnauthorized=false`

test.concurrent('TLS that does not come about', async () => {
  const broken = (script: Partial<Script>, more: Partial<Cell> = {}): Cell => ({
    script: { tls: 'starttls', ...script },
    query: unverified,
    outcome: 'retry',
    taken: 0,
    ...more,
  })
  const handshake = (fault: Fault) => ({ faults: { handshake: fault } })
  const atOnce = (fault: Fault) =>
    broken({ tls: 'at-once', ...handshake(fault) }, { secure: true, query: '' })
  const table: [string, Cell][] = [
    ['a certificate that nobody vouches for', broken({}, { query: required })],
    ['the same from the first byte', broken({ tls: 'at-once' }, { secure: true, query: required })],
    ['STARTTLS is not offered', broken({ tls: 'none' })],
    ['STARTTLS is put off', broken({ faults: { STARTTLS: { kind: 'reply', text: '454 busy' } } })],
    ['STARTTLS is refused', broken({ faults: { STARTTLS: { kind: 'reply', text: '554 no' } } })],
    ['reset in the handshake', broken(handshake({ kind: 'reset' }))],
    ['hung up in the handshake', broken(handshake({ kind: 'half-open' }))],
    ['silence in the handshake', broken(handshake({ kind: 'silence' }))],
    ['a byte now and then', broken(handshake({ kind: 'slow-loris' }))],
    ['garbage in the handshake', broken(handshake({ kind: 'garbage' }))],
    ['at once, reset', atOnce({ kind: 'reset' })],
    ['at once, silence', atOnce({ kind: 'silence' })],
    ['at once, garbage', atOnce({ kind: 'garbage' })],
  ]
  expect(await playAll(table)).toEqual(expectedOf(table))
})

test.concurrent('TLS that comes about, or need not', async () => {
  const through = (script: Partial<Script>, more: Partial<Cell> = {}): Cell => ({
    script,
    outcome: 'submitted',
    taken: 1,
    ...more,
  })
  const table: [string, Cell][] = [
    ['required', through({ tls: 'starttls' }, { query: unverified })],
    [
      'from the first byte',
      through({ tls: 'at-once' }, { secure: true, query: '?tls.rejectUnauthorized=false' }),
    ],
    ['offered on this computer', through({ tls: 'starttls' })],
    ['not offered on this computer', through({ tls: 'none' })],
    ['ignored', through({ tls: 'starttls' }, { query: '?ignoreTLS=true' })],
  ]
  expect(await playAll(table)).toEqual(expectedOf(table))
})

test.concurrent('without the TLS that is required, neither login nor sender is told', async () => {
  const { commands } = await play({
    script: { tls: 'none' },
    query: required,
    outcome: 'retry',
    taken: 0,
  })
  expect(commands).toEqual(['EHLO', 'STARTTLS'])
})
