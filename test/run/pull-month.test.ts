import { expect, onTestFinished, test } from 'vitest'
import type { EditionFacts } from '../../src/report/facts.js'
import { shiftWeek, type Week } from '../../src/report/week.js'
import { beat } from '../../src/run/beat.js'
import { unpaced } from '../../src/run/deliver.js'
import { ledgerReport } from '../../src/run/ledger-report.js'
import { type PullRounds, pullRounds } from '../../src/run/pull-rounds.js'
import { expectationsOf } from '../../src/run/timetable.js'
import { fetchLimits } from '../../src/source/pulled.js'
import { findFacts } from '../../src/store/editions.js'
import { readStatement } from '../../src/store/installation-facts.js'
import { everybody } from '../fixture/contracts.js'
import {
  due,
  week as firstWeek,
  installedAt,
  type Office,
  openEmptyOffice,
  transportOf,
} from '../fixture/office.js'
import {
  exportedFiles,
  otherDatabase,
  type PulledSource,
  publishedReport,
  type ScoreRow,
} from '../fixture/pulled-source.js'
import { localhost } from '../fixture/source-server.js'

const minute = 60_000
const [hour, day] = [60 * minute, 24 * 60 * minute]
const limits = { ...fetchLimits, settled: 20, milliseconds: 1200 }

/** A worker that pulls from a source, a month long. */
interface Month {
  readonly office: Office
  readonly source: PulledSource
  readonly rounds: PullRounds
}

async function openMonth(
  open: (directory: string) => PulledSource | Promise<PulledSource>,
): Promise<Month> {
  const office = await openEmptyOffice({ WEB_URL: 'https://report.example.com' })
  const source = await open(office.desk.directory)
  onTestFinished(source.close)
  Object.assign(office.desk.env, source.settings)
  const work = { ...office.work, directory: office.desk.directory }
  const rounds = pullRounds(work, { limits, trusted: localhost.cert, wait: 4000 })
  return { office, source, rounds }
}

/** Beats at a time, and waits for what goes on beside it. */
async function beatAt({ office, rounds }: Month, time: number): Promise<void> {
  office.at(time)
  const transport = transportOf(office.desk)
  const work = { ...office.work, directory: office.desk.directory, pulls: rounds }
  await beat(work, { transport, pace: unpaced, installedAt, mayDeliver: true })
  await rounds.ended()
  await transport.close()
}

/** The Monday on which the report about a week is due, and the Friday before on which is asked. */
function timesOf(number: number): { readonly monday: number; readonly friday: number } {
  const monday = due + number * 7 * day
  return { monday, friday: monday - 3 * day + 7 * hour }
}

const beforeMonday = [121, 120, 115, 60, 10, 5, 0, -1]

async function friday(month: Month, number: number): Promise<void> {
  for (const left of [121, 120, 10, 0]) await beatAt(month, timesOf(number).friday - left * minute)
}

async function monday(month: Month, number: number, lefts = beforeMonday): Promise<void> {
  for (const left of lefts) await beatAt(month, timesOf(number).monday - left * minute)
}

/** What the report about a week says, and the admins' mail beside it. */
async function told({ office }: Month, week: Week) {
  const facts: EditionFacts | null = await findFacts(office.db, 'report', week)
  if (facts === null) throw new Error(`there is no report about ${week}`)
  const { importProblems } = await ledgerReport(office.work, facts)
  const [{ bytes } = { bytes: Buffer.alloc(0) }] = office.desk.rows<{ bytes: Buffer }>(
    `select m.bytes from messages m join deliveries d using (delivery_id) join editions e using (edition_id)
     where e.kind = 'report' and e.week = ? and d.role = 'admin'`,
    week,
  )
  return {
    health: Object.fromEntries(
      facts.accounts.map(({ account, standing }) => [account.accountId, standing?.health ?? null]),
    ),
    problems: importProblems.map((one) => (one.kind === 'refused' ? one.firstFault : one.kind)),
    isInMail: bytes
      .toString('latin1')
      .replace(/=\r?\n/g, '')
      .includes('IMPORT_SNAPSHOTS'),
    ledger: office.ledger(week),
  }
}

async function alarms({ office }: Month): Promise<string[]> {
  const { alarms } = await readStatement(
    office.db,
    expectationsOf(office.work.config),
    office.work.now(),
  )
  return alarms.filter(({ kind }) => kind === 'pull').map(({ what }) => what)
}

function ledgerOfImports({ office }: Month): number {
  return office.desk.rows("select 1 from imports where origin = 'pull'").length
}

const submitted = everybody.map((who) => `submitted ${who}`)
const ids = ['A-1', 'A-2', 'A-3', 'A-4']

