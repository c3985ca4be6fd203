import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import {
  addImport,
  countImports,
  type ImportRecord,
  markUndone,
  noChanges,
  readImport,
  readImportProblems,
  readImports,
} from '../../src/store/imports.js'
import { minutes } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const scope = { columns: ['account_id', 'week', 'service'], asOf: null, isComplete: false }

function taken(file: string, after: number, skipped = 0): ImportRecord {
  return {
    ...{ kind: 'snapshots', file, at: minutes(after), origin: 'command', outcome: 'taken', scope },
    ...{ ...noChanges, added: 3, superseded: 2, skipped },
    firstSkipped: skipped === 0 ? null : `${file}, line 3: Z999 isn’t known`,
  }
}

function refused(
  file: string,
  after: number,
  faults: number,
  kind: ImportRecord['kind'] = 'snapshots',
): ImportRecord {
  const head = { kind, file, at: minutes(after), origin: 'command' } as const
  return { ...head, outcome: 'refused', faults, firstFault: `${file} ${after}` }
}

async function ledgerOf(records: readonly ImportRecord[]): Promise<[Database, number[]]> {
  const db = await scratchDatabase()
  const ids: number[] = []
  for (const record of records) ids.push(await addImport(db, record))
  return [db, ids]
}

describe('the ledger of imports', () => {
  it('has each as it ended, the latest first, as many as are asked for', async () => {
    const [db, [first = 0, second = 0]] = await ledgerOf([taken('a.csv', 1, 4), refused('b', 2, 7)])
    const changes = { ...noChanges, added: 3, superseded: 2, skipped: 4 }
    const one = {
      ...{ importId: first, kind: 'snapshots', file: 'a.csv', at: minutes(1), origin: 'command' },
      ...{ outcome: 'taken', undoneAt: null },
      changes: { ...changes, firstSkipped: 'a.csv, line 3: Z999 isn’t known' },
    }
    const other = {
      ...{ importId: second, kind: 'snapshots', file: 'b', at: minutes(2), origin: 'command' },
      ...{ outcome: 'refused', faults: 7, firstFault: 'b 2' },
    }
    expect(await readImports(db, 9)).toEqual([other, one])
    expect(await readImports(db, 1)).toEqual([other])
    expect(await countImports(db)).toBe(2)
    expect(await readImport(db, second + 1)).toBeNull()
    await markUndone(db, first, minutes(3))
    expect(await readImport(db, first)).toEqual({ ...one, undoneAt: minutes(3) })
  })
})

describe('import problems', () => {
  it('are the files that were refused and not taken since, each once, the latest first', async () => {
    const [db] = await ledgerOf([
      ...[refused('taken.csv', 1, 3), taken('taken.csv', 2)],
      ...[refused('twice.csv', 3, 2), refused('once.csv', 4, 1), refused('twice.csv', 5, 7)],
      ...[taken('relapsed.csv', 6), refused('relapsed.csv', 7, 1)],
    ])
    const of = (file: string, after: number, faults: number) => ({
      ...{ kind: 'refused', file, at: minutes(after), faults, firstFault: `${file} ${after}` },
    })
    expect(await readImportProblems(db, '')).toEqual([
      of('relapsed.csv', 7, 1),
      of('twice.csv', 5, 7),
      of('once.csv', 4, 1),
    ])
  })

  it('are told apart by kind: accounts that were refused are not mended by snapshots', async () => {
    const [db] = await ledgerOf([refused('export.csv', 1, 1, 'accounts'), taken('export.csv', 2)])
    expect(await readImportProblems(db, '')).toHaveLength(1)
  })

  it('of what is pulled are gone once any file of that kind is pulled, or it is as it was', async () => {
    const pulled = (record: ImportRecord): ImportRecord => ({ ...record, origin: 'pull' })
    const failed = pulled(refused('IMPORT_SNAPSHOTS', 1, 1))
    const [db] = await ledgerOf([failed, taken('by-hand.csv', 2)])
    expect(await readImportProblems(db, '', ['accounts'])).toHaveLength(1)
    expect(await readImportProblems(db, '', ['snapshots'])).toEqual([])
    await addImport(db, pulled(taken('health-2.csv', 3)))
    expect(await readImportProblems(db, '')).toEqual([])
  })

  it('before an instant are left out', async () => {
    const [db] = await ledgerOf([refused('old.csv', 1, 1), refused('new.csv', 2, 1)])
    expect((await readImportProblems(db, minutes(1))).map(({ file }) => file)).toEqual(['new.csv'])
  })

  it('are rows that were left out, until the file is taken again', async () => {
    const [db] = await ledgerOf([taken('partly.csv', 1, 2), taken('mended.csv', 2, 1)])
    await addImport(db, taken('mended.csv', 3))
    const firstRow = 'partly.csv, line 3: Z999 isn’t known'
    expect(await readImportProblems(db, '')).toEqual([
      { kind: 'left-out', file: 'partly.csv', at: minutes(1), rows: 2, firstRow },
    ])
    expect(await readImportProblems(db, minutes(1))).toEqual([])
  })

  it('are rows that were left out also where the file was refused since', async () => {
    const [db] = await ledgerOf([taken('partly.csv', 1, 2), refused('partly.csv', 2, 1)])
    const kinds = (await readImportProblems(db, '')).map(({ kind }) => kind)
    expect(kinds).toEqual(['refused', 'left-out'])
  })

  it('are imports that were undone, since when that was', async () => {
    const [db, [first = 0]] = await ledgerOf([taken('wrong.csv', 1, 2), taken('right.csv', 2)])
    await markUndone(db, first, minutes(5))
    expect(await readImportProblems(db, minutes(4))).toEqual([
      { kind: 'undone', file: 'wrong.csv', at: minutes(5), rows: 5 },
    ])
    expect(await readImportProblems(db, minutes(5))).toEqual([])
  })
})
