import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { byVersion, versionOn } from '../../src/report/contract/version.js'
import type { Day } from '../../src/report/week.js'
import { readAccountVersions, today } from '../../src/store/account-versions.js'
import { readAccounts, readOwnAccounts } from '../../src/store/accounts.js'
import type { Database } from '../../src/store/database.js'
import { addAccount, amend } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

/** A row as the table has it: null is what wasn't said, an empty text what was left empty. */
interface Row {
  readonly account_id: string
  readonly as_of: Day
  readonly recorded_at: string
  readonly version: number
  readonly manager_address: string
  readonly annual_revenue: number
  readonly region: string | null
  readonly desired: number | null
  readonly ended_on: string | null
  readonly tender: number | null
}

async function withRows(rows: readonly Row[]): Promise<Database> {
  const db = await scratchDatabase()
  for (const id of new Set(rows.map(({ account_id }) => account_id))) {
    await sql`insert into accounts values (${id}, '2026-01-01')`.execute(db)
  }
  for (const row of rows) {
    await sql`
      insert into account_versions (account_id, as_of, recorded_at, version, recorded_by, name,
                                    manager_name, manager_address, annual_revenue, currency,
                                    notice_days, region, desired, ended_on, tender)
      values (${row.account_id}, ${row.as_of}, ${row.recorded_at}, ${row.version}, 'import a.csv',
              'Acme', 'Ann', ${row.manager_address}, ${row.annual_revenue}, 'USD', 30,
              ${row.region}, ${row.desired}, ${row.ended_on}, ${row.tender})
    `.execute(db)
  }
  return db
}

const days = ['2025-12-29', '2026-03-02', '2026-06-01', '2026-06-02', '2026-08-31'] as const
const instants = ['2026-03-02', '2026-06-01', '2026-06-03', '2026-09-01'].map(
  (day) => `${day}T06:00:00.000Z`,
)

/** In the order of recording; the clock may stand still between two, and the days come as they like. */
const recorded = fc
  .array(
    fc.record({
      account_id: fc.constantFrom('A', 'B', 'C'),
      as_of: fc.constantFrom(...days),
      recorded_at: fc.constantFrom(...instants),
      manager_address: fc.constantFrom('ann@example.com', 'Ben@example.com'),
      annual_revenue: fc.nat(1000),
      region: fc.constantFrom(null, '', 'West', 'East'),
      desired: fc.constantFrom(null, 0, 1),
      ended_on: fc.constantFrom(null, '', '2026-05-31'),
      tender: fc.constantFrom(null, 0, 1),
    }),
    { maxLength: 16 },
  )
  .map((rows) => {
    const inOrder = rows.toSorted((a, b) => (a.recorded_at < b.recorded_at ? -1 : 1))
    return inOrder.map((row, at): Row => {
      const before = inOrder.slice(0, at).filter(({ account_id: id }) => id === row.account_id)
      return { ...row, version: before.length + 1 }
    })
  })

/** Whether `one` comes after `other` in the order of an account's versions, by the plainest of rules. */
function isAfter(one: Row, other: Row): boolean {
  if (one.as_of !== other.as_of) return one.as_of > other.as_of
  if (one.recorded_at !== other.recorded_at) return one.recorded_at > other.recorded_at
  return one.version > other.version
}

/** The version that counts, found by looking at all of them, with what it says or was said before. */
function naive(rows: readonly Row[], id: string, { day, cutOff }: { day: Day; cutOff: string }) {
  const known = rows.filter((row) => row.account_id === id && row.recorded_at < cutOff)
  const held = known.filter((row) => row.as_of <= day)
  const earliest = known.filter((row) => known.every((other) => row.as_of <= other.as_of))
  const candidates = held.length > 0 ? held : earliest
  const counting = candidates.find((row) =>
    candidates.every((other) => other === row || isAfter(row, other)),
  )
  if (counting === undefined) return null
  const said = <Name extends 'region' | 'desired' | 'ended_on' | 'tender'>(name: Name) => {
    const sources = known.filter((row) => row === counting || isAfter(counting, row))
    const saying = sources.filter((row) => row[name] !== null)
    return saying.find((row) => saying.every((other) => other === row || isAfter(row, other)))?.[
      name
    ]
  }
  const tender = said('tender')
  return {
    accountId: id,
    version: counting.version,
    asOf: counting.as_of,
    accountManager: { name: 'Ann', address: counting.manager_address },
    annualRevenue: counting.annual_revenue,
    region: said('region') || null,
    desired: said('desired') !== 0,
    endedOn: said('ended_on') || null,
    tender: tender === undefined ? null : tender === 1,
  }
}

