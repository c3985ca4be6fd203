import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { addDays, firstDay, shiftWeek, type Week } from '../../src/report/week.js'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import { today } from '../../src/store/account-versions.js'
import { readAccounts, termsOf } from '../../src/store/accounts.js'
import type { Database } from '../../src/store/database.js'
import { type HistoryRequest, readHistories, readValueHabit } from '../../src/store/histories.js'
import { type SnapshotRow, snapshotColumns, snapshotOf } from '../../src/store/snapshot-row.js'
import { readSnapshotsOf, snapshotCount } from '../../src/store/snapshots.js'
import { asGiven } from '../fixture/import-file.js'
import { naiveHistories, naiveValueHabit } from '../store/naive-histories.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const ids = ['A', 'B']
const firstWeek: Week = '2026-W40'
const columns = [
  'account_id',
  'week',
  'relationship',
  'health',
  'note',
  'contacts',
  'decision_maker',
  'decision_maker_changed_on',
  'decision_maker_met_on',
  'action',
  'action_owner',
  'action_due_on',
  'action_done_on',
  'value_delivered',
  'notice_given_on',
  'last_day',
  'tender',
]
const notice = columns.indexOf('notice_given_on')

const week = fc.integer({ min: 0, max: 18 }).map((weeks) => shiftWeek(firstWeek, weeks))
const day = fc.integer({ min: 0, max: 130 }).map((days) => addDays(firstDay(firstWeek), days))
const seldom = (value: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: value })
const said = fc.tuple(
  fc.constantFrom(...ids),
  week,
  fc.constantFrom('', '0', '33.3', '62.5', '100'),
  fc.constantFrom('40', '41'),
  fc.constantFrom('', 'fine'),
  seldom(fc.constantFrom('executives', 'end users;procurement')),
  seldom(fc.constant('Ruth')),
  seldom(day),
  seldom(day),
  seldom(fc.constantFrom('Call', 'Visit')),
  seldom(fc.constant('Ann')),
  seldom(day),
  seldom(day),
  seldom(fc.constantFrom('Reset within 40 minutes', 'A live dashboard')),
)
const contract = fc.constantFrom(
  ...[',,', ',,', 'no,,', '2026-01-05,,yes', '2026-01-05,2026-12-31,', '2026-02-02,,no', ',,yes'],
)
const row = fc
  .tuple(said, contract)
  .map(([cells, ofContract]): Row => [...cells, ...ofContract.split(',')])
type Row = readonly string[]
const keyOf = ([id, week]: Row) => `${id} ${week}`
const batch = fc.uniqueArray(row, { maxLength: 25, selector: keyOf })
const hour = fc.integer({ min: 0, max: 7 })
const points = fc.array(fc.tuple(week, hour), { minLength: 20, maxLength: 20 })

describe('importing snapshots, whatever they say and in whatever order', () => {
  it('keeps the versions, and reads the histories, that plain loops would', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 3, maxLength: 6 }),
        points,
        fc.array(hour, { minLength: 19, maxLength: 19 }),
        async (batches, points, editions) => {
          const db = await withAccounts()
          const versions = new Map<string, Row[]>()
          for (const [index, rows] of batches.entries()) {
            const expected = noted(versions, rows)
            expect(await imported(db, rows, instant(index))).toEqual(expected)
          }
          const last = batches.at(-1) ?? []
          const again = { added: 0, superseded: 0, unchanged: last.length }
          expect(await imported(db, [...last].reverse(), instant(9))).toEqual(again)

          const all = await allSnapshots(db)
          expect(notesOf(all)).toEqual(
            new Map([...versions].map(([key, rows]) => [key, rows.map(noteIn)])),
          )
          const cutOffs = new Map(
            editions.map(
              (edition, weeks) => [shiftWeek(firstWeek, weeks), instant(edition)] as const,
            ),
          )
          for (const [week, hour] of points) {
            await expectSame(db, all, {
              at: { week, cutOff: instant(hour) },
              cutOffs,
              leavingSince: new Map(),
              policy: defaultPolicy,
            })
          }
        },
      ),
      // Every step to a smaller example takes a database of its own.
      { numRuns: 8, endOnFailure: true },
    )
  })
})

/** A row's note, and what it says of the contract. */
function noteIn(row: Row): string {
  return [row[4], ...row.slice(notice)].join()
}

