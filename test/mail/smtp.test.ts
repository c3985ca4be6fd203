import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { parcel, patient, transportTo } from '../fixture/parcels.js'
import { type FaultServer, startFaultServer } from '../fixture/smtp-fault-server.js'
import type { Script } from '../fixture/smtp-fault-session.js'
import { type Answer, startInbox } from '../fixture/smtp-inbox.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function inbox(answer?: Answer) {
  const started = await startInbox(answer)
  closing.push(started.close)
  return started
}

async function faulty(script: Partial<Script>): Promise<FaultServer & { url: string }> {
  const server = await startFaultServer(script)
  closing.push(server.close)
  return { ...server, url: `smtp://user:hunter2-secret@127.0.0.1:${server.port}` }
}

function sending(...args: Parameters<typeof transportTo>) {
  const transport = transportTo(...args)
  closing.push(transport.close)
  return transport
}

const message = {
  subject: 'Größe: 3 down, 1 up',
  html: `<p>${'Größe ▲ 1.2 '.repeat(2000)}</p>`,
  text: '.\n..\n.dot\r\n\r\n.\r\nSubject: no header\n',
}

function composed(address: string, name = 'Ada') {
  return composeMessage(message, {
    from: { name: 'MMR', address: 'mmr@example.com' },
    to: { name, address },
    replyTo: null,
    date: 0,
    messageId: `<mmr.1@example.com>`,
  })
}

describe('to a real server', () => {
  test('the message arrives as it was composed, for its one recipient', async () => {
    const { url, arrived } = await inbox()
    const bytes = await composed('ada@example.com', 'b@example.com, c@example.com')
    const outcome = await sending(url).submit({ ...parcel, bytes })
    expect(outcome).toEqual({ kind: 'submitted', response: expect.stringMatching(/^250 /) })
    expect(arrived).toHaveLength(1)
    expect(arrived[0]).toMatchObject({ from: 'mmr@example.com', to: ['ada@example.com'] })
    expect(arrived[0]?.bytes.equals(bytes)).toBe(true)
    expect(arrived[0]?.mail.subject).toBe(message.subject)
    expect(arrived[0]?.mail.html?.trim()).toBe(message.html)
  })

  test('an address beyond ASCII arrives where its domain is', async () => {
    const { url, arrived } = await inbox()
    const address = 'ada@bücher.example'
    await sending(url).submit({ ...parcel, address, bytes: await composed(address) })
    expect(arrived[0]?.mail.to?.[0]?.address).toBe('ada@xn--bcher-kva.example')
    expect(arrived[0]?.to).toHaveLength(1)
  })

  test('hundreds over a few connections, each exactly once', async () => {
    const { url, arrived } = await inbox()
    const transport = sending(url, { connections: 3 })
    const addresses = Array.from({ length: 350 }, (_, index) => `ada${index}@example.com`)
    const outcomes = await Promise.all(
      addresses.map((address) => transport.submit({ ...parcel, address })),
    )
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['submitted']))
    expect(arrived.map(({ to }) => to.join()).sort()).toEqual([...addresses].sort())
  })

  test('one that is refused holds up nobody, and one that hangs only its own connection', async () => {
    const answers = { unknown: 'unknown', silent: 'silence' } as const
    const { url, arrived } = await inbox((address) => {
      const [local = ''] = address.split('@')
      return Object.hasOwn(answers, local) ? answers[local as keyof typeof answers] : 'welcome'
    })
    const transport = sending(url, { connections: 2 })
    const submit = (local: string, signal?: AbortSignal) =>
      transport.submit({ ...parcel, address: `${local}@example.com` }, signal)
    const stop = new AbortController()
    const hanging = submit('silent', stop.signal)
    const locals = ['ada', 'unknown', 'bob', 'cyd', 'unknown', 'dan']
    const outcomes = await Promise.all(locals.map((local) => submit(local)))
    stop.abort()
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'submitted',
      'failed',
      'submitted',
      'submitted',
      'failed',
      'submitted',
    ])
    expect((await hanging).kind).toBe('retry')
    expect(arrived).toHaveLength(4)
  })
})

describe('connections', () => {
  test('are kept between messages', async () => {
    const server = await faulty({})
    const transport = sending(server.url)
    for (let message = 0; message < 5; message += 1) await transport.submit(parcel)
    expect(server.connections()).toBe(1)
    expect(server.taken).toHaveLength(5)
  })

  test('are never more than asked for', async () => {
    const server = await faulty({})
    const transport = sending(server.url, { connections: 3 })
    await Promise.all(Array.from({ length: 30 }, () => transport.submit(parcel)))
    expect(server.connections()).toBeLessThanOrEqual(3)
    expect(server.taken).toHaveLength(30)
  })

  test('that leave a doubt are not used again', async () => {
    const server = await faulty({ faults: { dot: { kind: 'silence' } }, takes: true })
    const transport = sending(server.url, { patience: { ...patient, reply: 100 } })
    const outcomes = [await transport.submit(parcel), await transport.submit(parcel)]
    expect(outcomes.map(({ kind }) => kind)).toEqual(['uncertain', 'uncertain'])
    expect(server.connections()).toBe(2)
    expect(server.taken).toHaveLength(2)
  })

  test('that were answered in the middle of a message are not used again', async () => {
    const text = '552 5.3.4 too much'
    const server = await faulty({ faults: { body: { kind: 'reply', text } } })
    const transport = sending(server.url)
    const bytes = Buffer.from(`Subject: long\r\n\r\n${'long line\r\n'.repeat(1_000_000)}`)
    const outcomes = [
      await transport.submit({ ...parcel, bytes }),
      await transport.submit({ ...parcel, bytes }),
    ]
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'failed'])
    expect(server.connections()).toBe(2)
  })

  test('a server that is not there is tried again later', async () => {
    const placeholder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => placeholder.once('listening', resolve))
    const address = placeholder.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => placeholder.close(resolve))
    const transport = sending(`smtp://127.0.0.1:${port}`)
    expect(await transport.submit(parcel)).toEqual({
      kind: 'retry',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
    expect((await transport.verify()).kind).toBe('retry')
  })
})

