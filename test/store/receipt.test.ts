import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { addImport, readDeliveryReport, readImportProblems } from '../../src/store/deliveries.js'
import { bring, minutes, planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

describe('the report of an edition’s deliveries', () => {
  it('counts everyone but the admins, and names who has not been submitted to, and why', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c', 'd', 'e', 'f'])
    await planned(db, '2026-W47', ['root'], { role: 'admin' })
    await planned(db, '2026-W46', ['elsewhere'])
    await bring(db, edition, ['submitted', 'failed', 'uncertain', 'retry', 'sending', 'planned'])
    const { notSubmitted, ...counts } = await readDeliveryReport(db, edition.editionId)
    expect(counts).toEqual({
      ...{ week: '2026-W47', planned: 6, submitted: 1, failed: 1, uncertain: 1 },
      ...{ skipped: 0, open: 3 },
    })
    expect(notSubmitted.map(({ address, state, reason }) => [address, state, reason])).toEqual([
      ['b', 'failed', 'it failed'],
      ['c', 'uncertain', 'it uncertain'],
      ['d', 'retry', 'it retry'],
      ['e', 'sending', null],
      ['f', 'planned', null],
    ])
  })

  it('of an edition for nobody is all zero', async () => {
    const db = await scratchDatabase()
    const { editionId } = await planned(db, '2026-W47', [])
    expect(await readDeliveryReport(db, editionId)).toMatchObject({ planned: 0, open: 0 })
  })

  it('of an edition that there is not is a fault', async () => {
    await expect(readDeliveryReport(await scratchDatabase(), 7)).rejects.toThrow('no edition 7')
  })
})

describe('import problems', () => {
  const file = (db: Database, name: string, after: number, faults: number, kind = 'snapshots') =>
    addImport(db, {
      kind: kind === 'accounts' ? 'accounts' : 'snapshots',
      ...{ file: name, at: minutes(after), faults },
      firstFault: faults === 0 ? null : `${name} ${after}`,
    })

  it('are the files that were refused and not taken since, each once, the latest first', async () => {
    const db = await scratchDatabase()
    await file(db, 'taken.csv', 1, 3)
    await file(db, 'taken.csv', 2, 0)
    await file(db, 'twice.csv', 3, 2)
    await file(db, 'once.csv', 4, 1)
    await file(db, 'twice.csv', 5, 7)
    await file(db, 'relapsed.csv', 6, 0)
    await file(db, 'relapsed.csv', 7, 1)
    expect(await readImportProblems(db, '')).toEqual([
      { file: 'relapsed.csv', at: minutes(7), faults: 1, firstFault: 'relapsed.csv 7' },
      { file: 'twice.csv', at: minutes(5), faults: 7, firstFault: 'twice.csv 5' },
      { file: 'once.csv', at: minutes(4), faults: 1, firstFault: 'once.csv 4' },
    ])
  })

  it('are told apart by kind: accounts that were taken say nothing of snapshots', async () => {
    const db = await scratchDatabase()
    await file(db, 'export.csv', 1, 1)
    await file(db, 'export.csv', 2, 0, 'accounts')
    expect(await readImportProblems(db, '')).toHaveLength(1)
  })

  it('before an instant are left out', async () => {
    const db = await scratchDatabase()
    await file(db, 'old.csv', 1, 1)
    await file(db, 'new.csv', 2, 1)
    expect((await readImportProblems(db, minutes(1))).map(({ file }) => file)).toEqual(['new.csv'])
  })
})