/** Each version's note and what it says of the contract, by account and week. */
function notesOf(all: readonly Snapshot[]): Map<string, string[]> {
  const notes = new Map<string, string[]>()
  for (const { accountId, week, version, ...said } of all) {
    const known = notes.get(`${accountId} ${week}`) ?? []
    expect(version).toBe(known.length + 1)
    const tender = said.tender === null ? '' : said.tender ? 'yes' : 'no'
    const cells = [said.note, said.noticeGivenOn, said.lastDay, tender]
    notes.set(`${accountId} ${week}`, [...known, cells.join()])
  }
  return notes
}

/** Expects from the database what plain loops over all snapshots come to. */
async function expectSame(
  db: Database,
  all: readonly Snapshot[],
  request: Omit<HistoryRequest, 'accounts'>,
): Promise<void> {
  const { at } = request
  const accounts = (await readAccounts(db, today)).map((account) => {
    return { ...termsOf(account), revenue: account.annualRevenue }
  })
  const naive = naiveHistories(all, { ...request, accounts })
  expect(await readHistories(db, { ...request, accounts })).toEqual(naive)
  expect(await readValueHabit(db, at)).toBe(naiveValueHabit(all, at))
  const reported = naive.filter(({ latest }) => latest?.week === at.week)
  expect(await snapshotCount(db, at.week, at.cutOff)).toBe(reported.length)

  const told = await readSnapshotsOf(db, { accountId: 'A', at, limit: 50 })
  expect(told.counting[0] ?? null).toEqual(naive[0]?.latest)
  const earlier = naive[0]?.latest?.week === at.week ? naive[0].earlier : null
  if (earlier !== null) expect(told.counting[1]).toMatchObject(earlier)
  const compared = told.counting.slice(0, 2).map(({ week }) => week)
  const ofA = all.filter(({ accountId, week }) => accountId === 'A' && compared.includes(week))
  expect(told.versions).toEqual(ofA.reverse())
}

/** What an import of `rows` comes to, by the plainest of rules; adds their versions. */
function noted(versions: Map<string, Row[]>, rows: readonly Row[]) {
  const counts = { added: 0, superseded: 0, unchanged: 0 }
  for (const given of rows) {
    const known = versions.get(keyOf(given)) ?? []
    const last = known.at(-1)
    const row = last === undefined ? given : kept(given, last)
    const isSame = last !== undefined && last.join() === row.join()
    counts[last === undefined ? 'added' : isSame ? 'unchanged' : 'superseded']++
    if (!isSame) versions.set(keyOf(row), [...known, row])
  }
  return counts
}

/** What a row doesn't say of notice or of a tender is as it was. */
function kept(row: Row, last: Row): Row {
  const [ofNotice, tender] = [row[notice] === '' ? last : row, row[notice + 2] === '' ? last : row]
  return [
    ...row.slice(0, notice),
    ...ofNotice.slice(notice, notice + 2),
    ...tender.slice(notice + 2),
  ]
}

async function imported(db: Database, rows: readonly Row[], recordedAt: string) {
  const content = [columns, ...rows].map((cells) => cells.join()).join('\n')
  const file = scratchFile('rows.csv', content)
  const outcome = await importSnapshots(db, {
    ...asGiven(file, { scale: ['relationship,innovation,service,commercial,health=0-100'] }),
    recordedAt,
    lastWeek: '2099-W01',
  })
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.faults))
  const { added, superseded, unchanged } = outcome
  return { added, superseded, unchanged }
}

async function allSnapshots(db: Database): Promise<Snapshot[]> {
  const { rows } = await sql<SnapshotRow>`
    select ${snapshotColumns} from snapshots as s order by s.week, s.account_id, s.version
  `.execute(db)
  return rows.map(snapshotOf)
}

async function withAccounts(): Promise<Database> {
  const db = await scratchDatabase()
  const lines = ids.map((id) => `${id},Acme,ann@example.com,1,USD,30\n`)
  const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days\n'
  const file = scratchFile('accounts.csv', header + lines.join(''))
  const request = {
    ...asGiven(file),
    currency: 'USD',
    rates: new Map(),
    recordedAt: instant(0),
    asOf: '2026-11-23' as const,
  }
  await importAccounts(db, request)
  return db
}

function instant(hour: number): string {
  return `2026-11-23T0${hour}:00:00.000Z`
}
