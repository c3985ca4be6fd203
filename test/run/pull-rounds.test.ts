import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EditionFacts } from '../../src/report/facts.js'
import { type Beat, beat } from '../../src/run/beat.js'
import { unpaced } from '../../src/run/deliver.js'
import { importRecorded } from '../../src/run/import.js'
import { pullSources } from '../../src/run/pull.js'
import { type PullRounds, type PullRoundsOptions, pullRounds } from '../../src/run/pull-rounds.js'
import { undoImport } from '../../src/run/undo-import.js'
import type { Workspace } from '../../src/run/workspace.js'
import { plainReading } from '../../src/source/options.js'
import { fetchLimits } from '../../src/source/pulled.js'
import { fileSource } from '../../src/source/table.js'
import { findFacts } from '../../src/store/editions.js'
import { accountsCsv, everybody, scores, weekCsv } from '../fixture/contracts.js'
import {
  due,
  installedAt,
  type Office,
  openEmptyOffice,
  openOffice,
  transportOf,
  week,
} from '../fixture/office.js'
import { localhost, openSourceServer } from '../fixture/source-server.js'

const minute = 60_000
const hour = 60 * minute

/** A file that was left alone for a minute. */
function put({ desk }: Office, name: string, text: string): void {
  const file = join(desk.directory, name)
  writeFileSync(file, text)
  const at = Date.now() / 1000 - 60
  utimesSync(file, at, at)
}

function workOf(office: Office): Workspace {
  return { ...office.work, directory: office.desk.directory }
}

function roundsOf(office: Office, options: PullRoundsOptions = {}): PullRounds {
  return pullRounds(workOf(office), { trusted: localhost.cert, ...options })
}

async function beatWith(office: Office, rounds: PullRounds, time: number): Promise<Beat> {
  office.at(time)
  const transport = transportOf(office.desk)
  onTestFinished(transport.close)
  const work = { ...workOf(office), pulls: rounds }
  return await beat(work, { transport, pace: unpaced, installedAt, mayDeliver: true })
}

async function factsOf(office: Office): Promise<EditionFacts> {
  const facts = await findFacts(office.db, 'report', week)
  if (facts === null) throw new Error('there is no report')
  return facts
}

async function healthOf(office: Office): Promise<Record<string, number | null>> {
  const { accounts } = await factsOf(office)
  return Object.fromEntries(
    accounts.map(({ account, standing }) => [account.accountId, standing?.health ?? null]),
  )
}

const submitted = everybody.map((who) => `submitted ${who}`)
const pulled = { 'A-1': 450, 'A-2': 620, 'A-3': 705, 'A-4': 550 }

describe('a worker that comes late', () => {
  test('pulls first, and what it pulled counts', async () => {
    const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'health.csv' })
    put(office, 'health.csv', weekCsv(week, scores))
    await beatWith(office, roundsOf(office), due + 3 * hour)
    expect(await healthOf(office)).toEqual(pulled)
    expect(office.ledger()).toEqual(submitted)
  })

  test('also beside what was known when the report was due', async () => {
    const office = await openOffice({ IMPORT_SNAPSHOTS: 'health.csv' })
    put(office, 'health.csv', weekCsv(week, { ...scores, 'A-1': 90 }))
    await beatWith(office, roundsOf(office), due + 3 * hour)
    expect(await healthOf(office)).toEqual({ ...pulled, 'A-1': 900 })
  })

  test('and where nothing has changed, the cut-off is when the report was due', async () => {
    const office = await openOffice({ IMPORT_SNAPSHOTS: 'health.csv' })
    put(office, 'health.csv', weekCsv(week, scores))
    office.at(due - hour)
    const rounds = roundsOf(office)
    await rounds.look([{ dueAt: due }])
    await rounds.ended()
    await beatWith(office, rounds, due + 3 * hour)
    expect((await factsOf(office)).cutOff).toBe(new Date(due).toISOString())
  })
})