/** The scores of a week: figures that no other week has. */
function scoresOf(number: number, of = ids): ScoreRow[] {
  return of.map((id, index) => [id, shiftWeek(firstWeek, number), 40 + 10 * index + number])
}

/** In tenths, as facts have them. */
function healthOf(number: number): Record<string, number> {
  return Object.fromEntries(scoresOf(number).map(([id, , health]) => [id, health * 10]))
}

test.each<[string, (directory: string) => PulledSource | Promise<PulledSource>, RegExp, RegExp]>([
  ['files', exportedFiles, /a file whose name fits/, /nobody is writing to/],
  ['an address', publishedReport, /404, which means that it is not there/, /within 1\.2 seconds/],
  ['a database', otherDatabase, /no such file/, /keeps it locked/],
])(
  'a month of reports from %s that vanishes, locks, grows, repeats and changes its columns',
  async (_what, open, vanished, locked) => {
    const month = await openMonth(open)
    const { source } = month
    const week = (number: number) => shiftWeek(firstWeek, number)

    // All is well, and what is there on Friday is there on Monday: it is imported once.
    let rows = scoresOf(0)
    source.put(rows)
    await friday(month, 0)
    await monday(month, 0)
    expect(await told(month, week(0))).toEqual({
      health: healthOf(0),
      problems: [],
      isInMail: false,
      ledger: submitted,
    })
    expect(ledgerOfImports(month)).toBe(1)
    expect(await alarms(month)).toEqual([])

    // It vanishes after Friday: the report tells what was there then.
    rows = [...rows, ...scoresOf(1)]
    source.put(rows)
    await friday(month, 1)
    source.vanish()
    await monday(month, 1)
    const gone = await told(month, week(1))
    expect(gone).toEqual({
      health: healthOf(1),
      problems: [expect.stringMatching(vanished)],
      isInMail: true,
      ledger: submitted,
    })
    expect(await alarms(month)).toEqual([expect.stringMatching(vanished)])

    // It is back on Friday, and somebody keeps it to themselves on Monday.
    rows = [...rows, ...scoresOf(2)]
    source.put(rows)
    await friday(month, 2)
    expect(await alarms(month)).toEqual([])
    const unlock = source.lock()
    await monday(month, 2, [120, 10, 0, -1])
    expect(await told(month, week(2))).toEqual({
      health: healthOf(2),
      problems: [expect.stringMatching(locked)],
      isInMail: true,
      ledger: submitted,
    })
    unlock()

    // It grows until the last minutes.
    source.put([...rows, ...scoresOf(3, ids.slice(0, 2))])
    await friday(month, 3)
    source.put([...rows, ...scoresOf(3, ids.slice(0, 3))])
    await monday(month, 3, [121, 120, 60])
    rows = [...rows, ...scoresOf(3)]
    source.put(rows)
    await monday(month, 3, [10, 5, 0, -1])
    expect(await told(month, week(3))).toEqual({
      health: healthOf(3),
      problems: [],
      isInMail: false,
      ledger: submitted,
    })

    // It changes its columns after Friday: nothing of it is taken, and the admins are told once.
    rows = [...rows, ...scoresOf(4)]
    source.put(rows)
    await friday(month, 4)
    const before = ledgerOfImports(month)
    source.put(scoresOf(5), 'how_they_feel')
    await monday(month, 4)
    expect(await told(month, week(4))).toEqual({
      health: healthOf(4),
      problems: [expect.stringMatching(/health|how_they_feel/)],
      isInMail: true,
      ledger: submitted,
    })
    expect(ledgerOfImports(month)).toBe(before + 1)

    // Nobody mends it: the next Monday's mail tells it again, once, and there is nothing to report from.
    await friday(month, 5)
    await monday(month, 5, [120, 115, 10, 0])
    expect(ledgerOfImports(month)).toBe(before + 2)
    expect(month.office.ledger(week(5), 'held')).toEqual(['submitted admin root@example.com'])

    // As soon as it is mended, the report goes out.
    source.put([...rows, ...scoresOf(5)])
    await beatAt(month, timesOf(5).monday + 10 * minute)
    expect((await told(month, week(5))).health).toEqual(healthOf(5))
    expect(month.office.ledger(week(5))).toEqual(submitted)
    expect(await alarms(month)).toEqual([])

    const { desk } = month.office
    expect(desk.files('.').filter((name) => /\.sqlite\.pull/.test(name))).toEqual([
      'mmr.sqlite.pulls',
    ])
    const heard = JSON.stringify([month.office.events(), desk.rows('select * from imports')])
    expect(heard).not.toMatch(/t0ken/)
    expect(desk.read('mmr.sqlite.pulls')).not.toMatch(/t0ken/)
  },
  60_000,
)
