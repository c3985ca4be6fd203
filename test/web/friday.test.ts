import type { FastifyInstance } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/command/program.js'
import { previewOf } from '../../src/mail/outbox.js'
import { unpaced } from '../../src/run/deliver.js'
import { fullReportOf } from '../../src/run/full-report.js'
import { linkIssuer } from '../../src/run/links.js'
import { scheduleOf } from '../../src/run/timetable.js'
import { runWorker } from '../../src/run/worker.js'
import { never } from '../../src/run/workspace.js'
import { webApp } from '../../src/web/app.js'
import { accountsCsv, everybody } from '../fixture/contracts.js'
import { linkNamed } from '../fixture/mail.js'
import { due, type Office, openEmptyOffice, transportOf, week } from '../fixture/office.js'
import { type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import { recordingTerminal } from '../fixture/terminal.js'
import { inSession, visitor, webOf } from './site.js'

const origin = 'https://report.example.com'
const friday = Date.UTC(2026, 10, 20, 14)
const hour = 3_600_000

/** A worker of its own, for one look at the clock, from its start to its end. */
async function runOnce(office: Office, time: number): Promise<void> {
  office.at(time)
  const stop = new AbortController()
  const transport = transportOf(office.desk)
  office.onEvent(({ kind }) => kind === 'beat' && stop.abort())
  const work = { ...office.work, stop: { ...never, claiming: stop.signal } }
  const ticks = (tick: () => void) => {
    tick()
    return () => {}
  }
  const end = await runWorker(work, { transport, pace: unpaced, ticks })
  await transport.close()
  expect(end).toEqual({ kind: 'stopped' })
}

async function serverOf({ work, db }: Office): Promise<FastifyInstance> {
  const { keys } = linkIssuer(work) ?? {}
  if (keys === undefined) throw new Error('no keys')
  const timetable = scheduleOf(work.config)
  const settings = { keys, timetable, htmlOf: previewOf, roster: work.config }
  const site = webOf({ db, logged: [], clock: 0 }, settings)
  const app = await webApp({
    ...site,
    timeZone: work.config.timeZone,
    now: () => work.now(),
    reportOf: (request) => fullReportOf(work, request),
  })
  onTestFinished(() => app.close())
  return app
}

async function imported({ desk, work }: Office, kind: string, file: string): Promise<void> {
  const terminal = recordingTerminal(desk.directory, { now: work.now(), env: desk.env })
  expect({ code: await run(['import', kind, file], terminal), err: terminal.said().err }).toEqual({
    ...{ code: 0, err: '' },
  })
}

function mailsTo({ arrived }: Inbox, address: string) {
  return arrived.filter(({ to }) => to.includes(address)).map(({ mail }) => mail)
}

test('asked on Friday, answered by the link, told on Monday', async () => {
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  const office = await openEmptyOffice({ WEB_URL: origin, SMTP_URL: inbox.url })
  await runOnce(office, friday - hour)
  expect(inbox.arrived).toEqual([])

  for (const later of [0, 60_000, hour]) await runOnce(office, friday + later)
  expect(inbox.arrived.flatMap(({ to }) => to).sort()).toEqual([
    'jon@example.com',
    'mara@example.com',
  ])

  const [prompt] = mailsTo(inbox, 'mara@example.com')
  if (prompt === undefined) throw new Error('no prompt')
  const link = linkNamed(prompt, 'Harbour Hospital')
  const app = await serverOf(office)
  const person = visitor({ app })
  const opened = await person.get(link.slice(origin.length))
  expect(opened.headers.location).toMatch(inSession('/accounts/A-1'))
  expect((await person.get('/accounts/A-1')).body).toContain('Nov 16–22')
  const typed = { relationship: '0', note: 'They asked for a tender.', pulse: 'red' }
  expect((await person.fill('/accounts/A-1', typed)).statusCode).toBe(303)

  const before = inbox.arrived.length
  await runOnce(office, due)
  expect(office.ledger()).toEqual(everybody.map((who) => `submitted ${who}`))
  expect(inbox.arrived).toHaveLength(before + everybody.length)
  const report = mailsTo(inbox, 'ada@example.com')[0] ?? expect.fail()
  for (const part of [report.html, report.text])
    expect(part).toContain('Harbour Hospital fell 18.0')
  const reader = visitor({ app })
  const { headers } = await reader.get(linkNamed(report, 'Full report').slice(origin.length))
  expect((await reader.get(String(headers.location))).body).toContain('They asked for a tender.')
  await person.get(link.slice(origin.length))
  expect((await person.get('/accounts/A-1')).statusCode).toBe(409)
  expect(office.ledger(week, 'prompt')).toHaveLength(2)
})

test('one that is leaving is asked about until its manager answers, whatever is imported', async () => {
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  const office = await openEmptyOffice({ WEB_URL: origin, SMTP_URL: inbox.url })
  await runOnce(office, friday - 5 * hour)
  const [header = '', ...rows] = accountsCsv.trimEnd().split('\n')
  const leaving = rows.map((row) => `${row},${row.startsWith('A-1') ? '2026-12-31' : ''}`)
  office.desk.write('leaving.csv', [`${header},ended_on`, ...leaving, ''].join('\n'))
  await imported(office, 'accounts', 'leaving.csv')
  await office.importWeek(week)

  await runOnce(office, friday)
  const [prompt, ...others] = inbox.arrived.map(({ mail }) => mail)
  expect(others).toEqual([])
  expect(prompt?.subject).toBe('1 of 2 accounts to update; week of Nov 16-22')
  expect(prompt?.text?.replaceAll(/\s+/g, ' ')).toContain(
    'Harbour Hospital ■ Red 45.0 Last day Thu Dec 31, 38 days left: does it stand, what is being done?',
  )
  expect(office.ledger(week, 'prompt')).toEqual([
    'skipped account-manager jon@example.com',
    'submitted account-manager mara@example.com',
  ])

  await runOnce(office, due)
  const report = mailsTo(inbox, 'mara@example.com').at(-1) ?? expect.fail()
  office.at(friday + 6 * 24 * hour)
  await office.importWeek('2026-W48')
  const person = visitor({ app: await serverOf(office) })
  const link = linkNamed(report, 'Update Harbour Hospital')
  await person.get(link.slice(origin.length))
  expect((await person.fill('/accounts/A-1', { note: 'Won back.' })).statusCode).toBe(303)
  await runOnce(office, friday + 7 * 24 * hour)
  expect(office.ledger('2026-W48', 'prompt')).toEqual([
    'skipped account-manager jon@example.com',
    'skipped account-manager mara@example.com',
  ])
})

test('a prompt is no sign that the report of its week is there', async () => {
  const office = await openEmptyOffice({ WEB_URL: origin })
  office.at(friday - hour)
  await office.beat()
  office.at(friday)
  await office.beat()
  const app = await serverOf(office)
  const health = async () => (await app.inject('/healthz')).json()
  expect(await health()).toMatchObject({ lastReport: { state: 'none due yet' } })
  office.at(due + hour)
  expect(await health()).toMatchObject({ lastReport: { week, state: 'missing' } })
})