describe('what is stopped', () => {
  test('before it began is tried again later', async () => {
    const server = await faulty({})
    const outcome = await sending(server.url).submit(parcel, AbortSignal.abort())
    expect(outcome.kind).toBe('retry')
    expect(server.taken).toEqual([])
  })

  test('before the message flowed is tried again later', async () => {
    const server = await faulty({ faults: { RCPT: { kind: 'slow-loris' } } })
    const stop = new AbortController()
    const submitting = sending(server.url).submit(parcel, stop.signal)
    setTimeout(() => stop.abort(new Error('the worker is going down')), 100)
    expect(await submitting).toEqual({ kind: 'retry', reason: 'the worker is going down' })
  })

  test('while the server read no further is uncertain', async () => {
    const server = await faulty({ faults: { body: { kind: 'stall' } } })
    const bytes = Buffer.from(`Subject: long\r\n\r\n${'long line\r\n'.repeat(2_000_000)}`)
    const stop = new AbortController()
    const submitting = sending(server.url).submit({ ...parcel, bytes }, stop.signal)
    while (!server.commands.includes('body'))
      await new Promise((resolve) => setTimeout(resolve, 10))
    stop.abort()
    expect((await submitting).kind).toBe('uncertain')
  })

  test('while it waited for the reply is uncertain', async () => {
    const server = await faulty({ faults: { dot: { kind: 'slow-loris' } }, takes: true })
    const stop = new AbortController()
    const submitting = sending(server.url).submit(parcel, stop.signal)
    while (server.taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    stop.abort()
    expect((await submitting).kind).toBe('uncertain')
  })
})

describe('reasons', () => {
  async function reasonFor(text: string): Promise<string> {
    const server = await faulty({ faults: { AUTH: { kind: 'reply', text } } })
    const outcome = await sending(server.url).submit(parcel)
    return 'reason' in outcome ? outcome.reason : outcome.kind
  }

  test('are the server’s own words and where it said them', async () => {
    expect(await reasonFor('535 5.7.8 bad login')).toBe('login: 535 5.7.8 bad login')
  })

  test('never repeat the password, however the server does', async () => {
    const plain = Buffer.from('\0user\0hunter2-secret').toString('base64')
    const login = Buffer.from('hunter2-secret').toString('base64')
    const reason = await reasonFor(`535 hunter2-secret ${plain} ${login} end`)
    expect(reason).toBe('login: 535 ••• ••• ••• end')
  })

  test('are one line that no terminal acts upon', async () => {
    const reason = await reasonFor('535-one\r\n535 \u001b[31mtwo\u0007\u202e\tthree')
    expect(reason).toMatch(/^login: 535-one 535 \[31mtwo [^\p{C}]*three$/u)
  })

  test('are cut', async () => {
    const reason = await reasonFor(`535 ${'x'.repeat(5000)}`)
    expect([...reason]).toHaveLength(300)
    expect(reason).toMatch(/…$/)
  })

  test('say how long was waited', async () => {
    const server = await faulty({ faults: { MAIL: { kind: 'silence' } } })
    const patience = { ...patient, message: 200 }
    expect(await sending(server.url, { patience }).submit(parcel)).toEqual({
      kind: 'retry',
      reason: 'not written within 0.2 seconds',
    })
  })
})

describe('verifying', () => {
  async function readiness(script: Partial<Script>, query = '') {
    const server = await faulty(script)
    const isEndless = script.faults?.EHLO?.kind === 'slow-loris'
    const patience = { ...patient, message: isEndless ? 250 : patient.message }
    const found = await sending(`${server.url}${query}`, { patience }).verify()
    return { ...found, commands: server.commands.slice(0, 2) }
  }

  test('logs in and submits nothing', async () => {
    const server = await faulty({})
    expect(await sending(server.url).verify()).toEqual({ kind: 'ready' })
    expect(server.commands).not.toContain('MAIL')
    expect(server.commands).toContain('AUTH')
  })

  test.each([
    ['a login that is refused', { AUTH: { kind: 'reply', text: '535 5.7.8 no' } }, 'paused'],
    ['a server that bars us', { greeting: { kind: 'reply', text: '554 no' } }, 'paused'],
    ['a server that is busy', { greeting: { kind: 'reply', text: '421 busy' } }, 'retry'],
    ['a server that hangs up', { EHLO: { kind: 'half-open' } }, 'retry'],
    ['a server that resets', { AUTH: { kind: 'reset' } }, 'retry'],
    ['a server that trickles', { EHLO: { kind: 'slow-loris' } }, 'retry'],
    ['no server for mail', { greeting: { kind: 'garbage' } }, 'retry'],
  ] as const)('finds %s', async (_what, faults, kind) => {
    expect(await readiness({ faults })).toMatchObject({ kind, reason: expect.any(String) })
  })

  test('finds a certificate that nobody vouches for, before the login is told', async () => {
    expect(await readiness({ tls: 'starttls' }, '?requireTLS=true')).toEqual({
      kind: 'retry',
      reason: expect.stringContaining('self-signed'),
      commands: ['EHLO', 'STARTTLS'],
    })
  })
})
