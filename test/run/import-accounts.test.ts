import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Day } from '../../src/report/week.js'
import { importSnapshots } from '../../src/run/import.js'
import { type AccountImportRequest, importAccounts } from '../../src/run/import-accounts.js'
import type { ImportDone } from '../../src/run/import-file.js'
import { describeRowFault } from '../../src/source/fault.js'
import { readAccountVersions, today } from '../../src/store/account-versions.js'
import { readAccounts } from '../../src/store/accounts.js'
import type { Database } from '../../src/store/database.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const columns = 'account_id,name,account_manager,annual_revenue,currency,notice_days'

/** A row of these columns, and of more. */
function row(id: string, revenue = 100, ...more: readonly string[]): string {
  return [id, `Hall ${id}`, 'Ann Lee <ann@example.com>', revenue, 'USD', 30, ...more].join()
}

function csv(rows: readonly string[], ...more: readonly string[]): string {
  return [[columns, ...more].join(), ...rows, ''].join('\n')
}

type Order = Partial<AccountImportRequest> & { readonly asOf: Day }

let clock = Date.parse('2026-11-16T06:00:00Z')

function take(db: Database, content: string, order: Order) {
  clock += 60_000
  return importAccounts(db, {
    ...asGiven(scratchFile('accounts.csv', content)),
    recordedAt: new Date(clock).toISOString(),
    currency: 'USD',
    rates: new Map(),
    ...order,
  })
}

async function taken(db: Database, content: string, order: Order): Promise<ImportDone> {
  const outcome = await take(db, content, order)
  if (outcome.kind === 'imported') return outcome
  throw new Error(outcome.faults.map(describeRowFault).join('\n'))
}

async function refusal(db: Database, content: string, order: Order): Promise<string[]> {
  const outcome = await take(db, content, order)
  if (outcome.kind === 'imported') throw new Error('it was imported')
  return outcome.faults.map((fault) => describeRowFault(fault).replace(/^\S*accounts\.csv/, 'F'))
}

async function standing(db: Database, day: Day): Promise<[string, number, string | null][]> {
  const accounts = await readAccounts(db, { ...today, day })
  return accounts.map(({ accountId, annualRevenue, endedOn }) => [
    accountId,
    annualRevenue / 100,
    endedOn,
  ])
}

