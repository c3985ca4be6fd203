import { once } from 'node:events'
import { mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { heartbeat, startAndStop } from '../fixture/running-worker.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'

describe('the heartbeat file', () => {
  test('says when the worker was last there, what comes next and what was closed last', async () => {
    const office = await openOffice()
    await startAndStop(office)
    expect(heartbeat(office)).toEqual({
      at: '2026-11-23T07:01:00.000Z',
      state: 'running',
      reason: null,
      next: null,
      lastClosed: { week, closedAt: '2026-11-23T07:01:00.000Z' },
    })
    office.at(due + 3_600_000)
    await startAndStop(office)
    expect(heartbeat(office)).toMatchObject({
      at: '2026-11-23T08:00:00.000Z',
      next: { week: '2026-W48', dueAt: '2026-11-30T07:00:00.000Z' },
    })
  })

  test('has beside it nothing that a worker left which was killed while it wrote', async () => {
    const office = await openOffice()
    const then = Date.now() / 1000 - 7200
    for (const folder of ['mmr.sqlite.heartbeat.aB3dE6', 'mmr.sqlite.mark.aB3dE6']) {
      mkdirSync(join(office.desk.directory, folder))
      office.desk.write(`${folder}/${folder.slice(0, -7)}`, '{')
      utimesSync(join(office.desk.directory, folder), then, then)
    }
    await startAndStop(office)
    expect(readdirSync(office.desk.directory).join()).not.toContain('aB3dE6')
  })

  test('says that sending is on hold', async () => {
    const office = await openOffice()
    await office.desk.mmr('hold', '--reason', 'moving house')
    await startAndStop(office)
    expect(heartbeat(office)).toMatchObject({
      state: 'on-hold',
      reason: expect.stringContaining('moving house'),
    })
    expect(office.ledger()).toEqual([])
  })
})

describe('HEARTBEAT_URL', () => {
  /** A monitoring service that answers with these codes, the last one for good. */
  async function monitor(office: Office, codes: readonly number[]): Promise<string[]> {
    const asked: string[] = []
    const server = createServer(({ url = '' }, response) => {
      response.statusCode = codes[Math.min(asked.length, codes.length - 1)] ?? 200
      asked.push(url)
      response.end('thanks')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    office.desk.env.HEARTBEAT_URL = `http://127.0.0.1:${port}/ping/t0ken`
    return asked
  }

  test('is requested once after a good Monday, and until it has answered', async () => {
    const office = await openOffice()
    const asked = await monitor(office, [500, 404, 200])
    const counts: number[] = []
    for (const minute of [1, 2, 3, 4, 5]) {
      office.at(due + minute * 60_000)
      await startAndStop(office)
      counts.push(asked.length)
    }
    expect(counts).toEqual([1, 2, 3, 3, 3])
    expect(asked[0]).toBe('/ping/t0ken')
    const told = office.events().filter(({ kind }) => kind.startsWith('heartbeat'))
    expect(told).toEqual([
      { kind: 'heartbeat-unanswered', reason: 'it answered 500' },
      { kind: 'heartbeat-unanswered', reason: 'it answered 404' },
      { kind: 'heartbeat-answered', week },
    ])
  })

  test('is not requested where somebody did not get it', async () => {
    const office = await openOffice()
    const asked = await monitor(office, [200])
    const faults = { RCPT: { kind: 'reply', text: '550 5.1.1 nobody here' } } as const
    const server = await startFaultServer({ faults })
    onTestFinished(server.close)
    office.desk.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`
    await startAndStop(office)
    expect(office.ledger().every((line) => line.startsWith('failed'))).toBe(true)
    expect(asked).toEqual([])
  })

  test('is requested where who did not get it had unsubscribed', async () => {
    const office = await openOffice()
    const asked = await monitor(office, [200])
    await office.beat({ mayDeliver: false })
    office.desk.execute(`
      insert into links (link_hash, purpose, address, week, issued_at, expires_at)
      values ('a', 'update', '', '2026-W46', '', '');
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      values ('executive', 'ada@example.com', '2026-11-23T07:00:00.000Z', 'a')`)
    await startAndStop(office)
    expect(office.ledger()).toContain('skipped executive ada@example.com')
    expect(asked).toHaveLength(1)
  })

  test('that nobody answers at is told of without its address', async () => {
    const office = await openOffice({ HEARTBEAT_URL: 'http://127.0.0.1:9/ping/t0ken' })
    expect(await startAndStop(office)).toEqual({ kind: 'stopped' })
    const told = office.events().filter(({ kind }) => kind === 'heartbeat-unanswered')
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told)).not.toContain('t0ken')
  })
})
