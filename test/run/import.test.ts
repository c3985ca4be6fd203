import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import type { ImportOutcome } from '../../src/run/import-file.js'
import { describeRowFault } from '../../src/source/fault.js'
import { today } from '../../src/store/account-versions.js'
import { readAccounts } from '../../src/store/accounts.js'
import type { Database } from '../../src/store/database.js'
import { snapshotCount, weekRange } from '../../src/store/snapshots.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const columns = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
const acme = 'A,Acme,Ann Lee <ann@example.com>,1000,USD,30'
const bolt = 'B,Bolt,Ben Orr <ben@example.com>,2000.50,EUR,60'
const monday = '2026-11-23T05:00:00.000Z'
const tuesday = '2026-11-24T05:00:00.000Z'
const lastWeek: Week = '2026-W48'
const nothing = { added: 0, changed: 0, superseded: 0, unchanged: 0 }

describe('accounts', () => {
  it('are added, changed and left alone, and nothing is done twice', async () => {
    const db = await scratchDatabase()
    expect(await accounts(db, `${columns}\n${acme}\n${bolt}\n`)).toMatchObject({
      ...nothing,
      added: 2,
    })
    expect(await accounts(db, `${columns}\n${bolt}\n${acme}\n`)).toMatchObject({
      ...nothing,
      unchanged: 2,
    })
    const renamed = acme.replace('Acme', 'Acme Ltd')
    const counts = await accounts(
      db,
      `${columns}\n${renamed}\n${bolt}\n${acme.replace('A,', 'C,')}\n`,
    )
    expect(counts).toMatchObject({ added: 1, changed: 1, superseded: 0, unchanged: 1 })
    expect((await readAccounts(db, today)).map(({ name }) => name)).toEqual([
      'Acme Ltd',
      'Bolt',
      'Acme',
    ])
  })

  it('keep their revenue in the currency it was given in', async () => {
    const db = await scratchDatabase()
    await accounts(db, `${columns}\n${acme}\n${bolt}\n`)
    expect(await readAccounts(db, today)).toEqual([
      {
        accountId: 'A',
        version: 1,
        asOf: '2026-11-23',
        recordedAt: monday,
        name: 'Acme',
        accountManager: { name: 'Ann Lee', address: 'ann@example.com' },
        annualRevenue: 100_000,
        currency: 'USD',
        noticeDays: 30,
        region: null,
        segment: null,
        renewalDate: null,
        desired: true,
        desiredReason: null,
        startedOn: null,
        endedOn: null,
        endReason: null,
        tender: null,
      },
      expect.objectContaining({ accountId: 'B', annualRevenue: 200_050, currency: 'EUR' }),
    ])
  })

  it('keep what a file has no column for, and lose what it leaves empty', async () => {
    const db = await scratchDatabase()
    await accounts(db, `${columns},region,desired\n${acme},West,no\n`)
    expect(await accounts(db, `${columns}\n${acme}\n`)).toMatchObject({ unchanged: 1 })
    expect(await readAccounts(db, today)).toMatchObject([{ region: 'West', desired: false }])
    expect(await accounts(db, `${columns},region\n${acme},\n`)).toMatchObject({ changed: 1 })
    expect(await readAccounts(db, today)).toMatchObject([{ region: null, desired: false }])
  })

  it('that stand twice in a file are one where they agree and refused where they do not', async () => {
    const db = await scratchDatabase()
    expect(await accounts(db, `${columns}\n${acme}\n${acme}\n`)).toMatchObject({
      ...nothing,
      added: 1,
    })
    const outcome = await accounts(db, `${columns}\n${bolt}\n${acme}\n${bolt}\n${bolt}x\n`)
    expect(faultsOf(outcome)).toEqual([
      'rows.csv, line 5, column notice_days: expected a whole number of days from 0 to 9999, found "60x". Write it like 30.',
    ])
    const other = await accounts(db, `${columns}\n${bolt}\n${acme}\n${bolt}\n${bolt}0\n`)
    expect(faultsOf(other)).toEqual([
      'rows.csv, line 5: expected one row for each account_id, found "other values than in line 2". Remove line 5 or line 2.',
    ])
    expect(await readAccounts(db, today)).toHaveLength(1)
  })
})

