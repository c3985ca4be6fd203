import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { SMTPServer } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { everybody } from '../fixture/contracts.js'
import { freePort, takenPort } from '../fixture/free-port.js'
import { linkNamed, mailTo } from '../fixture/mail.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { type Process, startProcess } from '../fixture/process.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'
import { openDesk } from '../fixture/workspace.js'
import { putReleased } from '../store/released/files.js'

// The built program as supervisors start and stop it.

const submitted = everybody.map((who) => `submitted ${who}`)

function start({ desk }: Office, now = due + 60_000): Process {
  return startProcess(desk, ['start'], now)
}

/** A mail server that answers to a message only when it is told to. */
async function slowServer(office: Office) {
  let answer = () => {}
  let arrived = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const firstArrived = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => {
        arrived()
        answered.then(() => done())
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  const address = listening.address()
  const port = typeof address === 'object' ? address?.port : 0
  office.desk.env.SMTP_URL = `smtp://127.0.0.1:${port}`
  office.desk.env.SMTP_CONNECTIONS = '1'
  return { answer, firstArrived }
}

describe('mmr start', () => {
  test('writes the file of an earlier version anew, once, and lets go of what is out of time', async () => {
    const desk = openDesk({ MAIL_FROM: 'Report <report@example.com>' })
    onTestFinished(() => desk.close())
    putReleased('0.1.0', join(desk.directory, 'mmr.sqlite'))
    const inFile = () => {
      const [found] = desk.rows<{ mode: number; mails: number }>(
        `select auto_vacuum as mode, (select count(*) from messages where length(bytes) > 0) as mails
         from pragma_auto_vacuum`,
      )
      return found
    }
    expect(inFile()).toEqual({ mode: 0, mails: expect.any(Number) })
    expect(inFile()?.mails).toBeGreaterThan(0)
    const worker = startProcess(desk, ['start'], Date.UTC(2030, 0, 1))
    await worker.logs('let go of what is out of time')
    worker.signal('SIGTERM')
    await worker.end
    expect(worker.log.map(({ msg }) => msg)).toContain(
      'writing the database anew, once, so that it can shrink',
    )
    expect(inFile()).toEqual({ mode: 2, mails: 0 })
    const again = startProcess(desk, ['start'], Date.UTC(2030, 0, 1, 1))
    await again.logs('started')
    again.signal('SIGTERM')
    await again.end
    expect(again.log.filter(({ msg }) => /anew/.test(msg))).toEqual([])
  })

  test('sends what is due, logs it as JSON, and ends with 0 on SIGTERM', async () => {
    const office = await openOffice()
    const worker = start(office)
    await worker.logs('closed')
    worker.signal('SIGTERM')
    expect(await worker.end).toBe(0)
    expect(worker.err()).toBe('')
    expect(office.ledger()).toEqual(submitted)
    expect(
      worker.log.find(({ msg, deliveryId }) => msg === 'submitted' && deliveryId === 1),
    ).toMatchObject({
      level: 'info',
      deliveryId: 1,
      edition: 'report',
      week,
      role: 'executive',
      address: 'ada@example.com',
      state: 'submitted',
      attempt: 1,
    })
    expect(worker.log.map(({ msg }) => msg)).toEqual([
      'started',
      expect.stringMatching(/^SMTP_URL is not set: no mail leaves this computer\. .*outbox\.$/),
      'planned',
      ...everybody.map(() => 'submitted'),
      'closed',
      'stopping: what is under way is finished first',
      'stopped',
    ])
  })

  test('on SIGINT finishes the message that is under way, and claims no other', async () => {
    const office = await openOffice()
    const server = await slowServer(office)
    const worker = start(office)
    await server.firstArrived
    worker.signal('SIGINT')
    await worker.logs('stopping')
    server.answer()
    expect(await worker.end).toBe(0)
    const states = office.ledger().map((line) => line.split(' ')[0])
    expect(states).toEqual(['submitted', 'planned', 'planned', 'planned', 'planned'])
  })

  test('ends at once on the second signal; what was under way is left for its lease', async () => {
    const office = await openOffice()
    const server = await slowServer(office)
    const worker = start(office)
    await server.firstArrived
    worker.signal('SIGTERM')
    await worker.logs('stopping')
    worker.signal('SIGTERM')
    expect(await worker.end).toBe('SIGTERM')
    expect(office.ledger()[0]).toBe('sending executive ada@example.com')
  })

  test('ends with 1 when it is stopped while the server refuses it, and keeps the password', async () => {
    const office = await openOffice()
    const faults = { AUTH: { kind: 'reply', text: '535 5.7.8 s3cret-pass is wrong' } } as const
    const server = await startFaultServer({ faults })
    onTestFinished(server.close)
    office.desk.env.SMTP_URL = `smtp://user:s3cret-pass@127.0.0.1:${server.port}`
    const worker = start(office)
    expect(await worker.logs('refuses us')).toMatchObject({ level: 'error' })
    worker.signal('SIGTERM')
    expect(await worker.end).toBe(1)
    expect(JSON.stringify(worker.log) + worker.err()).not.toContain('s3cret-pass')
    expect(office.ledger().filter((line) => !/^(planned|retry)/.test(line))).toEqual([])
  })

  test('says on which address it cannot open the database, and ends with 1', async () => {
    const desk = openDesk({ DATABASE_URL: 'nowhere/mmr.sqlite' })
    onTestFinished(desk.close)
    const worker = startProcess(desk, ['start'], due)
    expect(await worker.end).toBe(1)
    expect(worker.err()).toMatch(/no directory .*nowhere/)
  })
})

describe('the web server beside the worker', () => {
  const url = 'https://report.example.com'

  test('answers, and ends with it', async () => {
    const port = await freePort()
    const office = await openOffice({ WEB_URL: url, WEB_PORT: String(port) })
    const worker = start(office)
    expect(await worker.logs('pages are served')).toMatchObject({
      url: `http://127.0.0.1:${port}`,
      for: url,
    })
    await worker.logs('closed')
    const health = await fetch(`http://127.0.0.1:${port}/healthz`)
    expect(await health.json()).toMatchObject({ lastReport: { week, state: 'made' } })
    const mail = await mailTo(office.desk, 'mara@example.com', { week, role: 'account-manager' })
    const path = linkNamed(mail, 'Update Harbour Hospital').slice(url.length)
    const opened = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' })
    expect(opened.headers.get('location')).toMatch(/^\/accounts\/A-1\?[\w-]{16}$/)
    worker.signal('SIGTERM')
    expect(await worker.end).toBe(0)
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
    const [token = ''] = /[\w-]{32}/.exec(path) ?? []
    expect(token).not.toBe('')
    expect(JSON.stringify(worker.log) + worker.err()).not.toContain(token)
  })

  test('that has no port ends the worker before anything is made or sent', async () => {
    const { port, server } = await takenPort()
    onTestFinished(() => void server.close())
    const office = await openOffice({ WEB_URL: url, WEB_PORT: String(port) })
    const worker = start(office)
    expect(await worker.end).toBe(1)
    expect(worker.err()).toMatch(
      /cannot listen on 127\.0\.0\.1, port \d+.*Set WEB_HOST and WEB_PORT/,
    )
    expect(office.ledger()).toEqual([])
  })

  test('with keys that sign nothing ends it, too', async () => {
    const office = await openOffice()
    office.desk.write('mmr.sqlite.link-keys', 'nonsense')
    office.desk.env.WEB_URL = url
    const worker = start(office)
    expect(await worker.end).toBe(1)
    expect(worker.err()).toContain('mmr.sqlite.link-keys holds no key to sign links with')
    expect(office.ledger()).toEqual([])
  })
})

describe('several workers at once', () => {
  test('on a database that is not there yet all come up, and none harms it', async () => {
    const desk = openDesk()
    onTestFinished(desk.close)
    const workers = Array.from({ length: 6 }, () => startProcess(desk, ['start'], due))
    await Promise.all(workers.map((worker) => worker.logs('started')))
    while (!existsSync(join(desk.directory, 'mmr.sqlite.heartbeat'))) await oneMoment()
    for (const worker of workers) worker.signal('SIGTERM')
    expect(await Promise.all(workers.map(({ end }) => end))).toEqual(workers.map(() => 0))
    const faults = workers.flatMap(({ log }) => log.filter(({ level }) => level === 'error'))
    expect(faults).toEqual([])
    const db = new Sqlite(join(desk.directory, 'mmr.sqlite'))
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })

  test('send to each of 200 recipients exactly once', async () => {
    const readers = Array.from({ length: 200 }, (_, index) => `reader${index}@example.com`)
    const office = await openOffice({ EXECUTIVES: readers.join(', '), SMTP_PER_SECOND: '1000' })
    const server = await startFaultServer({})
    onTestFinished(server.close)
    office.desk.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`
    const workers = Array.from({ length: 4 }, () => start(office))
    await Promise.race(workers.map((worker) => worker.logs('closed')))
    for (const worker of workers) worker.signal('SIGTERM')
    expect(await Promise.all(workers.map(({ end }) => end))).toEqual([0, 0, 0, 0])

    const took = server.taken.map(({ to }) => to.join()).sort()
    const others = ['jon@example.com', 'mara@example.com', 'root@example.com']
    expect(took).toEqual([...readers, ...others].sort())
    expect(new Set(office.ledger().map((line) => line.split(' ')[0]))).toEqual(
      new Set(['submitted']),
    )
    const busy = workers.filter(({ log }) => log.some(({ msg }) => msg === 'submitted'))
    expect(busy.length).toBeGreaterThan(1)
  }, 180_000)
})

function oneMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
