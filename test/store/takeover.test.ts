import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { hasLedger, readLease, replaceDatabase, takeOver } from '../../src/store/backup.js'
import { openDatabase } from '../../src/store/database.js'
import { databaseFault } from '../../src/store/database-fault.js'
import { bring, minutes, planned } from './ledger-book.js'
import { neighbour } from './neighbour.js'
import { scratchDirectory, scratchFile } from './scratch.js'

/** A closed database with a ledger in which one delivery is being sent. */
async function closedDatabase(name = 'mmr.sqlite', directory = scratchDirectory()) {
  const file = join(directory, name)
  const db = await openDatabase(file)
  await bring(db, await planned(db, '2026-W47', [name]), ['sending'])
  await db.destroy()
  return file
}

function addressesIn(file: string): unknown[] {
  const db = new Sqlite(file)
  try {
    return db.prepare('select address from deliveries').pluck().all()
  } finally {
    db.close()
  }
}

describe('taking a database over', () => {
  it('keeps everybody else out until it is given back', async () => {
    const file = await closedDatabase()
    const taken = await takeOver(file)
    if (taken.kind !== 'alone') throw new Error(taken.kind)
    expect(readdirSync(join(file, '..'))).toEqual(['mmr.sqlite'])
    await expect(openDatabase(file, { patience: 50 })).rejects.toMatchObject({ kind: 'locked' })
    expect(await takeOver(file)).toEqual({ kind: 'in-use' })
    await taken.db.destroy()
    await (await openDatabase(file)).destroy()
  })

  it('is refused while another process has it open, however idle', async () => {
    const file = await closedDatabase()
    const other = neighbour(
      file,
      `const db = new Sqlite(file)
       db.prepare('select count(*) from deliveries').get()
       say('open')
       await left
       db.close()`,
    )
    await other.heard()
    expect(await takeOver(file)).toEqual({ kind: 'in-use' })
    await other.leave()
    const taken = await takeOver(file)
    expect(taken.kind).toBe('alone')
    if (taken.kind === 'alone') await taken.db.destroy()
  })

  it('tells one that is missing, and one that no program can use', async () => {
    expect(await takeOver(join(scratchDirectory(), 'mmr.sqlite'))).toEqual({ kind: 'missing' })
    const text = scratchFile('mmr.sqlite', 'not a database'.repeat(1000))
    expect(await takeOver(text)).toEqual({ kind: 'damaged' })
    const cut = await closedDatabase()
    truncateSync(cut, 5000)
    expect(await takeOver(cut)).toEqual({ kind: 'damaged' })
  })

  it('tells until when a worker may still be sending', async () => {
    const taken = await takeOver(await closedDatabase())
    if (taken.kind !== 'alone') throw new Error(taken.kind)
    expect(await hasLedger(taken.db)).toBe(true)
    expect(await readLease(taken.db, minutes(5))).toBe(minutes(21))
    expect(await readLease(taken.db, minutes(21))).toBeNull()
    await taken.db.destroy()
  })

  it('knows a file that has no tables yet', async () => {
    const taken = await takeOver(scratchFile('mmr.sqlite', ''))
    if (taken.kind !== 'alone') throw new Error(taken.kind)
    expect(await hasLedger(taken.db)).toBe(false)
    await taken.db.destroy()
  })
})

describe('putting a database in the place of another', () => {
  it('keeps the old one aside, and its permissions', async () => {
    const directory = scratchDirectory()
    const file = await closedDatabase('mmr.sqlite', directory)
    const by = await closedDatabase('new', directory)
    chmodSync(file, 0o640)
    await replaceDatabase(file, { by, aside: `${file}.old` })
    expect(readdirSync(directory).sort()).toEqual(['mmr.sqlite', 'mmr.sqlite.old'])
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(addressesIn(file)).toEqual(['new'])
    expect(addressesIn(`${file}.old`)).toEqual(['mmr.sqlite'])
  })

  it('takes away what belongs to the old one, which would be read into the new one', async () => {
    const directory = scratchDirectory()
    const by = await closedDatabase('new', directory)
    const file = join(directory, 'mmr.sqlite')
    for (const suffix of ['-wal', '-shm', '-journal']) writeFileSync(`${file}${suffix}`, suffix)
    await replaceDatabase(file, { by, aside: `${file}.old` })
    expect(readdirSync(directory).sort()).toEqual([
      'mmr.sqlite',
      'mmr.sqlite.old-journal',
      'mmr.sqlite.old-shm',
      'mmr.sqlite.old-wal',
    ])
    expect(readFileSync(`${file}.old-wal`, 'utf8')).toBe('-wal')
  })

  it('overwrites nothing that was kept aside before', async () => {
    const directory = scratchDirectory()
    const file = await closedDatabase('mmr.sqlite', directory)
    const by = await closedDatabase('new', directory)
    writeFileSync(`${file}.old`, 'kept')
    await expect(replaceDatabase(file, { by, aside: `${file}.old` })).rejects.toMatchObject({
      name: 'DatabaseFault',
    })
    expect(addressesIn(file)).toEqual(['mmr.sqlite'])
    expect(readFileSync(`${file}.old`, 'utf8')).toBe('kept')
  })

  it('does no harm to it through a process that was waiting for the old one', async () => {
    const directory = scratchDirectory()
    const file = await closedDatabase('mmr.sqlite', directory)
    const by = await closedDatabase('new', directory)
    const taken = await takeOver(file)
    if (taken.kind !== 'alone') throw new Error(taken.kind)
    const other = neighbour(
      file,
      `const db = new Sqlite(file, { timeout: 30_000 })
       say('waiting')
       try {
         db.pragma('journal_mode = wal')
         db.exec("update deliveries set address = 'harm'")
         say('wrote')
       } catch (error) {
         say(error.code)
       }`,
    )
    await other.heard()
    await replaceDatabase(file, { by, aside: `${file}.old` })
    await taken.db.destroy()
    const code = await other.leave()
    expect(code).toBe('SQLITE_READONLY_DBMOVED')
    const error = Object.assign(new Error('moved'), { code })
    expect(databaseFault(error, file)).toMatchObject({ kind: 'replaced' })
    expect(addressesIn(file)).toEqual(['new'])
    expect(addressesIn(`${file}.old`)).toEqual(['mmr.sqlite'])
    expect(existsSync(`${file}.old-wal`)).toBe(false)
  })
})
