import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { backUp, openBackup } from '../../src/store/backup.js'
import { planned } from './ledger-book.js'
import { neighbour } from './neighbour.js'
import { scratchDatabase, scratchDirectory, scratchFile } from './scratch.js'

/** Writes two rows at a time, for as long as it may. */
const writer = `
  const db = new Sqlite(file, { timeout: 10_000 })
  const add = db.prepare("insert into imports (kind, file, recorded_at, faults) values (?, '', '', 0)")
  const both = db.transaction(() => { add.run('accounts'); add.run('snapshots') })
  let isOver = false
  left.then(() => { isOver = true })
  for (let round = 1; !isOver; round++) {
    both.immediate()
    if (round % 20 === 0) {
      say('.')
      await new Promise(setImmediate)
    }
  }
  db.close()`

function rowsIn(file: string) {
  const copy = new Sqlite(file, { readonly: true })
  const count = (kind: string) =>
    Number(copy.prepare('select count(*) from imports where kind = ?').pluck().get(kind))
  const found = { accounts: count('accounts'), snapshots: count('snapshots') }
  const whole = copy.pragma('integrity_check', { simple: true })
  copy.close()
  return { ...found, whole }
}

describe('a backup', () => {
  it('is one state of the database while another process writes to it', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const db = await scratchDatabase(file)
    const other = neighbour(file, writer)
    const counts: number[] = []
    for (let round = 0; round < 5; round++) {
      await other.heard()
      const copy = join(dirname(file), `copy-${round}`)
      expect(await backUp(db, copy)).toBe('done')
      const { accounts, snapshots, whole } = rowsIn(copy)
      expect({ whole, snapshots }).toEqual({ whole: 'ok', snapshots: accounts })
      counts.push(accounts)
    }
    await other.leave()
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0)
    expect(rowsIn(file).accounts).toBeGreaterThanOrEqual(counts.at(-1) ?? 0)
  })

  it('is a file of its own, which nobody else may read', async () => {
    const directory = scratchDirectory()
    const db = await scratchDatabase(join(directory, 'mmr.sqlite'))
    await planned(db, '2026-W47', ['ada@example.com'])
    const folder = join(directory, 'backups')
    mkdirSync(folder)
    await backUp(db, join(folder, 'monday'))
    expect(readdirSync(folder)).toEqual(['monday'])
    expect(statSync(join(folder, 'monday')).mode & 0o777).toBe(0o600)
    const opened = await openBackup(join(folder, 'monday'))
    expect(opened.kind).toBe('backup')
    if (opened.kind === 'backup') await opened.db.destroy()
  })

  it('takes the place of no file, not even an empty one', async () => {
    const db = await scratchDatabase()
    for (const content of ['', 'something else']) {
      const file = scratchFile('taken', content)
      expect(await backUp(db, file)).toBe('exists')
      expect(readFileSync(file, 'utf8')).toBe(content)
      expect(readdirSync(dirname(file))).toEqual(['taken'])
    }
  })

  it('that cannot be written leaves nothing behind, and says where', async () => {
    const db = await scratchDatabase()
    const file = join(scratchDirectory(), 'no', 'monday')
    await expect(backUp(db, file)).rejects.toMatchObject({
      kind: 'missing-directory',
      message: expect.stringContaining(file),
    })
  })

  it('that is interrupted by a fault leaves nothing behind', async () => {
    const db = await scratchDatabase()
    const directory = scratchDirectory()
    await db.destroy()
    await expect(backUp(db, join(directory, 'monday'))).rejects.toThrow()
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('a backup that cannot be used', () => {
  async function reasonFor(file: string): Promise<string> {
    const opened = await openBackup(file)
    if (opened.kind === 'unusable') return opened.reason
    await opened.db.destroy()
    return 'none'
  }

  async function backedUp(): Promise<string> {
    const db = await scratchDatabase()
    const file = join(scratchDirectory(), 'monday')
    await planned(
      db,
      '2026-W47',
      Array.from({ length: 500 }, (_, index) => `somebody-${index}@example.com`),
    )
    await backUp(db, file)
    return file
  }

  it('is told from one that can', async () => {
    expect(await reasonFor(await backedUp())).toBe('none')
  })

  it('is missing, a folder or empty', async () => {
    const directory = scratchDirectory()
    expect(await reasonFor(join(directory, 'no'))).toContain('no file')
    expect(await reasonFor(directory)).toContain('no file')
    expect(await reasonFor(scratchFile('empty', ''))).toContain('empty')
  })

  it('is another kind of file, or another program’s', async () => {
    expect(await reasonFor(scratchFile('a.csv', 'id,name\n'.repeat(500)))).toContain(
      'not an SQLite',
    )
    const theirs = join(scratchDirectory(), 'theirs')
    const other = new Sqlite(theirs)
    other.exec('create table deliveries (parcel)')
    other.close()
    expect(await reasonFor(theirs)).toContain('another program')
  })

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'overwritten in places',
      (bytes: Buffer) => {
        for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xff, at, at + 64)
        return bytes
      },
    ],
  ])('is %s', async (_how, damage) => {
    const file = await backedUp()
    writeFileSync(file, damage(readFileSync(file)))
    expect(await reasonFor(file)).toContain('damaged')
  })
})