async function countVersions(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from account_versions
  `.execute(db)
  return rows[0]?.count ?? 0
}

const spring = '2026-03-30'
const summer = '2026-06-29'
const autumn = '2026-09-28'

describe('a file of accounts', () => {
  it('holds from its day, whenever it is imported', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A', 300)]), { asOf: autumn })
    await taken(db, csv([row('A', 100)]), { asOf: spring })
    await taken(db, csv([row('A', 200)]), { asOf: summer })
    expect(await standing(db, '2026-01-05')).toEqual([['A', 100, null]])
    expect(await standing(db, spring)).toEqual([['A', 100, null]])
    expect(await standing(db, '2026-06-28')).toEqual([['A', 100, null]])
    expect(await standing(db, summer)).toEqual([['A', 200, null]])
    expect(await standing(db, autumn)).toEqual([['A', 300, null]])
  })

  it('adds a version for its day even where a neighbouring day says the same', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A')]), { asOf: spring })
    await taken(db, csv([row('A')]), { asOf: autumn })
    expect(await countVersions(db)).toBe(2)
    await taken(db, csv([row('A', 150)]), { asOf: summer })
    expect(await standing(db, autumn)).toEqual([['A', 100, null]])
  })

  it('adds none where what was recorded last for this very day says the same', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A', 1, 'West')], 'region'), { asOf: spring })
    await taken(db, csv([row('A', 1)]), { asOf: spring })
    expect(await countVersions(db)).toBe(1)
    await taken(db, csv([row('A', 2)]), { asOf: spring })
    await taken(db, csv([row('A', 1)]), { asOf: spring })
    expect(await countVersions(db)).toBe(3)
    expect(await readAccounts(db, today)).toMatchObject([{ annualRevenue: 100, region: 'West' }])
  })

  it('says yes of desired and no of tender where it leaves them empty, nothing where it lacks them', async () => {
    const db = await scratchDatabase()
    await taken(
      db,
      csv([row('A', 1, 'no', 'yes', 'risky')], 'desired', 'tender', 'desired_reason'),
      {
        asOf: spring,
      },
    )
    await taken(db, csv([row('A', 2)]), { asOf: summer })
    expect(await readAccounts(db, today)).toMatchObject([
      { desired: false, tender: true, desiredReason: 'risky' },
    ])
    await taken(db, csv([row('A', 2, '', '', '')], 'desired', 'tender', 'desired_reason'), {
      asOf: autumn,
    })
    expect(await readAccounts(db, today)).toMatchObject([
      { desired: true, tender: false, desiredReason: null },
    ])
  })

  it('refuses a tender that is neither yes nor no', async () => {
    const db = await scratchDatabase()
    expect(await refusal(db, csv([row('A', 1, 'maybe')], 'tender'), { asOf: spring })).toEqual([
      'F, line 2, column tender: expected yes or no, found "maybe". Write yes where the customer has asked others for offers. Or say what it stands for: --value "tender:maybe=…".',
    ])
  })
})

describe('what a file changes', () => {
  it('is told against what counted before on its day', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A', 100), row('B', 100)]), { asOf: spring })
    await taken(db, csv([row('A', 500), row('B', 100)]), { asOf: autumn })
    const { accounts, added, changed, unchanged } = await taken(
      db,
      csv([row('A', 90), row('B', 100), row('C', 7)]),
      { asOf: summer },
    )
    expect({ added, changed, unchanged }).toEqual({ added: 1, changed: 1, unchanged: 1 })
    expect(accounts?.changes).toMatchObject([
      { accountId: 'A', before: { annualRevenue: 10_000 }, after: { annualRevenue: 9_000 } },
      { accountId: 'C', before: null, after: { annualRevenue: 700 } },
    ])
    expect(accounts?.later).toEqual({
      count: 2,
      first: [
        expect.objectContaining({ accountId: 'A', asOf: autumn }),
        expect.objectContaining({ accountId: 'B', asOf: autumn }),
      ],
    })
  })

  it('names twenty, what matters most first, and counts the rest', async () => {
    const db = await scratchDatabase()
    const ids = Array.from({ length: 30 }, (_, at) => `A-${10 + at}`)
    await taken(db, csv(ids.map((id) => row(id))), { asOf: spring })
    const after = ids.map((id, at) => row(id, 100 + at, at === 7 ? '2026-06-01' : ''))
    const { accounts } = await taken(db, csv(after, 'ended_on'), { asOf: summer })
    expect(accounts).toMatchObject({ added: 0, changed: 29, isFirst: false })
    expect(accounts?.changes).toHaveLength(20)
    expect(accounts?.changes.slice(0, 2).map(({ accountId }) => accountId)).toEqual([
      'A-17',
      'A-39',
    ])
  })

  it('names accounts that are active on its day and missing; not those that it knows nothing of then', async () => {
    const db = await scratchDatabase()
    await taken(
      db,
      csv(
        [row('A'), row('B', 5), row('C', 1, '2026-05-01'), row('D', 900)].map((one) =>
          one.startsWith('C') ? one : `${one},`,
        ),
        'ended_on',
      ),
      { asOf: spring },
    )
    await taken(db, csv([row('LATER')]), { asOf: autumn })
    const { accounts } = await taken(db, csv([row('A')]), { asOf: summer })
    expect(accounts?.missing.count).toBe(2)
    expect(accounts?.missing.first).toMatchObject([
      { accountId: 'D', name: 'Hall D' },
      { accountId: 'B' },
    ])
  })

  it('names those in the file that have ended, where it has no word for that', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A', 1, '2026-02-01'), row('B', 1, '')], 'ended_on'), { asOf: spring })
    const { accounts } = await taken(db, csv([row('A'), row('B')]), { asOf: summer })
    expect(accounts?.ended).toEqual({
      count: 1,
      first: [expect.objectContaining({ accountId: 'A', endedOn: '2026-02-01' })],
    })
    expect(await standing(db, summer)).toEqual([
      ['A', 100, '2026-02-01'],
      ['B', 100, null],
    ])
    const back = await taken(db, csv([row('A', 100, '')], 'ended_on'), { asOf: autumn })
    expect(back.accounts?.ended.count).toBe(0)
    expect((await standing(db, autumn))[0]).toEqual(['A', 100, null])
  })
})

describe('the whole list', () => {
  const six = ['A', 'B', 'C', 'D', 'E', 'F']

  it('ends what is missing from it on the day before, and says why', async () => {
    const db = await scratchDatabase()
    await taken(
      db,
      csv(
        six.map((id) => row(id, 100, 'West')),
        'region',
      ),
      { asOf: spring },
    )
    const { accounts, changed, unchanged } = await taken(
      db,
      csv(six.slice(1).map((id) => row(id))),
      { asOf: summer, isComplete: true },
    )
    expect({ changed, unchanged, missing: accounts?.missing.count }).toEqual({
      changed: 1,
      unchanged: 5,
      missing: 0,
    })
    expect(accounts?.changes).toMatchObject([
      { accountId: 'A', after: { endedOn: '2026-06-28', endReason: 'no longer in the export' } },
    ])
    const [ended] = await readAccounts(db, { ...today, day: summer })
    expect(ended).toMatchObject({
      endedOn: '2026-06-28',
      endReason: 'no longer in the export',
      region: 'West',
      asOf: summer,
    })
    const again = await taken(db, csv(six.slice(1).map((id) => row(id))), {
      asOf: summer,
      isComplete: true,
    })
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 5 })
  })

  it('leaves alone what had ended, begins later, or was first heard of later', async () => {
    const db = await scratchDatabase()
    const known = [row('OLD', 1, '2020-01-01', '2026-01-31'), row('NEW', 1, '2026-08-01', '')]
    const active = six.map((id) => row(id, 1, '', ''))
    await taken(db, csv([...known, ...active], 'started_on', 'ended_on'), { asOf: spring })
    await taken(db, csv([row('LATER')]), { asOf: autumn })
    await taken(db, csv(six.map((id) => row(id))), { asOf: summer, isComplete: true })
    const ends = (await standing(db, '2026-12-28')).map(([id, , endedOn]) => [id, endedOn])
    expect(Object.fromEntries(ends)).toMatchObject({ OLD: '2026-01-31', NEW: null, LATER: null })
  })

  it('ends none before it began', async () => {
    const db = await scratchDatabase()
    const started = six.map((id) => row(id, 1, id === 'A' ? summer : ''))
    await taken(db, csv(started, 'started_on'), { asOf: spring })
    await taken(db, csv(six.slice(1).map((id) => row(id))), { asOf: summer, isComplete: true })
    expect((await standing(db, summer))[0]).toEqual(['A', 1, summer])
  })

  it('is refused where more than a fifth would end, and nothing is taken; with a word, it is taken', async () => {
    const db = await scratchDatabase()
    await taken(db, csv(six.map((id) => row(id))), { asOf: spring })
    const few = csv([...six.slice(2), 'G'].map((id) => row(id, 200)))
    const order = { asOf: summer, isComplete: true } as const
    expect(await refusal(db, few, order)).toEqual([
      'F: expected at most a fifth of the active accounts to come to an end, found "2 missing, of 7 active". ' +
        'Check whether it is the whole list, and whether ended_on holds the end of fixed terms: that belongs in ' +
        'renewal_date. Where they really end, import it with --yes.',
    ])
    expect(await countVersions(db)).toBe(6)
    expect(await readAccounts(db, today)).toHaveLength(6)
    await taken(db, few, { ...order, isConfirmed: true })
    const ended = (await standing(db, summer)).filter(([, , endedOn]) => endedOn !== null)
    expect(ended).toEqual([
      ['A', 100, '2026-06-28'],
      ['B', 100, '2026-06-28'],
    ])
  })

  it('a fifth is not more than a fifth', async () => {
    const db = await scratchDatabase()
    await taken(db, csv(six.slice(1).map((id) => row(id))), { asOf: spring })
    await taken(db, csv(six.slice(2).map((id) => row(id))), { asOf: summer, isComplete: true })
    expect((await standing(db, summer))[0]).toEqual(['B', 100, '2026-06-28'])
  })

  it('counts last days to come, which the file gives now, as ends', async () => {
    const db = await scratchDatabase()
    await taken(db, csv(six.map((id) => row(id))), { asOf: spring })
    const given = (id: string) => (id === 'B' ? '2026-12-31' : '')
    const rows = six.slice(1).map((id) => row(id, 100, given(id)))
    const [fault] = await refusal(db, csv(rows, 'ended_on'), { asOf: summer, isComplete: true })
    expect(fault).toContain('F, column ended_on: expected at most a fifth')
    expect(fault).toContain('"1 missing and 1 with a last day to come, of 6 active"')
  })
})

describe('a file that gives many a last day to come', () => {
  const ids = Array.from({ length: 20 }, (_, at) => `A-${10 + at}`)
  const terms = (leaving: number) =>
    csv(
      ids.map((id, at) => row(id, 100, at < leaving ? '2026-12-31' : '')),
      'ended_on',
    )

  it('is refused, also as the first one, and names where the end of a fixed term belongs', async () => {
    const db = await scratchDatabase()
    const [fault] = await refusal(db, terms(5), { asOf: spring })
    expect(fault).toMatch(/"5 with a last day to come, of 20 active".*renewal_date.*--yes/)
    expect(await countVersions(db)).toBe(0)
    await taken(db, terms(4), { asOf: spring })
    await taken(db, terms(8), { asOf: spring })
    await refusal(db, terms(14), { asOf: spring })
    await taken(db, terms(14), { asOf: spring, isConfirmed: true })
    // What they have already is nothing that this one gives them.
    await taken(db, terms(14), { asOf: summer })
  })

  it('is taken where they are fewer than five: in a small portfolio one is more than a fifth', async () => {
    const db = await scratchDatabase()
    await taken(db, csv([row('A', 1, '2026-12-31'), row('B', 1, '')], 'ended_on'), { asOf: spring })
    expect(await countVersions(db)).toBe(2)
  })
})

describe('a last day before the start is refused', () => {
  it.each([
    ['in one row', [], [row('A', 1, '2026-05-01', '2026-04-30')], ['started_on', 'ended_on']],
    [
      'with the start that is known',
      [row('A', 1, '2026-05-01')],
      [row('A', 1, '2026-04-30')],
      ['ended_on'],
    ],
  ])('%s', async (_what, before, after, named) => {
    const db = await scratchDatabase()
    if (before.length > 0) await taken(db, csv(before, 'started_on'), { asOf: spring })
    const count = await countVersions(db)
    expect(await refusal(db, csv(after, ...named), { asOf: summer })).toEqual([
      'F, line 2, column ended_on: expected a day on or after started_on (2026-05-01), found "2026-04-30". Check both days.',
    ])
    expect(await countVersions(db)).toBe(count)
  })
})

describe('a last day that a manager told', () => {
  const six = ['A', 'B', 'C', 'D', 'E', 'F']

  /** Six contracts, of which A ended by what its manager wrote, and B is on notice. */
  async function withNotices(): Promise<Database> {
    const db = await scratchDatabase()
    await taken(db, csv(six.map((id) => row(id))), { asOf: spring })
    const snapshots =
      'account_id,week,service,notice_given_on,last_day\n' +
      'A,2026-W20,50,2026-04-01,2026-05-31\nB,2026-W20,50,2026-05-11,2026-12-31\n'
    const outcome = await importSnapshots(db, {
      ...asGiven(scratchFile('snapshots.csv', snapshots)),
      recordedAt: new Date(clock).toISOString(),
      lastWeek: '2026-W46',
    })
    expect(outcome.kind).toBe('imported')
    return db
  }

  it('counts: what has ended by it is not missing, and is not ended once more', async () => {
    const db = await withNotices()
    const { accounts } = await taken(db, csv(six.slice(1).map((id) => row(id))), { asOf: summer })
    expect(accounts?.missing.count).toBe(0)
    await taken(db, csv(six.slice(1).map((id) => row(id))), { asOf: summer, isComplete: true })
    expect((await standing(db, summer))[0]).toEqual(['A', 100, null])
  })

  it('is not given once more by a file that says the same', async () => {
    const db = await withNotices()
    const known = csv(
      six.slice(1).map((id) => row(id, 100, id === 'B' ? '2026-12-31' : '')),
      'ended_on',
    )
    await taken(db, known, { asOf: summer, isComplete: true })
    const another = csv(
      six.slice(1).map((id) => row(id, 100, id === 'B' || id === 'C' ? '2026-12-31' : '')),
      'ended_on',
    )
    await taken(db, another, { asOf: autumn, isComplete: true })
    const more = csv(
      six.slice(1).map((id) => row(id, 100, id === 'F' ? '' : '2026-12-31')),
      'ended_on',
    )
    const [fault] = await refusal(db, more, { asOf: autumn, isComplete: true })
    expect(fault).toContain('"2 with a last day to come, of 5 active"')
  })
})

/** Files of some of these accounts, with some of the optional columns: each of a day of its own. */
const files = fc
  .uniqueArray(
    fc.record({
      asOf: fc.constantFrom<Day>(spring, summer, '2026-07-06', autumn, '2026-10-05'),
      columns: fc.subarray(['region', 'desired', 'ended_on', 'tender']),
      rows: fc.dictionary(
        fc.constantFrom('A', 'B', 'C', 'D'),
        fc.record({
          revenue: fc.nat(9),
          region: fc.constantFrom('', 'West', 'East'),
          desired: fc.constantFrom('', 'yes', 'no'),
          ended_on: fc.constantFrom('', '2026-06-30', '2026-08-31'),
          tender: fc.constantFrom('', 'yes', 'no'),
        }),
      ),
    }),
    { selector: ({ asOf }) => asOf, minLength: 1, maxLength: 5 },
  )
  .chain((all) =>
    fc.tuple(
      fc.constant(all.toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1))),
      fc.shuffledSubarray(all, { minLength: all.length }),
    ),
  )

async function stateOf(db: Database) {
  const versions = await readAccountVersions(db, ['A', 'B', 'C', 'D'], today.cutOff)
  return [...versions.values()].flat().map(({ version: _v, recordedAt: _r, ...rest }) => rest)
}

describe('files imported in any order', () => {
  it('give the same accounts on every day', async () => {
    await fc.assert(
      fc.asyncProperty(files, async ([ordered, shuffled]) => {
        const [one, other] = [await scratchDatabase(), await scratchDatabase()]
        for (const [db, order] of [
          [one, ordered],
          [other, shuffled],
        ] as const) {
          for (const { asOf, columns, rows } of order) {
            const lines = Object.entries(rows).map(([id, cells]) =>
              row(id, cells.revenue, ...columns.map((column) => cells[column as 'region'])),
            )
            await taken(db, csv(lines, ...columns), { asOf, isConfirmed: true })
          }
        }
        expect(await stateOf(other)).toEqual(await stateOf(one))
        for (const day of [spring, summer, '2026-08-31', autumn, '2027-01-04'] as const) {
          expect(await standing(other, day)).toEqual(await standing(one, day))
        }
        await Promise.all([one.destroy(), other.destroy()])
      }),
      { numRuns: 40 },
    )
  })
})
