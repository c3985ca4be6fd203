import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import type { Database } from '../../src/store/database.js'
import { recordPlanned } from '../../src/store/editions.js'
import {
  addToldContracts,
  readLastToldAs,
  readLaterReport,
  readReportBefore,
  readToldContracts,
} from '../../src/store/told-contracts.js'
import { account, facts, history } from '../fixture/history.js'
import { minutes, planned } from './ledger-book.js'
import { addAccount } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

/** Planned for everyone, and all of its deliveries in one state; it tells of these accounts. */
async function reported(
  db: Database,
  week: Week,
  state: string,
  told: readonly Parameters<typeof account>[0][],
): Promise<number> {
  const { editionId } = await planned(db, week, ['ada@example.com'], { composed: false })
  await recordPlanned(db, editionId, minutes(0))
  await sql`update deliveries set state = ${state} where edition_id = ${editionId}`.execute(db)
  const edition = facts(
    told.map((terms) => history({ account: account(terms), at: week })),
    { at: week },
  )
  await addToldContracts(db, editionId, edition)
  return editionId
}

async function withAccounts(...ids: readonly string[]): Promise<Database> {
  const db = await scratchDatabase()
  for (const id of ids) await addAccount(db, id)
  return db
}

describe('the report before', () => {
  it('is the latest of which a message was submitted, or may still be', async () => {
    const db = await withAccounts('A')
    await reported(db, '2026-W40', 'submitted', [{ accountId: 'A' }])
    const editionId = await reported(db, '2026-W41', 'uncertain', [{ accountId: 'A' }])
    await reported(db, '2026-W42', 'failed', [{ accountId: 'A' }])
    await reported(db, '2026-W43', 'skipped', [{ accountId: 'A' }])
    await planned(db, '2026-W44', ['ada@example.com'], { kind: 'held' })
    expect(await readReportBefore(db, '2026-W46')).toEqual({
      editionId,
      week: '2026-W41',
      currency: 'USD',
    })
    expect(await readReportBefore(db, '2026-W40')).toBeNull()
    expect(await readLaterReport(db, '2026-W40')).toBe('2026-W41')
    expect(await readLaterReport(db, '2026-W41')).toBeNull()
  })

  it('keeps what it told, and says the same for ever', async () => {
    const db = await withAccounts('A')
    const editionId = await reported(db, '2026-W41', 'submitted', [{ accountId: 'A' }])
    const first = await readToldContracts(db, editionId)
    expect(first.get('A')).toMatchObject({ kind: 'active', desired: true, region: 'West' })
    const otherwise = [history({ account: account({ accountId: 'A', region: 'East' }) })]
    await addToldContracts(db, editionId, facts(otherwise))
    expect(await readToldContracts(db, editionId)).toEqual(first)
  })
})

it('what an account was told as last is by the latest report that told of it', async () => {
  const db = await withAccounts('A', 'B', 'C', 'D')
  const gone = { endedOn: '2026-10-01' } as const
  await reported(db, '2026-W40', 'submitted', [
    { accountId: 'A' },
    { accountId: 'B', ...gone },
    { accountId: 'C', desired: false, ...gone },
  ])
  await reported(db, '2026-W41', 'submitted', [{ accountId: 'A' }])
  await reported(db, '2026-W42', 'failed', [{ accountId: 'B' }])
  expect(await readLastToldAs(db, '2026-W46', ['A', 'B', 'C', 'D'])).toEqual(
    new Map([
      ['A', 'active'],
      ['B', 'lost'],
      ['C', 'gone'],
    ]),
  )
  expect(await readLastToldAs(db, '2026-W40', ['A', 'B'])).toEqual(new Map())
})
