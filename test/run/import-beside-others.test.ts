import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import { readAccountIds } from '../../src/store/accounts.js'
import { saveAnswers } from '../../src/store/answers.js'
import { type Database, reading, writing } from '../../src/store/database.js'
import { addImport, noChanges } from '../../src/store/imports.js'
import { compareSnapshots, mergeSnapshots, snapshotTarget } from '../../src/store/snapshots.js'
import { openStaging, readState, stageRows } from '../../src/store/staging.js'
import {
  addAccount,
  addLink,
  addSnapshot,
  answers,
  friday,
  submission,
  week,
} from '../fixture/answering.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchDirectory, scratchFile } from '../store/scratch.js'

// What others write between an import's comparison and its last step.

const recordedAt = '2026-11-20T15:00:00.000Z'
const head = 'account_id,week,relationship,innovation,service,commercial\n'

/** Two connections to one file, with three accounts. */
async function scene() {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  const db = await scratchDatabase(file)
  for (const id of ['A-1', 'A-2', 'A-3']) await addAccount(db, id)
  await addLink(db)
  return { db, other: await scratchDatabase(file, { patience: 50 }) }
}

const answered = async (db: Database, accountId: string, version: number | null) => {
  const said = answers({ note: 'They want a plan.' })
  const base = version === null ? null : { week, version }
  const made = { answers: said, base, accountId, submissionId: `of ${accountId}` }
  const saving = await saveAnswers(db, submission(made), () => friday)
  expect(saving.kind).toBe('saved')
}

async function latest(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select account_id as id, max(version) as version, relationship, note
    from snapshots where week = ${week} group by account_id order by account_id
  `.execute(db)
  return rows
}

test('answers that come in between are taken into account, whatever was compared before', async () => {
  const { db, other } = await scene()
  for (const id of ['A-1', 'A-2']) await addSnapshot(db, id, { week })
  await db.connection().execute(async (own) => {
    const staging = await openStaging(own, snapshotTarget, columns)
    // The same as is known, another, and a new one.
    const rows = [
      [2, week, 'A-1', 60, 50, 75, 50],
      [3, week, 'A-2', 10, 50, 75, 50],
      [4, week, 'A-3', 20, 50, 75, 50],
    ]
    await stageRows(own, staging, rows.flat())
    await reading(own, (own) => compareSnapshots(own, staging))
    await answered(other, 'A-1', 1)
    await answered(other, 'A-3', null)
    const counts = await writing(own, async (own) => {
      await compareSnapshots(own, staging)
      const importId = await addImport(own, {
        ...{ kind: 'snapshots', file: 'week.csv', at: recordedAt, origin: 'command' },
        ...{ outcome: 'taken', scope: { columns, asOf: null, isComplete: false }, ...noChanges },
      })
      const recordedBy = 'import week.csv'
      return await mergeSnapshots(own, staging, { recordedAt, recordedBy, importId })
    })
    expect(counts).toEqual({ added: 0, superseded: 3, unchanged: 0 })
  })
  expect(await latest(db)).toEqual([
    { id: 'A-1', version: 3, relationship: 60, note: 'They want a plan.' },
    { id: 'A-2', version: 2, relationship: 10, note: null },
    { id: 'A-3', version: 2, relationship: 20, note: 'They want a plan.' },
  ])
})

const columns = [
  'week',
  'account_id',
  'relationship',
  'innovation',
  'service',
  'commercial',
] as const

test('whether others have written can be told', async () => {
  const { db, other } = await scene()
  await db.connection().execute(async (own) => {
    const before = await reading(own, readState)
    expect(await writing(own, readState)).toBe(before)
    await addSnapshot(other, 'A-1')
    const after = await writing(own, readState)
    expect(after).not.toBe(before)
    // By this program, too.
    await addSnapshot(db, 'A-2')
    expect(await writing(own, readState)).not.toBe(after)
  })
})

test('an import waits for who writes, and adds to what they have written', async () => {
  const { db, other } = await scene()
  const file = scratchFile('week.csv', `${head}A-1,${week},10,20,30,40\n`)
  const request = { ...asGiven(file), recordedAt, lastWeek: week }
  const importing = await writing(other, async (transaction) => {
    const outcome = importSnapshots(db, request)
    await pause(200)
    await answered(transaction, 'A-1', null)
    return { outcome }
  })
  expect(await importing.outcome).toMatchObject({ kind: 'imported', added: 0, superseded: 1 })
  expect(await latest(db)).toEqual([
    { id: 'A-1', version: 2, relationship: 10, note: 'They want a plan.' },
  ])
})

test('a file that is refused keeps nobody waiting, and waits for nobody', async () => {
  const { db, other } = await scene()
  const file = scratchFile('week.csv', `${head}B-9,${week},10,20,30,40\n`)
  const outcome = await writing(db, () =>
    importSnapshots(other, { ...asGiven(file), recordedAt, lastWeek: week }),
  )
  expect(outcome).toMatchObject({ kind: 'refused', faultCount: 1 })
})

test('revenue that others bring in between counts with that of the file', async () => {
  const { db, other } = await scene()
  const columns = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
  const row = (id: string) => `${id},N,Ada <ada@example.com>,50000000000000.00,USD,30`
  const imported = (by: Database, id: string) =>
    importAccounts(by, {
      ...asGiven(scratchFile('accounts.csv', `${columns}\n${row(id)}\n`)),
      recordedAt,
      asOf: '2026-11-16',
      currency: 'USD',
      rates: new Map(),
    })
  const late = await writing(other, async (transaction) => {
    const outcome = imported(db, 'C-1')
    await pause(200)
    await addAccount(transaction, 'C-2', { annual_revenue: 5_000_000_000_000_000 })
    return { outcome }
  })
  expect(await late.outcome).toMatchObject({ kind: 'refused', faultCount: 1 })
  expect(await readAccountIds(db)).toEqual(['A-1', 'A-2', 'A-3', 'C-2'])
})