describe('a source that never answers', () => {
  async function silent(office: Office) {
    const server = await openSourceServer(() => {})
    onTestFinished(server.close)
    office.desk.env.IMPORT_SNAPSHOTS = server.origin
    return server
  }

  test('holds up the report no longer than it may', async () => {
    const office = await openOffice()
    await silent(office)
    const rounds = roundsOf(office, { wait: 100, limits: { ...fetchLimits, milliseconds: 1500 } })
    await beatWith(office, rounds, due)
    expect(office.ledger()).toEqual(submitted)
    expect(office.desk.rows('select 1 from imports where faults > 0')).toEqual([])
    await rounds.ended()
    expect(office.desk.rows('select file from imports where faults > 0')).toEqual([
      { file: 'IMPORT_SNAPSHOTS' },
    ])
  })

  test('is asked in the background while nothing is due', async () => {
    const office = await openOffice()
    const server = await silent(office)
    const limits = { ...fetchLimits, milliseconds: 500 }
    const rounds = roundsOf(office, { wait: 60_000, limits })
    const done = await beatWith(office, rounds, due - hour)
    expect(done).toMatchObject({ next: { dueAt: due } })
    expect(office.desk.rows('select 1 from imports where faults > 0')).toEqual([])
    await rounds.ended()
    expect(server.asked).toHaveLength(1)
  })

  test('is left alone once the worker is asked to stop, and that is no fault', async () => {
    const office = await openOffice()
    await silent(office)
    const claiming = new AbortController()
    const stop = { claiming: claiming.signal, sending: new AbortController().signal }
    const rounds = pullRounds({ ...workOf(office), stop }, { trusted: localhost.cert })
    office.at(due - hour)
    await rounds.look([{ dueAt: due }])
    setTimeout(() => claiming.abort(new Error('asked to stop')), 100)
    await rounds.ended()
    expect(office.events().filter(({ kind }) => kind === 'fault')).toEqual([])
    expect(office.desk.rows('select 1 from imports where faults > 0')).toEqual([])
  })
})

describe('accounts and snapshots', () => {
  test('are pulled in that order', async () => {
    const office = await openEmptyOffice({
      IMPORT_ACCOUNTS: 'accounts.csv',
      IMPORT_SNAPSHOTS: 'health.csv',
    })
    const more = 'A-5,New Dock,Jon Abel <jon@example.com>,10000.00,USD,30,West\n'
    put(office, 'accounts.csv', accountsCsv + more)
    put(office, 'health.csv', weekCsv(week, { ...scores, 'A-5': 51 }))
    await beatWith(office, roundsOf(office), due)
    expect(await healthOf(office)).toEqual({ ...pulled, 'A-5': 510 })
  })

  test('hold up each other no more than the report', async () => {
    const office = await openEmptyOffice({
      IMPORT_ACCOUNTS: 'nowhere.csv',
      IMPORT_SNAPSHOTS: 'health.csv',
    })
    put(office, 'health.csv', weekCsv(week, scores))
    await beatWith(office, roundsOf(office), due)
    expect(await healthOf(office)).toEqual(pulled)
  })
})

test('what was pulled more than a week ago is told to executives, and to nobody else', async () => {
  const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'health.csv' })
  put(office, 'health.csv', weekCsv('2026-W46', scores))
  office.at(due - 9 * 24 * hour)
  const rounds = roundsOf(office)
  await rounds.look([])
  await rounds.ended()
  rmSync(join(office.desk.directory, 'health.csv'))
  office.at(due - 3 * hour)
  await office.importWeek(week)
  await beatWith(office, rounds, due)
  expect((await factsOf(office)).oldPulls).toEqual([{ of: 'snapshots', since: '2026-11-14' }])
  const mails = office.desk.rows<{ role: string; text: string }>(
    'select role, cast(bytes as text) as text from messages join deliveries using (delivery_id)',
  )
  const telling = mails.filter(({ text }) =>
    text
      .replace(/=\r?\n/g, '')
      .includes('Scores are as of Sat Nov 14: nothing newer has come since.'),
  )
  expect(telling.map(({ role }) => role)).toEqual(['executive', 'executive'])
})

