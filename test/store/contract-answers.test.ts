import fc from 'fast-check'
import { CompiledQuery, createQueryId, type RootOperationNode, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { NoticeAnswer, TenderAnswer } from '../../src/report/contract/notice.js'
import type { ReadingPoint } from '../../src/report/history.js'
import { addDays, firstDay, shiftWeek, type Week } from '../../src/report/week.js'
import {
  readAllNoticeAnswers,
  readAllTenderAnswers,
  readNoticeAnswers,
  readTenderAnswers,
} from '../../src/store/contract-answers.js'
import type { Database } from '../../src/store/database.js'
import { addAccount, addSnapshot } from '../fixture/answering.js'
import { scratchDatabase } from './scratch.js'

const at: ReadingPoint = { week: '2026-W47', cutOff: '2026-11-23T05:00:00.000Z' }
const early = '2026-11-01T00:00:00.000Z'

/** When `addSnapshot` has them recorded, unless told. */
const recordedAt = '2026-11-15T12:00:00.000Z'

describe('the latest answer about notice', () => {
  it('is that of the latest snapshot that says anything of it', async () => {
    const db = await withAccounts('A', 'B', 'C')
    await addSnapshot(db, 'A', { week: '2026-W40', notice_given_on: '2026-09-28' })
    await addSnapshot(db, 'A', {
      ...{ week: '2026-W44', notice_given_on: '2026-10-28', last_day: '2026-12-31' },
    })
    await addSnapshot(db, 'A', { week: '2026-W46' })
    await addSnapshot(db, 'B', { week: '2026-W41', notice_given_on: '2026-10-05' })
    await addSnapshot(db, 'B', { week: '2026-W45', notice_given_on: 'no' })
    await addSnapshot(db, 'C')
    expect(await readNoticeAnswers(db, at)).toEqual(
      new Map([
        ['A', { week: '2026-W44', noticeGivenOn: '2026-10-28', lastDay: '2026-12-31', recordedAt }],
        ['B', { week: '2026-W45', noticeGivenOn: null, lastDay: null, recordedAt }],
      ]),
    )
    expect(await readNoticeAnswers(db, { ...at, week: '2026-W43' })).toEqual(
      new Map([
        ['A', { week: '2026-W40', noticeGivenOn: '2026-09-28', lastDay: null, recordedAt }],
        ['B', { week: '2026-W41', noticeGivenOn: '2026-10-05', lastDay: null, recordedAt }],
      ]),
    )
  })

  it('ends with its week and its cut-off, and is taken back by a version without it', async () => {
    const db = await withAccounts('A')
    const noticed = { week: '2026-W46', notice_given_on: '2026-11-12' }
    await addSnapshot(db, 'A', { ...noticed, recorded_at: '2026-11-13T00:00:00.000Z' })
    await addSnapshot(db, 'A', {
      ...{ week: '2026-W46', version: 2, recorded_at: '2026-11-16T00:00:00.000Z' },
    })
    await addSnapshot(db, 'A', { ...noticed, week: '2026-W48', recorded_at: early })
    const before = { ...at, cutOff: '2026-11-16T00:00:00.000Z' }
    expect((await readNoticeAnswers(db, before)).get('A')?.week).toBe('2026-W46')
    expect(await readNoticeAnswers(db, at)).toEqual(new Map())
    expect(await readAllNoticeAnswers(db, ['A'], at)).toEqual(new Map())
    const tooEarly = { ...at, cutOff: '2026-11-13T00:00:00.000Z' }
    expect(await readNoticeAnswers(db, tooEarly)).toEqual(new Map())
  })
})

it('the latest answer about a tender names whom that snapshot names', async () => {
  const db = await withAccounts('A', 'B')
  await addSnapshot(db, 'A', { week: '2026-W44', tender: 1, competitor: 'Larch' })
  await addSnapshot(db, 'A', { week: '2026-W46', competitor: 'Elm' })
  await addSnapshot(db, 'B', { week: '2026-W45', tender: 1, competitor: 'Larch' })
  await addSnapshot(db, 'B', { week: '2026-W46', tender: 0 })
  expect(await readTenderAnswers(db, at)).toEqual(
    new Map([
      ['A', { week: '2026-W44', tender: true, competitor: 'Larch', recordedAt }],
      ['B', { week: '2026-W46', tender: false, competitor: null, recordedAt }],
    ]),
  )
})

const weeks = 6
const firstWeek: Week = '2026-W42'
const instant = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`
const version = fc.record({
  account: fc.constantFrom('A', 'B'),
  week: fc.integer({ min: 0, max: weeks - 1 }).map((count) => shiftWeek(firstWeek, count)),
  notice: fc.option(fc.constantFrom('no', '2026-10-01', '2026-10-12')),
  stay: fc.option(fc.integer({ min: 0, max: 40 })),
  tender: fc.option(fc.constantFrom(0, 1)),
  competitor: fc.option(fc.constantFrom('Larch', 'Elm')),
})

it('whatever was said, the answers are those that plain loops find', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(version, { maxLength: 24 }),
      fc.integer({ min: 0, max: weeks - 1 }),
      fc.integer({ min: 0, max: 23 }),
      async (said, ahead, hour) => {
        const db = await withAccounts('A', 'B', 'C')
        const point = { week: shiftWeek(firstWeek, ahead), cutOff: instant(hour) }
        const counting = new Map<string, RecordedVersion>()
        const versions = new Map<string, number>()
        for (const [index, one] of said.entries()) {
          const key = `${one.account} ${one.week}`
          versions.set(key, (versions.get(key) ?? 0) + 1)
          const cells = { week: one.week, version: versions.get(key) ?? 1, ...cellsOf(one) }
          await addSnapshot(db, one.account, { ...cells, recorded_at: instant(index) })
          if (index < hour && one.week <= point.week)
            counting.set(key, { ...one, recordedAt: instant(index) })
        }
        const inOrder = [...counting.values()].sort((a, b) => (a.week < b.week ? -1 : 1))
        for (const account of ['A', 'B', 'C']) {
          const own = inOrder.filter((one) => one.account === account)
          const notices = own.flatMap((one) => noticeSaid(one))
          const tenders = own.flatMap((one) => tenderSaid(one))
          expect((await readNoticeAnswers(db, point)).get(account)).toEqual(notices.at(-1))
          expect((await readTenderAnswers(db, point)).get(account)).toEqual(tenders.at(-1))
          const all = await readAllNoticeAnswers(db, [account, 'none'], point)
          expect(all.get(account) ?? []).toEqual(notices)
          const ofTender = await readAllTenderAnswers(db, [account], point)
          expect(ofTender.get(account) ?? []).toEqual(tenders)
        }
        await db.destroy()
      },
    ),
    { numRuns: 60 },
  )
})

type SaidVersion = typeof version extends fc.Arbitrary<infer Said> ? Said : never
type RecordedVersion = SaidVersion & { readonly recordedAt: string }

function cellsOf({ notice, stay, tender, competitor }: SaidVersion) {
  const last_day =
    notice === null || notice === 'no' || stay === null ? null : addDays(dayOf(notice), stay)
  return { notice_given_on: notice, last_day, tender, competitor }
}

function dayOf(text: string) {
  return text === '2026-10-01' ? ('2026-10-01' as const) : ('2026-10-12' as const)
}

function noticeSaid(said: RecordedVersion): NoticeAnswer[] {
  const { notice_given_on: given, last_day } = cellsOf(said)
  if (given === null) return []
  const noticeGivenOn = given === 'no' ? null : dayOf(given)
  return [{ week: said.week, noticeGivenOn, lastDay: last_day, recordedAt: said.recordedAt }]
}

function tenderSaid({ week, tender, competitor, recordedAt }: RecordedVersion): TenderAnswer[] {
  return tender === null ? [] : [{ week, tender: tender === 1, competitor, recordedAt }]
}

it('they are found by their index, one step to each account, and not by reading all snapshots', async () => {
  const db = await withAccounts('A')
  for (let week = 1; week < 40; week += 1) {
    const day = addDays(firstDay('2026-W01'), week * 7)
    await addSnapshot(db, 'A', { week: shiftWeek('2026-W01', week), notice_given_on: day })
  }
  const queries: RootOperationNode[] = []
  const watched = db.withPlugin({
    transformQuery: ({ node }) => {
      queries.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await readNoticeAnswers(watched, at)
  await readTenderAnswers(watched, at)
  await readAllNoticeAnswers(watched, ['A'], at)
  await readAllTenderAnswers(watched, ['A'], at)
  const plans = await Promise.all(queries.map((query) => planOf(db, query)))
  expect(plans).toHaveLength(4)
  for (const [index, plan] of plans.entries()) {
    const name = index % 2 === 0 ? 'snapshots_with_notice' : 'snapshots_with_tender'
    const found = plan.filter((step) => new RegExp(`^SEARCH \\w+ USING .*INDEX ${name}`).test(step))
    expect(found, plan.join('\n')).toHaveLength(1)
    expect(plan.filter((step) => /^SCAN (?!a\b|asked)/.test(step))).toEqual([])
  }
})

async function planOf(db: Database, query: RootOperationNode): Promise<string[]> {
  const { sql: text, parameters } = db.getExecutor().compileQuery(query, createQueryId())
  const explain = CompiledQuery.raw(`explain query plan ${text}`, [...parameters])
  const { rows } = await db.executeQuery<{ detail: string }>(explain)
  return rows.map(({ detail }) => detail)
}

async function withAccounts(...ids: readonly string[]): Promise<Database> {
  const db = await scratchDatabase()
  for (const id of ids) await addAccount(db, id)
  return db
}

it('a last day stands with its notice, and not before it, whoever writes it', async () => {
  const db = await withAccounts('A')
  const add = (cells: Readonly<Record<string, string | number>>) => addSnapshot(db, 'A', cells)
  await expect(add({ last_day: '2026-12-31' })).rejects.toThrow('CHECK')
  await expect(add({ notice_given_on: 'no', last_day: '2026-12-31' })).rejects.toThrow('CHECK')
  const early = { notice_given_on: '2026-11-16', last_day: '2026-11-15' }
  await expect(add(early)).rejects.toThrow('CHECK')
  await expect(add({ tender: 2 })).rejects.toThrow('CHECK')
  await add({ notice_given_on: '2026-11-16', last_day: '2026-11-16', tender: 0 })
  const { rows } = await sql`select count(*) as count from snapshots`.execute(db)
  expect(rows).toEqual([{ count: 1 }])
})
