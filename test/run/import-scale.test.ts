import { describe, expect, it } from 'vitest'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import type { ReadingOptions } from '../../src/source/options.js'
import type { Database } from '../../src/store/database.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const recordedAt = '2026-11-23T05:00:00.000Z'
const ids = ['A', 'B', 'C', 'D']

async function withAccounts(): Promise<Database> {
  const db = await scratchDatabase()
  const head = 'account_id,name,account_manager,annual_revenue,currency,notice_days\n'
  const rows = ids.map((id) => `${id},${id},Ann <ann@example.com>,1000,USD,30\n`)
  const file = asGiven(scratchFile('rows.csv', head + rows.join('')))
  const request = { ...file, recordedAt, currency: 'USD', rates: new Map() }
  await importAccounts(db, { ...request, asOf: '2026-11-16' })
  return db
}

type Scores = readonly (number | null)[]

/** The rows of a week, one for each account that has a score. */
function rowsOf(week: string, scores: Scores): string {
  return scores.map((score, at) => (score === null ? '' : `${ids[at]},${week},${score}\n`)).join('')
}

/** Why a file is refused; null where it is taken. */
async function refusal(
  db: Database,
  rows: string,
  options: Partial<ReadingOptions> = {},
): Promise<string | null> {
  const file = asGiven(scratchFile('rows.csv', `account_id,week,health\n${rows}`), options)
  const outcome = await importSnapshots(db, { ...file, recordedAt, lastWeek: '2026-W48' })
  return outcome.kind === 'imported' ? null : (outcome.faults[0]?.given ?? '')
}

describe('health that moved by one factor in all accounts', () => {
  it.each<[string, Scores, Scores, boolean]>([
    ['halved', [80, 60, 50], [40, 30, 25], true],
    ['halved, with one that is new', [80, 60, 50, null], [40, 30, 25, 90], true],
    ['a tenth more', [80, 60, 50], [88, 66, 55], true],
    ['as it was', [80, 60, 50], [80, 60, 50], false],
    ['halved in two accounts', [80, 60], [40, 30], false],
    ['halved but for one', [80, 60, 50], [40, 30, 50], false],
    ['all alike before, and all alike now', [70, 70, 70], [40, 40, 40], false],
  ])('%s: refused or not', async (_what, before, now, isRefused) => {
    const db = await withAccounts()
    expect(await refusal(db, rowsOf('2026-W46', before))).toBe(null)
    const given = await refusal(db, rowsOf('2026-W47', now))
    if (isRefused) expect(given).toMatch(/^in 2026-W47 the health of all 3 accounts is .* times/)
    else expect(given).toBe(null)
  })

  it('is refused within one file, and taken where somebody says that it is right', async () => {
    const both = rowsOf('2026-W46', [80, 60, 50]) + rowsOf('2026-W47', [40, 30, 25])
    expect(await refusal(await withAccounts(), both)).toMatch(/0\.5 times/)
    const said = await refusal(await withAccounts(), both, { scale: ['health=0-100'] })
    expect(said).toBe(null)
  })

  it('is not compared over a week without it', async () => {
    const db = await withAccounts()
    expect(await refusal(db, rowsOf('2026-W45', [80, 60, 50]))).toBe(null)
    expect(await refusal(db, rowsOf('2026-W47', [40, 30, 25]))).toBe(null)
  })
})