describe('what was taken', () => {
  const imports = (office: Office) =>
    office.desk.rows("select 1 from imports where origin = 'pull'").length

  async function look(office: Office, rounds: PullRounds, time: number): Promise<void> {
    office.at(time)
    await rounds.look([{ dueAt: due }])
    await rounds.ended()
  }

  async function withFile(env: Readonly<Record<string, string>> = {}) {
    const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'health.csv', ...env })
    put(office, 'health.csv', weekCsv(week, scores))
    await look(office, roundsOf(office), due - 2 * hour)
    expect(imports(office)).toBe(1)
    return office
  }

  test('is not imported again as it is, so that what people said since then stays', async () => {
    const office = await withFile()
    office.at(due - hour)
    put(office, 'other.csv', weekCsv(week, { 'A-1': 99 }))
    const source = fileSource({ file: join(office.desk.directory, 'other.csv'), sheet: null })
    await importRecorded(workOf(office), { kind: 'snapshots', source, options: plainReading })
    const before = office.desk.rows('select * from snapshots')
    await look(office, roundsOf(office), due - 9 * minute)
    expect(imports(office)).toBe(1)
    expect(office.desk.rows('select * from snapshots')).toEqual(before)
  })

  test('is imported again by other settings', async () => {
    const office = await withFile()
    office.desk.env.IMPORT_SNAPSHOTS_OPTIONS = '--set note=hello'
    await look(office, roundsOf(office), due - 9 * minute)
    expect(imports(office)).toBe(2)
    expect(office.desk.rows("select count(*) as n from snapshots where note = 'hello'")).toEqual([
      { n: 4 },
    ])
  })

  test('is imported again where the database is one of before', async () => {
    const office = await withFile()
    office.desk.execute(
      "update imports set recorded_at = '2026-01-01T00:00:00.000Z' where origin = 'pull'",
    )
    await look(office, roundsOf(office), due - 9 * minute)
    expect(imports(office)).toBe(2)
  })

  test('or could not be is tried at once by other settings, and not again', async () => {
    const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'nowhere.csv' })
    const early = due - 20 * hour
    await look(office, roundsOf(office), early)
    put(office, 'health.csv', weekCsv(week, scores))
    office.desk.env.IMPORT_SNAPSHOTS = 'health.csv'
    const rounds = roundsOf(office)
    await look(office, rounds, early + minute)
    const taken = "select file from imports where origin = 'pull' and faults = 0"
    expect(office.desk.rows(taken)).toEqual([{ file: 'health.csv' }])
    rmSync(join(office.desk.directory, 'health.csv'))
    await look(office, rounds, early + 9 * minute)
    expect(imports(office)).toBe(2)
  })

  test('and was undone stays undone, until there is something new', async () => {
    const office = await withFile()
    const [{ id } = { id: 0 }] = office.desk.rows<{ id: number }>(
      "select import_id as id from imports where origin = 'pull'",
    )
    await undoImport(workOf(office), id)
    const counting = () => office.desk.rows(`select 1 from snapshots where week = '${week}'`).length
    expect(counting()).toBe(0)
    await look(office, roundsOf(office), due - 9 * minute)
    expect(counting()).toBe(0)
    put(office, 'health.csv', weekCsv(week, { ...scores, 'A-1': 46 }))
    await look(office, roundsOf(office), due - 4 * minute)
    await look(office, roundsOf(office), due)
    expect(counting()).toBe(4)
  })

  test('is imported once, however many want to', async () => {
    const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'health.csv' })
    put(office, 'health.csv', weekCsv(week, scores))
    await Promise.all([1, 2, 3].map(() => look(office, roundsOf(office), due - 2 * hour)))
    expect(imports(office)).toBe(1)
    expect(existsSync(join(office.desk.directory, 'mmr.sqlite.pulling'))).toBe(false)
  })

  test('as a file that locks of our own are on is refused untouched', async () => {
    const office = await openEmptyOffice({ IMPORT_SNAPSHOTS: 'mmr.sqlite' })
    const kinds = ['snapshots'] as const
    const request = { kinds, isDue: () => true, isForced: true }
    expect(await pullSources(workOf(office), request)).toMatchObject([
      { pulled: { kind: 'failed', fault: { given: 'the database of this one' } } },
    ])
  })
})
