import { describe, expect, test } from 'vitest'
import { parcel } from '../../fixture/parcels.js'
import { faulty, sending } from '../../fixture/smtp-sending.js'

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
