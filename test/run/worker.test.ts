import { once } from 'node:events'
import { open, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Event } from '../../src/run/event.js'
import { unpaced } from '../../src/run/pace.js'
import { runWorker, type WorkerEnd } from '../../src/run/worker.js'
import { DatabaseFault } from '../../src/store/database-fault.js'
import { everybody } from '../fixture/contracts.js'
import { due, type Office, openOffice, transportOf, week } from '../fixture/office.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'

const submitted = everybody.map((who) => `submitted ${who}`)

/** The worker with its ticks in the hands of a test. */
interface Running {
  readonly tick: () => void
  /** Asks it to stop, and gives back how it ended. */
  readonly stop: () => Promise<WorkerEnd>
  /** Asks it to stop, and not to wait for what is under way. */
  readonly breakOff: () => Promise<WorkerEnd>
  readonly ended: Promise<WorkerEnd>
}

function start(office: Office): Running {
  const stop = new AbortController()
  const breaking = new AbortController()
  const transport = transportOf(office.desk)
  onTestFinished(transport.close)
  let tick = () => {}
  const ticks = (given: () => void) => {
    tick = given
    given()
    return () => {
      tick = () => {}
    }
  }
  const signals = { claiming: stop.signal, sending: breaking.signal }
  const work = { ...office.work, stop: signals }
  const ended = runWorker(work, { transport, pace: unpaced, ticks })
  return {
    tick: () => tick(),
    stop: () => {
      stop.abort()
      return ended
    },
    breakOff: () => {
      stop.abort()
      breaking.abort(new Error('asked to stop'))
      return ended
    },
    ended,
  }
}

/** Until something happens the next time. */
function happens(office: Office, kind: Event['kind']): Promise<void> {
  return new Promise((resolve) => office.onEvent((event) => event.kind === kind && resolve()))
}

function heartbeat({ desk }: Office) {
  return JSON.parse(desk.read('mmr.sqlite.heartbeat'))
}

/** One beat of a whole worker. */
async function startAndStop(office: Office): Promise<WorkerEnd> {
  const beat = happens(office, 'beat')
  const worker = start(office)
  await beat
  return await worker.stop()
}