describe('accounts as they stand on a day, by what was recorded before an instant', () => {
  it('are the same by the query, by the rule over their versions, and by looking at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        recorded,
        fc.constantFrom<Day>(...days, '2025-01-01', '2026-05-31', '2027-01-04'),
        fc.constantFrom(...instants, '2026-06-01T06:00:00.001Z', today.cutOff),
        async (rows, day, cutOff) => {
          const db = await withRows(rows)
          const at = { day, cutOff }
          const expected = ['A', 'B', 'C'].flatMap((id) => naive(rows, id, at) ?? [])
          const found = await readAccounts(db, at)
          expect(found).toMatchObject(expected)
          expect(found).toHaveLength(expected.length)

          const versions = await readAccountVersions(db, ['A', 'B', 'C'], cutOff)
          const byRule = [...versions.values()].flatMap((of) => versionOn(of, day) ?? [])
          expect(byRule.map(({ said: _s, recordedBy: _r, ...version }) => version)).toEqual(found)
          for (const of of versions.values()) expect(of).toEqual(of.toSorted(byVersion))
          await db.destroy()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('each version tells what its own file said of it, and has the rest from before', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    const as = (day: string) => ({ as_of: `'${day}'`, recorded_at: `'${day}T06:00:00.000Z'` })
    await amend(db, {
      ...as('2026-03-02'),
      region: `'West'`,
      ended_on: `'2026-12-31'`,
      desired: '0',
    })
    await amend(db, { ...as('2026-06-01'), region: 'null', ended_on: `''`, desired: 'null' })
    const versions = await readAccountVersions(db, ['A', 'unknown'], today.cutOff)
    expect([...versions.keys()]).toEqual(['A'])
    expect(versions.get('A')).toMatchObject([
      { version: 1, asOf: '2026-01-05', region: null, endedOn: null, desired: true, tender: null },
      { version: 2, asOf: '2026-03-02', region: 'West', endedOn: '2026-12-31', desired: false },
      { version: 3, asOf: '2026-06-01', region: 'West', endedOn: null, desired: false },
    ])
    expect(versions.get('A')?.map(({ said }) => said)).toEqual([
      ['region'],
      ['region', 'desired', 'endedOn'],
      ['endedOn'],
    ])
  })
})

describe('the accounts of somebody', () => {
  it('are those that are in their name by the version of today, not by one of before', async () => {
    const db = await scratchDatabase()
    for (const id of ['A', 'B']) await addAccount(db, id)
    await amend(
      db,
      { as_of: `'2026-06-01'`, manager_address: `'BEN@example.com'` },
      `account_id = 'B'`,
    )
    const at = { week: '2026-W47', cutOff: today.cutOff } as const
    const idsOf = async (address: string) =>
      (await readOwnAccounts(db, address, at)).map(({ account }) => account.accountId)
    expect(await idsOf('ann@example.com')).toEqual(['A'])
    expect(await idsOf('ben@example.com')).toEqual(['B'])
  })

  it('are found by their address alone, however many others there are', async () => {
    const db = await scratchDatabase()
    const { rows } = await sql<{ detail: string }>`
      explain query plan select distinct account_id from account_versions
      where lower(manager_address) = lower('ann@example.com')
    `.execute(db)
    expect(rows.map(({ detail }) => detail).join()).toContain('account_versions_of_manager')
  })
})

describe('a version of an account', () => {
  it.each([
    ['update account_versions set annual_revenue = 1', /never changed: add one/],
    [`update account_versions set manager_name = 'Ben'`, /never changed: add one/],
    ['delete from account_versions', /never deleted: add one/],
    ['delete from accounts', /FOREIGN KEY/],
  ])('stays as it was recorded: %s', async (statement, says) => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(says)
  })

  it.each([
    [`manager_name = 'P', manager_address = 'p@erased.invalid', end_reason = 'told by P'`, true],
    [`recorded_by = 'import P.csv', desired_reason = 'P said so'`, true],
    ['annual_revenue = 1', false],
    [`name = 'P'`, false],
    [`ended_on = ''`, false],
    [`end_reason = ''`, false],
    ['end_reason = null', false],
    ['tender = 1', false],
    [`as_of = '2026-01-06'`, false],
  ])('may change while somebody is erased: %s: %s', async (change, isAllowed) => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    await amend(db, { end_reason: `'told by Ann'`, desired_reason: `'Ann said so'` })
    await sql`
      insert into erasures (erasure_id, asked_at, asked_by) values (1, '2026-11-23', 'root')
    `.execute(db)
    const changed = sql.raw(`update account_versions set ${change} where version = 2`).execute(db)
    if (isAllowed) await changed
    else await expect(changed).rejects.toThrow(/never changed: add one/)
  })
})
