import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { heartbeatFile, readHeartbeat } from '../../src/store/heartbeat-file.js'
import { mountSmallDisk } from '../faults/small-disk.js'
import { filledDesk } from '../fixture/contracts.js'
import { connect, reply } from '../fixture/faulty-office.js'
import { freePort } from '../fixture/free-port.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { startProcess } from '../fixture/process.js'
import { startAndStop } from '../fixture/running-worker.js'
import { type Desk, mondayMorning, openDesk } from '../fixture/workspace.js'
import { putReleased } from '../store/released/files.js'

const minute = 60_000

/** A desk's clock goes by its commands: its next one is to be at this instant. */
function clockOf(desk: Desk) {
  let clock = mondayMorning + 2000
  return (instant: number) => {
    desk.wait(instant - clock - 1000)
    clock = instant
  }
}

async function statusOf(desk: Desk, ...words: string[]) {
  const { code, out, err } = await desk.mmr('status', '--json', ...words)
  expect(err).toBe('')
  const { status, alarms, ...rest } = JSON.parse(out)
  expect(code).toBe(status === 'well' ? 0 : 1)
  return { status, kinds: alarms.map(({ kind }: { kind: string }) => kind), alarms, ...rest }
}

/** Until the running worker's file says so. */
async function beats({ desk }: Office, state: string): Promise<void> {
  const file = heartbeatFile(join(desk.directory, 'mmr.sqlite'))
  while ((await readHeartbeat(file))?.state !== state)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('mmr status', () => {
  test('after a Monday on which all went well, and when the worker was killed', async () => {
    const office = await openOffice()
    const at = clockOf(office.desk)
    const worker = startProcess(office.desk, ['start'], due + minute)
    await worker.logs('closed')
    await beats(office, 'running')
    at(due + 2 * minute)
    const { code, out, err } = await office.desk.mmr('status')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^All is well\.\nWorker: running, .*\nLast report: about 2026-W47, .*: made\.\n/,
    )
    worker.signal('SIGKILL')
    await worker.end
    at(due + 7 * minute)
    const gone = await office.desk.mmr('status')
    expect({ code: gone.code, err: gone.err }).toEqual({ code: 1, err: '' })
    expect(gone.out).toMatch(
      /^Not all is well:\n- No worker has been at work since 2026-11-23T07:01:/,
    )
  })

  test('while the mail server refuses the login, on the terminal and on /healthz', async () => {
    const port = await freePort()
    const office = await openOffice({ WEB_URL: 'https://report.example.com', WEB_PORT: `${port}` })
    const at = clockOf(office.desk)
    const server = await connect(office, { AUTH: reply('535 5.7.8 s3cret-pass is wrong') })
    office.desk.env.SMTP_URL = `smtp://user:s3cret-pass@127.0.0.1:${server.port}`
    const worker = startProcess(office.desk, ['start'], due + minute)
    await worker.logs('refuses us')
    await beats(office, 'paused')
    at(due + 2 * minute)
    const said = await statusOf(office.desk)
    expect(said).toMatchObject({ kinds: ['refused'], worker: { state: 'paused' } })
    expect(said.alarms[0].what).toMatch(/^The mail server refuses us.*535 5\.7\.8/)
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
    expect(answer.status).toBe(503)
    const body = await answer.text()
    expect(JSON.parse(body)).toMatchObject({ status: 'unwell', alarms: [{ kind: 'refused' }] })
    expect(body + JSON.stringify(said)).not.toContain('s3cret-pass')
    const elsewhere = { headers: { 'x-forwarded-for': '192.0.2.1' } }
    const stranger = await fetch(`http://127.0.0.1:${port}/healthz`, elsewhere)
    expect([stranger.status, await stranger.json()]).toEqual([503, { status: 'unwell' }])
    at(due + 90 * minute)
    expect((await statusOf(office.desk)).status).toBe('unwell')
  })

  test('when a report is due and no mail of it leaves', async () => {
    const office = await openOffice()
    const at = clockOf(office.desk)
    // Everything is done but handing over, as when composing fails at every beat.
    await office.beat({ mayDeliver: false })
    await connect(office, {})
    office.at('2026-11-23T07:05:30Z')
    office.desk.execute('alter table messages rename to away')
    await startAndStop(office)
    office.desk.execute('alter table away rename to messages')
    at(due + 6 * minute)
    expect(await statusOf(office.desk)).toMatchObject({
      kinds: ['waiting'],
      lastReport: { week, state: 'under way' },
      alarms: [
        { what: expect.stringMatching(/^4 mails are due since 2026-11-23T07:00:00Z, and none/) },
      ],
    })
  })

  test('when mail of the report has failed', async () => {
    const office = await openOffice()
    const at = clockOf(office.desk)
    await connect(office, { RCPT: reply('550 5.1.1 no such user') })
    await startAndStop(office)
    at(due + 2 * minute)
    const { kinds, alarms } = await statusOf(office.desk)
    expect(kinds).toEqual(['failed'])
    expect(alarms[0].what).toMatch(/^\d mails of the report about 2026-W47 have failed\.$/)
  })

  test('beside a program that is writing, and writes nothing itself', async () => {
    const desk = await filledDesk()
    onTestFinished(desk.close)
    const file = join(desk.directory, 'mmr.sqlite')
    const other = new Sqlite(file)
    other.exec('begin immediate; update accounts set recorded_at = recorded_at')
    const before = readFileSync(file)
    expect((await statusOf(desk)).kinds).toEqual(['worker'])
    expect(readFileSync(file).equals(before)).toBe(true)
    other.close()
  })

  test('without a database makes none, and says what makes one', async () => {
    const desk = openDesk()
    onTestFinished(desk.close)
    const { code, out, err } = await desk.mmr('status')
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toMatch(/^Not all is well:\n- There is no database .*mmr import accounts FILE/)
    expect(existsSync(join(desk.directory, 'mmr.sqlite'))).toBe(false)
  })

  test('on a database of a newer version says so, and changes nothing', async () => {
    const desk = await filledDesk()
    onTestFinished(desk.close)
    desk.execute("insert into kysely_migration values ('999-later', '')")
    const said = await statusOf(desk)
    expect(said).toMatchObject({ database: 'unwell', kinds: ['database'] })
    expect(said.alarms[0].what).toMatch(/newer version/)
  })

  test('on a database of an older version says so, and leaves it to others to change it', async () => {
    const desk = openDesk()
    onTestFinished(desk.close)
    const file = join(desk.directory, 'mmr.sqlite')
    putReleased('0.1.0', file)
    const before = readFileSync(file)
    const said = await statusOf(desk)
    expect(said).toMatchObject({ database: 'unwell', kinds: ['database'] })
    expect(said.alarms[0].what).toMatch(/older version.*mmr start/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('on a file that is no database', async () => {
    const desk = openDesk({}, { 'mmr.sqlite': 'not at all'.repeat(1000) })
    onTestFinished(desk.close)
    expect(await statusOf(desk)).toMatchObject({ status: 'unwell', kinds: ['database'] })
  })

  test('on a disk with too little room', async ({ skip }) => {
    const disk = await mountSmallDisk(64 * 1024)
    if (disk === null) return skip('mounting a small disk needs root')
    onTestFinished(disk.remove)
    const desk = await filledDesk()
    onTestFinished(desk.close)
    desk.execute('pragma wal_checkpoint(truncate)')
    const file = join(disk.directory, 'mmr.sqlite')
    copyFileSync(join(desk.directory, 'mmr.sqlite'), file)
    const { kinds, alarms } = await statusOf(desk, '--database', file)
    expect(kinds).toEqual(['worker', 'disk'])
    expect(alarms[1].what).toMatch(/^The disk of the database has \d\d MB left; 100 MB are wanted/)
  })

  test('with a wrong setting is wrong usage', async () => {
    const desk = openDesk({ TIME_ZONE: 'Nowhere/Land' })
    onTestFinished(desk.close)
    expect((await desk.mmr('status')).code).toBe(2)
  })
})