async function refusing(office: Office, text: string): Promise<void> {
  const server = await startFaultServer({ faults: { MAIL: { kind: 'reply', text } } })
  onTestFinished(server.close)
  office.desk.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`
}

describe('the worker', () => {
  test('beats at once, and ends well when it is asked to stop', async () => {
    const office = await openOffice()
    expect(await startAndStop(office)).toEqual({ kind: 'stopped' })
    expect(office.ledger()).toEqual(submitted)
  })

  test('beats at every tick', async () => {
    const office = await openOffice()
    office.at(due - 1)
    let beat = happens(office, 'beat')
    const worker = start(office)
    await beat
    expect(office.ledger()).toEqual([])
    office.at(due)
    beat = happens(office, 'beat')
    worker.tick()
    await beat
    await worker.stop()
    expect(office.ledger()).toEqual(submitted)
  })

  test('never beats twice at a time, whatever ticks', async () => {
    const office = await openOffice()
    let turns = 0
    office.onEvent(({ kind }) => {
      if (kind === 'beat') return
      if (kind === 'delivering') turns += 1
      worker.tick()
      worker.tick()
    })
    const beat = happens(office, 'beat')
    const worker = start(office)
    await beat
    await worker.stop()
    // Everyone else, then the admins.
    expect(turns).toBe(2)
    expect(office.desk.rows('select count(*) as count from attempts')).toEqual([{ count: 5 }])
  })

  test('stopped on the way finishes what has begun and claims nothing more', async () => {
    const office = await openOffice({ SMTP_CONNECTIONS: '1' })
    const server = await startFaultServer({})
    onTestFinished(server.close)
    office.desk.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`
    const claimed = happens(office, 'claimed')
    const worker = start(office)
    await claimed
    expect(await worker.stop()).toEqual({ kind: 'stopped' })
    expect(server.taken).toHaveLength(1)
    const states = office.ledger().map((line) => line.split(' ')[0])
    expect(states).toEqual(['submitted', 'planned', 'planned', 'planned', 'planned'])
  })

  test.each([
    ['had begun to leave: it is uncertain', 'dot', 'begun', 'uncertain'],
    ['had not left: it can be tried again', 'RCPT', 'claimed', 'retry'],
  ] as const)('breaks off a message that %s', async (_what, place, event, state) => {
    const office = await openOffice({ SMTP_CONNECTIONS: '1' })
    const server = await startFaultServer({ faults: { [place]: { kind: 'silence' } } })
    onTestFinished(server.close)
    office.desk.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`
    const underWay = happens(office, event)
    const worker = start(office)
    await underWay
    expect(await worker.breakOff()).toEqual({ kind: 'stopped' })
    expect(office.ledger().map((line) => line.split(' ')[0])).toEqual([
      state,
      ...Array.from({ length: 4 }, () => 'planned'),
    ])
  })

  test('waits longer and longer while the server refuses it, and says so when it stops', async () => {
    const office = await openOffice()
    await refusing(office, '550 5.7.1 not you')
    const tries: number[] = []
    office.onEvent(({ kind }) => kind === 'paused' && tries.push(office.work.now()))
    office.at(due)
    let beat = happens(office, 'beat')
    const worker = start(office)
    await beat
    for (let minute = 1; minute <= 31; minute += 1) {
      office.at(due + minute * 60_000)
      beat = happens(office, 'beat')
      worker.tick()
      await beat
    }
    expect(tries.map((at) => (at - due) / 60_000)).toEqual([0, 1, 3, 7, 15, 30])
    expect(heartbeat(office)).toMatchObject({ state: 'paused' })
    expect(await worker.stop()).toEqual({
      kind: 'stopped-while-paused',
      reason: expect.stringContaining('550 5.7.1 not you'),
    })
    expect(office.ledger().filter((line) => line.startsWith('failed'))).toEqual([])
  })

  test('goes on by itself once the server takes it again', async () => {
    const office = await openOffice()
    await refusing(office, '550 5.7.1 not you')
    expect(await startAndStop(office)).toMatchObject({ kind: 'stopped-while-paused' })
    delete office.desk.env.SMTP_URL
    expect(await startAndStop(office)).toEqual({ kind: 'stopped' })
    expect(office.ledger()).toEqual(submitted)
  })

  test('tells of a beat that failed, and the next one starts over', async () => {
    const office = await openOffice()
    let luck = false
    office.onEvent(({ kind }) => {
      if (kind === 'planned' && !luck) throw new Error('out of luck')
    })
    let beat = happens(office, 'beat')
    const worker = start(office)
    await beat
    expect(office.events()).toContainEqual({ kind: 'fault', error: new Error('out of luck') })
    luck = true
    beat = happens(office, 'beat')
    worker.tick()
    await beat
    expect(await worker.stop()).toEqual({ kind: 'stopped' })
    expect(office.ledger()).toEqual(submitted)
  })

  test('ends when the database is damaged', async () => {
    const office = await openOffice()
    office.onEvent(({ kind }) => {
      if (kind === 'planned') throw new DatabaseFault('corrupt', 'it is damaged')
    })
    const end = await start(office).ended
    expect(end).toMatchObject({ kind: 'broken', fault: { message: 'it is damaged' } })
    expect(office.desk.files('outbox')).toEqual([])
  })

  test('ends when the file is damaged underneath it, and submits nothing from it', async () => {
    const office = await openOffice()
    office.at(due - 1)
    const first = happens(office, 'beat')
    const worker = start(office)
    await first
    office.desk.execute('pragma wal_checkpoint(truncate)')
    const file = join(office.desk.directory, 'mmr.sqlite')
    const { size } = await stat(file)
    const handle = await open(file, 'r+')
    // All but the first page, which says that it is a database.
    await handle.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096)
    await handle.close()
    office.at(due)
    worker.tick()
    expect(await worker.ended).toMatchObject({ kind: 'broken', fault: { kind: 'corrupt' } })
    expect(office.desk.files('outbox')).toEqual([])
  })
})

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

  test('that nobody answers at is told of without its address', async () => {
    const office = await openOffice({ HEARTBEAT_URL: 'http://127.0.0.1:9/ping/t0ken' })
    expect(await startAndStop(office)).toEqual({ kind: 'stopped' })
    const told = office.events().filter(({ kind }) => kind === 'heartbeat-unanswered')
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told)).not.toContain('t0ken')
  })
})