describe('snapshots', () => {
  it('are added and superseded, never changed, and nothing is done twice', async () => {
    const db = await withAccounts()
    const first =
      'account_id,week,service,note\nA,2026-W46,50,\nA,2026-W47,60,fine\nB,2026-W47,70,\n'
    expect(await snapshots(db, first)).toMatchObject({ ...nothing, added: 3, unknownColumns: [] })
    expect(await snapshots(db, first, tuesday)).toMatchObject({ ...nothing, unchanged: 3 })
    const corrected = first.replace('70', '71').replace('fine', 'poor')
    expect(await snapshots(db, corrected, tuesday)).toMatchObject({
      ...nothing,
      superseded: 2,
      unchanged: 1,
    })
    expect(await snapshots(db, corrected, tuesday)).toMatchObject({ ...nothing, unchanged: 3 })
    const { rows } = await sql`
      select week, account_id, version, service, note, recorded_at, recorded_by
      from snapshots where week = '2026-W47' order by account_id, version`.execute(db)
    const key = { week: '2026-W47', recorded_by: 'import rows.csv' }
    expect(rows).toEqual([
      { ...key, account_id: 'A', version: 1, service: 60, note: 'fine', recorded_at: monday },
      { ...key, account_id: 'A', version: 2, service: 60, note: 'poor', recorded_at: tuesday },
      { ...key, account_id: 'B', version: 1, service: 70, note: null, recorded_at: monday },
      { ...key, account_id: 'B', version: 2, service: 71, note: null, recorded_at: tuesday },
    ])
  })

  it('say with another spelling what they said before', async () => {
    const db = await withAccounts()
    await snapshots(
      db,
      'account_id,week,service,contacts,note\nA,2026-W47,50,executives;end users,"a\nb"\n',
    )
    const again =
      'note,Contacts,SERVICE,Week,Account ID,action\r\n"a\r\nb",End Users; Executives,50.0,2026-11-20,A,\r\n'
    expect(await snapshots(db, again)).toMatchObject({ ...nothing, unchanged: 1 })
  })

  it('without a column leave it empty', async () => {
    const db = await withAccounts()
    await snapshots(db, 'account_id,week,service,note\nA,2026-W47,50,fine\n')
    expect(await snapshots(db, 'account_id,week,service\nA,2026-W47,50\n')).toMatchObject({
      superseded: 1,
    })
  })

  it('of unknown accounts, and those that contradict each other, are refused with all else', async () => {
    const db = await withAccounts()
    const outcome = await snapshots(
      db,
      'account_id,week,service\nX,2026-W47,50\nA,2026-W47,50\nA,2026-W47,500\nA,2026-11-16,51\nA,2026-W47,50\n',
    )
    expect(faultsOf(outcome)).toEqual([
      'rows.csv, line 2, column account_id: expected the id of an account that is known, or the name of one, found "X". ' +
        'Import the accounts first (mmr import accounts FILE), or correct the id, or leave such rows out with --skip-unknown.',
      expect.stringContaining('rows.csv, line 4, column service: expected a number from 0 to 100'),
      'rows.csv, line 5: expected one row for each account_id and week, ' +
        'found "other values than in line 3". Remove line 5 or line 3.',
    ])
    expect(await weekRange(db)).toBeNull()
  })

  it('of 100,000 rows are taken, and not one of them when the last is wrong', async () => {
    const db = await scratchDatabase()
    const ids = Array.from({ length: 1000 }, (_, index) => `A${index}`)
    await accounts(db, `${columns}\n${ids.map((id) => acme.replace('A', id)).join('\n')}\n`)
    const weeks = Array.from({ length: 100 }, (_, index) => {
      return `${2020 + Math.floor(index / 52)}-W${String((index % 52) + 1).padStart(2, '0')}`
    })
    const rows = ids.flatMap((id) => weeks.map((week) => `${id},${week},50,"a, b"`))
    const content = `account_id,week,service,note\n${rows.join('\n')}\n`

    const outcome = await snapshots(db, `${content}A0,2022-W01,-1,\n`)
    expect(faultsOf(outcome)).toEqual([
      expect.stringContaining('rows.csv, line 100002, column service'),
    ])
    expect(await weekRange(db)).toBeNull()

    expect(await snapshots(db, content)).toMatchObject({ ...nothing, added: 100_000 })
    expect(await weekRange(db)).toEqual({ first: '2020-W01', last: '2021-W48' })
    expect(await snapshotCount(db, '2020-W53', tuesday)).toBe(0)
    expect(await snapshotCount(db, '2021-W48', tuesday)).toBe(1000)
    expect(await snapshotCount(db, '2021-W48', monday)).toBe(0)
    expect(await snapshots(db, content, tuesday)).toMatchObject({ ...nothing, unchanged: 100_000 })
  })

  it('count all their faults and tell the first', async () => {
    const db = await withAccounts()
    const strays = Array.from({ length: 70 }, (_, index) => `X${index},2026-W47,50`).join('\n')
    const outcome = await snapshots(db, `account_id,week,service\n${strays}\nA,2026-W47,x\n`)
    expect(outcome).toMatchObject({ kind: 'refused', faultCount: 71 })
    expect(faultsOf(outcome)).toHaveLength(50)
  })

  it('of a week that has not begun are refused', async () => {
    const db = await withAccounts()
    const outcome = await snapshots(db, 'account_id,week,health\nA,2026-W48,50\nA,2026-W49,50\n')
    expect(faultsOf(outcome)).toEqual([
      expect.stringMatching(
        /rows.csv, line 3, column week: expected a week that has begun, found "2026-W49"\. Correct the week, or import it from 2026-11-30 on\.$/,
      ),
    ])
  })

  it('leave the database to others while they are read', async () => {
    const db = await withAccounts()
    const file = scratchFile('rows.csv', 'account_id,week,service\nA,2026-W47,50\n')
    const request = { ...asGiven(file), recordedAt: monday, lastWeek }
    const outcomes = await Promise.all([importSnapshots(db, request), importSnapshots(db, request)])
    expect(outcomes).toContainEqual(expect.objectContaining({ ...nothing, added: 1 }))
    expect(outcomes).toContainEqual(expect.objectContaining({ ...nothing, unchanged: 1 }))
  })
})

function accounts(db: Database, content: string): Promise<ImportOutcome> {
  const request = {
    recordedAt: monday,
    asOf: '2026-11-23' as const,
    currency: 'USD',
    rates: new Map([['EUR', 1n]]),
  }
  return importAccounts(db, { ...request, ...asGiven(scratchFile('rows.csv', content)) })
}

function snapshots(db: Database, content: string, recordedAt = monday): Promise<ImportOutcome> {
  const file = scratchFile('rows.csv', content)
  return importSnapshots(db, { ...asGiven(file), recordedAt, lastWeek })
}

async function withAccounts(): Promise<Database> {
  const db = await scratchDatabase()
  await accounts(db, `${columns}\n${acme}\n${bolt}\n`)
  return db
}

function faultsOf(outcome: ImportOutcome): string[] {
  if (outcome.kind === 'imported') return []
  return outcome.faults.map((fault) => describeRowFault(fault).replace(/^\S*rows\.csv/, 'rows.csv'))
}
