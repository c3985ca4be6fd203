import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openTokens } from '../../../src/mail/oauth/token-source.js'
import { readSmtpServer } from '../../../src/mail/server-url.js'
import { createSmtpTransport } from '../../../src/mail/smtp/transport.js'
import { freePort } from '../../fixture/free-port.js'
import { parcel, patient } from '../../fixture/parcels.js'
import { faulty } from '../../fixture/smtp-sending.js'
import { type TokenServer, tokenServer } from '../../fixture/token-server.js'

const user = 'report@example.com'
const secret = 'app~secret'
const start = Date.UTC(2026, 10, 23, 7)

let file = ''
let now = start
beforeEach(() => {
  now = start
  const directory = mkdtempSync(join(tmpdir(), 'mmr-tokens-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  file = join(directory, 'tokens')
})

const startTokens = () => tokenServer({ apps: { reporting: { secret, user } } })

interface MailServer {
  readonly port: number
  readonly logins: string[]
  readonly taken: string[]
}

/**
 * Takes mail from whoever shows a token of theirs. It refuses the others as Google does, in a
 * challenge, or as Microsoft does, at once.
 */
async function mailServer(tokens: TokenServer, manner: 'at once' | 'in a challenge') {
  const logins: string[] = []
  const taken: string[] = []
  const server = new SMTPServer({
    authMethods: ['XOAUTH2'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ accessToken = '', username = '' }, _session, done) => {
      logins.push(accessToken)
      if (tokens.userOf(accessToken) === username) return done(null, { user: username })
      if (manner === 'at once') return done(new Error(`no ${accessToken}`))
      return done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } })
    },
    onData: (stream, { envelope }, done) => {
      stream.resume().on('end', () => {
        taken.push(envelope.rcptTo.map(({ address }) => address).join())
        done()
      })
    },
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, logins, taken } satisfies MailServer
}

function sendingTo(port: number, tokenUrl: string, connections = 1) {
  const client = { tokenUrl, clientId: 'reporting', clientSecret: secret }
  const tokens = openTokens(
    { ...client, scope: null, refreshToken: null },
    { file, now: () => now },
  )
  const reading = readSmtpServer(`smtp://${encodeURIComponent(user)}@127.0.0.1:${port}`, tokens)
  if (reading.kind === 'fault') throw new Error(reading.fault)
  const { server } = reading
  const sender = 'mmr@example.com'
  const transport = createSmtpTransport({ server, sender, patience: patient, connections })
  onTestFinished(transport.close)
  return transport
}

describe.each(['at once', 'in a challenge'] as const)('a server that refuses %s', (manner) => {
  test('takes mail from whoever shows a token, which is fetched once for all', async () => {
    const tokens = await startTokens()
    const { port, taken, logins } = await mailServer(tokens, manner)
    const transport = sendingTo(port, tokens.url, 3)
    const addresses = Array.from({ length: 30 }, (_, index) => `ada${index}@example.com`)
    const outcomes = await Promise.all(
      addresses.map((address) => transport.submit({ ...parcel, address })),
    )
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['submitted']))
    expect(taken.toSorted()).toEqual(addresses.toSorted())
    expect(tokens.asked).toHaveLength(1)
    expect(new Set(logins)).toEqual(new Set(tokens.given))
    expect(await transport.verify()).toEqual({ kind: 'ready' })
  })

  test('and has ended the one that is kept: the message leaves with another, once', async () => {
    const tokens = await startTokens()
    const { port, taken, logins } = await mailServer(tokens, manner)
    await sendingTo(port, tokens.url).submit(parcel)
    tokens.revokeAll()
    now += 10 * 60_000
    const outcomes = await Promise.all(
      [1, 2].map(() => sendingTo(port, tokens.url).submit({ ...parcel, address: 'b@b.test' })),
    )
    expect(outcomes.map(({ kind }) => kind)).toEqual(['submitted', 'submitted'])
    expect(taken).toEqual([parcel.address, 'b@b.test', 'b@b.test'])
    const [first, second] = tokens.given
    expect(tokens.given).toHaveLength(2)
    expect(logins.toSorted()).toEqual([first, first, first, second, second].toSorted())
  })

  test('and takes none: nobody fails by it, and a new token is shown but once', async () => {
    const tokens = await startTokens()
    const { port, logins, taken } = await mailServer({ ...tokens, userOf: () => null }, manner)
    const transport = sendingTo(port, tokens.url)
    const outcome = await transport.submit(parcel)
    expect(outcome).toEqual({ kind: 'paused', reason: expect.stringMatching(/^login: 535 /) })
    expect(JSON.stringify(outcome)).not.toContain(tokens.given[0])
    expect(logins).toHaveLength(1)
    now += 10 * 60_000
    expect(await transport.verify()).toMatchObject({ kind: 'paused' })
    expect(logins).toHaveLength(3)
    expect(tokens.given).toHaveLength(2)
    expect(taken).toEqual([])
  })
})

describe('without a token', () => {
  test('for want of the right secret: paused, in the words of the token server', async () => {
    const tokens = await startTokens()
    tokens.changeSecret('reporting', 'another')
    const server = await faulty({})
    const transport = sendingTo(server.port, tokens.url)
    const { host } = new URL(tokens.url)
    const told = { kind: 'paused', reason: `token: ${host} says invalid_client: no such app.` }
    expect(await transport.submit(parcel)).toEqual(told)
    expect(await transport.verify()).toEqual(told)
    expect(server.commands.filter((verb) => verb !== 'EHLO' && verb !== 'QUIT')).toEqual([])
    tokens.changeSecret('reporting', secret)
    expect(await transport.submit(parcel)).toMatchObject({ kind: 'submitted' })
  })

  test('for want of a token server: tried again, as for a mail server', async () => {
    const server = await faulty({})
    const transport = sendingTo(server.port, `http://127.0.0.1:${await freePort()}/token`)
    expect(await transport.submit(parcel)).toMatchObject({ kind: 'retry' })
    expect(await transport.verify()).toMatchObject({ kind: 'retry' })
    expect(server.taken).toEqual([])
  })

  test('when another one is wanted: why there is none counts', async () => {
    const tokens = await startTokens()
    const { port } = await mailServer(tokens, 'at once')
    await sendingTo(port, tokens.url).submit(parcel)
    tokens.revokeAll()
    tokens.answerWith({ status: 503, body: '' })
    now += 10 * 60_000
    expect(await sendingTo(port, tokens.url).submit(parcel)).toMatchObject({
      kind: 'retry',
      reason: expect.stringContaining('503'),
    })
  })
})

test('a server that repeats the token, also as it was sent, does not get it told', async () => {
  const tokens = await startTokens()
  const fault = { kind: 'reply' as const, text: '535 5.7.3 no' }
  const server = await faulty({ faults: { AUTH: fault } })
  const transport = sendingTo(server.port, tokens.url)
  await transport.submit(parcel)
  const [token = ''] = tokens.given
  const sent = Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString('base64')
  fault.text = `535 5.7.3 ${token} ${sent} ${secret}`
  expect(await transport.submit(parcel)).toEqual({
    kind: 'paused',
    reason: 'login: 535 5.7.3 ••• ••• •••',
  })
})
