import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { DatabaseFault } from '../../src/store/database-fault.js'
import { everybody } from '../fixture/contracts.js'
import { due, type Office, openOffice } from '../fixture/office.js'
import { happens, heartbeat, start, startAndStop } from '../fixture/running-worker.js'
import type { Place } from '../fixture/smtp-fault.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'

const submitted = everybody.map((who) => `submitted ${who}`)

async function refusing(office: Office, text: string, place: Place = 'MAIL'): Promise<void> {
  const server = await startFaultServer({ faults: { [place]: { kind: 'reply', text } } })
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

  test.each([
    ['MAIL', '550 5.7.1 not you'],
    ['RCPT', '550 5.7.1 not you'],
    ['dot', '554 5.2.252 SendAsDenied'],
  ] as const)('goes on by itself once the server takes it again: %s, %s', async (place, text) => {
    const office = await openOffice()
    await refusing(office, text, place)
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

  test('tells monitors that it can’t write, and when it can again', async () => {
    const office = await openOffice()
    const file = join(office.desk.directory, 'mmr.sqlite')
    const db = await openDatabase(file, { patience: 100 })
    onTestFinished(() => db.destroy())
    let beat = happens(office, 'beat')
    const worker = start({ ...office, work: { ...office.work, db } })
    await beat
    expect(heartbeat(office)).toMatchObject({ state: 'running', reason: null })
    const other = new Sqlite(file)
    onTestFinished(() => void other.close())
    other.exec('begin immediate')
    beat = happens(office, 'beat')
    worker.tick()
    await beat
    expect(heartbeat(office)).toMatchObject({
      state: 'failing',
      reason: expect.stringContaining('in use by another program'),
    })
    other.exec('rollback')
    beat = happens(office, 'beat')
    worker.tick()
    await beat
    expect(heartbeat(office)).toMatchObject({ state: 'running', reason: null })
    expect(await worker.stop()).toEqual({ kind: 'stopped' })
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
