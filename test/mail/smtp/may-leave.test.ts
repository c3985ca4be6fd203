import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutbox } from '../../../src/mail/outbox.js'
import type { MayLeave } from '../../../src/mail/transport.js'
import { parcel, transportTo } from '../../fixture/parcels.js'
import { startFaultServer } from '../../fixture/smtp-fault-server.js'
import type { Script } from '../../fixture/smtp-fault-session.js'

const answers = new Map<string, MayLeave>([
  ['yes', async () => true],
  ['no', async () => false],
  ['an error', () => Promise.reject(new Error('disk full'))],
])

async function scene(script: Partial<Script> = {}) {
  const server = await startFaultServer(script)
  onTestFinished(server.close)
  const transport = transportTo(`smtp://127.0.0.1:${server.port}`)
  onTestFinished(transport.close)
  return { server, transport }
}

describe('over SMTP, whether the message may leave', () => {
  test.each([true, false])(
    'is asked once the server is ready, pipelining: %s',
    async (pipelining) => {
      const { server, transport } = await scene({ pipelining })
      const asked: string[][] = []
      const outcome = await transport.submit(parcel, undefined, async () => {
        asked.push([...server.commands])
        return true
      })
      expect(asked).toEqual([['EHLO', 'MAIL', 'RCPT', 'DATA']])
      expect(outcome.kind).toBe('submitted')
      expect(server.taken.map(({ text }) => text)).toEqual([String(parcel.bytes).trimEnd()])
    },
  )

  test('is not asked where the server refuses it before', async () => {
    const faults = { RCPT: { kind: 'reply', text: '550 5.1.1 nobody here' } } as const
    const { transport } = await scene({ faults, pipelining: false })
    let asked = false
    const outcome = await transport.submit(parcel, undefined, async () => {
      asked = true
      return true
    })
    expect([outcome.kind, asked]).toEqual(['failed', false])
  })

  test.each(['no', 'an error'])(
    'answered with %s: nothing leaves, to be tried again',
    async (it) => {
      const { server, transport } = await scene()
      const outcome = await transport.submit(parcel, undefined, answers.get(it))
      expect(outcome.kind).toBe('retry')
      expect((await transport.submit(parcel)).kind).toBe('submitted')
      expect(server.taken).toHaveLength(1)
    },
  )

  test('answered with yes after it was broken off: not a byte leaves', async () => {
    const { server, transport } = await scene()
    const stop = new AbortController()
    let say = (_yes: boolean) => {}
    const answer = new Promise<boolean>((resolve) => {
      say = resolve
    })
    const outcome = await transport.submit(parcel, stop.signal, () => {
      stop.abort(new Error('asked to stop'))
      return answer
    })
    say(true)
    expect(outcome).toEqual({ kind: 'retry', reason: expect.stringContaining('asked to stop') })
    expect((await transport.submit(parcel)).kind).toBe('submitted')
    expect(server.taken).toHaveLength(1)
  })

  test('not answered yet: a server that claims to have the message has not got it', async () => {
    const faults = { DATA: { kind: 'reply', text: '354 go ahead\r\n250 2.0.0 taken' } } as const
    const { server, transport } = await scene({ faults })
    const outcome = await transport.submit(parcel, undefined, () => new Promise(() => {}))
    expect(outcome.kind).toBe('retry')
    expect(server.taken).toEqual([])
  })
})

describe('into the outbox', () => {
  test.each<[string, string, number]>([
    ['yes', 'submitted', 2],
    ['no', 'retry', 0],
    ['an error', 'retry', 0],
  ])('answered with %s: %s', async (answer, kind, files) => {
    const directory = mkdtempSync(join(tmpdir(), 'mmr-outbox-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const outcome = await createOutbox(directory).submit(parcel, undefined, answers.get(answer))
    expect(outcome.kind).toBe(kind)
    const written = readdirSync(directory, { recursive: true }).filter((name) =>
      /\.(eml|html)$/.test(String(name)),
    )
    expect(written).toHaveLength(files)
  })
})
