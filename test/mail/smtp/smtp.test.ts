import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../../src/mail/compose.js'
import { parcel, patient } from '../../fixture/parcels.js'
import { faulty, inbox, sending } from '../../fixture/smtp-sending.js'

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
    expect(arrived[0]?.mail.html?.trim().replaceAll('\n', ' ')).toBe(message.html)
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
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected'])
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
