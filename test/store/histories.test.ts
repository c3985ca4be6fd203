import { CompiledQuery, createQueryId, type RootOperationNode, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
import type { ReadingPoint } from '../../src/report/history.js'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Week } from '../../src/report/week.js'
import type { Database } from '../../src/store/database.js'
import { readHistories, readValueHabit } from '../../src/store/histories.js'
import { addAccount } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

const account: Account = {
  accountId: 'A',
  name: 'Acme',
  accountManager: { name: 'Ann', address: 'ann@example.com' },
  revenue: 100,
  noticeDays: 30,
  region: null,
  segment: null,
  renewalDate: null,
  desired: true,
  startedOn: null,
  endedOn: null,
  endReason: null,
  desiredReason: null,
}
const monday = '2026-11-23T05:00:00.000Z'
const at = { week: '2026-W47', cutOff: monday } as const
const policy = defaultPolicy
const none: ReadonlyMap<Week, string> = new Map()

/** Nobody is leaving. */
const leavingSince = new Map<string, Week>()

describe('a history', () => {
  it('of an account without snapshots is empty', async () => {
    const db = await withAccount()
    expect(
      await readHistories(db, { at, accounts: [account], cutOffs: none, leavingSince, policy }),
    ).toEqual([
      {
        account,
        latest: null,
        earlier: null,
        recent: [],
        beforeRecent: null,
        weeksBeforeRecent: null,
        leavingSince: null,
        contacts: null,
        lastValueIn: null,
        superseded: null,
        decisionMakerChange: null,
        action: null,
      },
    ])
  })

  it('ends with its week and its cut-off', async () => {
    const db = await withAccount()
    await add(db, { week: '2026-W30', service: 30 })
    await add(db, { week: '2026-W46', service: 46 })
    await add(db, { week: '2026-W47', service: 47, recorded_at: '2026-11-23T04:59:59.999Z' })
    await add(db, { week: '2026-W47', service: 99, version: 2, recorded_at: monday })
    await add(db, { week: '2026-W48', service: 48 })
    const [history] = await readHistories(db, {
      at,
      accounts: [account],
      cutOffs: none,
      leavingSince,
      policy,
    })
    expect(history?.latest).toMatchObject({ week: '2026-W47', version: 1, scores: { service: 47 } })
    expect(history?.earlier).toMatchObject({ week: '2026-W46' })
    expect(history?.recent.map(({ week }) => week)).toEqual(['2026-W46', '2026-W47'])
    expect(history?.beforeRecent).toMatchObject({ week: '2026-W30', scores: { service: 30 } })
  })

  it('tells what the week before said when its edition went out', async () => {
    const db = await withAccount()
    await add(db, { week: '2026-W46', service: 40, recorded_at: '2026-11-13T12:00:00.000Z' })
    await add(db, {
      week: '2026-W46',
      service: 46,
      version: 2,
      recorded_at: '2026-11-17T12:00:00.000Z',
    })
    const superseded = async (cutOff: string) => {
      const cutOffs = new Map<Week, string>([['2026-W46', cutOff]])
      const [history] = await readHistories(db, {
        at,
        accounts: [account],
        cutOffs,
        leavingSince,
        policy,
      })
      return history?.superseded?.scores.service ?? null
    }
    expect(await superseded('2026-11-16T05:00:00.000Z')).toBe(40)
    expect(await superseded('2026-11-18T05:00:00.000Z')).toBeNull()
    expect(await superseded('2026-11-13T12:00:00.000Z')).toBeNull()
    const [unsent] = await readHistories(db, {
      at,
      accounts: [account],
      cutOffs: none,
      leavingSince,
      policy,
    })
    expect(unsent?.superseded).toBeNull()
  })

  it('carries events on until they are over', async () => {
    const db = await withAccount()
    const change = { decision_maker: 'Ruth', decision_maker_changed_on: '2026-10-05' }
    const action = { action: 'Call', action_owner: 'Ann', action_due_on: '2026-10-20' }
    await add(db, { week: '2026-W41', decision_maker_met_on: '2026-10-08', contacts: 'executives' })
    await add(db, { week: '2026-W42', ...change, ...action })
    await add(db, { week: '2026-W47', contacts: 'procurement;end users' })
    await add(db, {
      week: '2026-W48',
      decision_maker_met_on: '2026-11-24',
      action_done_on: '2026-11-25',
    })
    const [now] = await readHistories(db, {
      at,
      accounts: [account],
      cutOffs: none,
      leavingSince,
      policy,
    })
    expect(now).toMatchObject({
      decisionMakerChange: { decisionMaker: 'Ruth', changedOn: '2026-10-05', metOn: null },
      action: { action: 'Call', owner: 'Ann', dueOn: '2026-10-20', doneOn: null },
      contacts: ['end users', 'procurement', 'executives'],
    })
    const later = { week: '2027-W06', cutOff: '2027-03-01T00:00:00.000Z' } as const
    const [over] = await readHistories(db, {
      at: later,
      accounts: [account],
      cutOffs: none,
      leavingSince,
      policy,
    })
    expect(over).toMatchObject({
      decisionMakerChange: { metOn: '2026-11-24' },
      action: { doneOn: '2026-11-25' },
      contacts: ['end users', 'procurement'],
    })
    const muchLater = { week: '2027-W30', cutOff: '2027-08-01T00:00:00.000Z' } as const
    const [silent] = await readHistories(db, {
      at: muchLater,
      accounts: [account],
      cutOffs: none,
      leavingSince,
      policy,
    })
    expect(silent).toMatchObject({ contacts: [], recent: [], latest: { week: '2026-W48' } })
  })

  it('knows the last value delivered, however long ago, by what counts', async () => {
    const db = await withAccount()
    const value = { value_delivered: 'Reset within 40 minutes' }
    const known = async (of: ReadingPoint = at) => {
      const request = { at: of, accounts: [account], cutOffs: none, leavingSince, policy }
      const [history] = await readHistories(db, request)
      return [history?.lastValueIn, await readValueHabit(db, of)]
    }
    await add(db, { week: '2026-W41' })
    expect(await known()).toEqual([null, 'none'])
    await add(db, {
      week: '2026-W41',
      version: 2,
      recorded_at: '2026-11-22T12:00:00.000Z',
      ...value,
    })
    expect(await known()).toEqual(['2026-W41', 'new'])
    expect(await known({ ...at, cutOff: '2026-11-22T12:00:00.000Z' })).toEqual([null, 'none'])
    expect(await known({ ...at, week: '2026-W40' })).toEqual([null, 'none'])
    await add(db, { week: '2022-W02', ...value })
    expect(await known()).toEqual(['2026-W41', 'settled'])
    await add(db, { week: '2026-W41', version: 3, recorded_at: '2026-11-22T13:00:00.000Z' })
    expect(await known()).toEqual(['2022-W02', 'settled'])
    await add(db, { week: '2026-W47', recorded_at: '2026-11-22T14:00:00.000Z', ...value })
    await add(db, { week: '2026-W48', ...value })
    expect(await known()).toEqual(['2026-W47', 'settled'])
  })

  it('is found without reading all snapshots', async () => {
    const db = await withAccount()
    await add(db, { week: '2026-W46' })
    await add(db, { week: '2026-W46', version: 2 })
    const queries: RootOperationNode[] = []
    const watched = db.withPlugin({
      transformQuery: ({ node }) => {
        queries.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const cutOffs = new Map<Week, string>([['2026-W46', monday]])
    await readHistories(watched, { at, accounts: [account], cutOffs, leavingSince, policy })
    await readValueHabit(watched, at)

    const steps = await Promise.all(queries.map((query) => planOf(db, query)))
    expect(steps).toHaveLength(11)
    for (const plan of steps) {
      expect(
        plan.filter((step) => /^SEARCH \w+ USING (PRIMARY KEY|(COVERING )?INDEX)/.test(step)),
      ).not.toEqual([])
      expect(plan.filter((step) => /^SCAN (?!a |edition|CONSTANT|\d)/.test(step))).toEqual([])
    }
  })
})

async function planOf(db: Database, query: RootOperationNode): Promise<string[]> {
  const { sql: text, parameters } = db.getExecutor().compileQuery(query, createQueryId())
  const explain = CompiledQuery.raw(`explain query plan ${text}`, [...parameters])
  const { rows } = await db.executeQuery<{ detail: string }>(explain)
  return rows.map(({ detail }) => detail)
}

async function withAccount(): Promise<Database> {
  const db = await scratchDatabase()
  await addAccount(db, 'A')
  return db
}

async function add(db: Database, cells: Readonly<Record<string, string | number>>): Promise<void> {
  const row = {
    account_id: 'A',
    version: 1,
    service: 50,
    recorded_at: '2026-11-01T00:00:00.000Z',
    recorded_by: 'test',
    ...cells,
  }
  const columns = Object.keys(row).map((column) => sql.ref(column))
  await sql`
    insert into snapshots (${sql.join(columns)}) values (${sql.join(Object.values(row))})
  `.execute(db)
}
