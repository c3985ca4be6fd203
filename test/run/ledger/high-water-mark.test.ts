import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config.js'
import { checkMark, resetMark, writeMark } from '../../../src/run/ledger/high-water-mark.js'
import { backUp } from '../../../src/store/backup.js'
import { type Database, openDatabase } from '../../../src/store/database.js'
import { readHold } from '../../../src/store/hold.js'
import { bring, planned, states } from '../../store/ledger-book.js'
import { scratchDirectory } from '../../store/scratch.js'

const now = Date.UTC(2026, 10, 24, 12)

/** A directory with one database after another in the same place. */
function place() {
  const directory = scratchDirectory()
  const file = join(directory, 'mmr.sqlite')
  const settings = readConfig({ file: {}, process: {} })
  if (!settings.ok) throw new Error('the standard settings are at fault')
  const use = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = await openDatabase(file)
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  }
  const workOn = (db: Database, chance = 0.5) => ({
    db,
    config: settings.config,
    now: () => now,
    chance: () => chance,
  })
  return {
    directory,
    file,
    mark: `${file}.mark`,
    use,
    workOn,
    write: () => use((db) => writeMark(workOn(db))),
    check: (chance?: number) => use((db) => checkMark(workOn(db, chance))),
    read: () => JSON.parse(readFileSync(`${file}.mark`, 'utf8')),
  }
}

const remove = (file: string) => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

describe('the mark beside the database', () => {
  it('tells how far the ledger has come', async () => {
    const { use, write, read, check } = place()
    await use(async (db) => bring(db, await planned(db, '2026-W47', ['a', 'b']), ['submitted']))
    await write()
    expect(read()).toEqual({
      identity: 'ours',
      attempts: 1,
      lastEdition: '2026-W47',
      writtenAt: '2026-11-24T12:00:00.000Z',
    })
    expect(await check()).toBeNull()
  })

  it('is raised with the ledger, and left alone where nothing has changed', async () => {
    const { use, write, read, mark } = place()
    await use((db) => planned(db, '2026-W47', ['a']))
    await write()
    const first = readFileSync(mark, 'utf8')
    writeFileSync(mark, first.replace('2026-11-24', '2026-11-23'))
    await write()
    expect(read().writtenAt).toBe('2026-11-23T12:00:00.000Z')
    await use(async (db) => bring(db, await planned(db, '2026-W48', ['a']), ['failed']))
    await write()
    expect(read()).toMatchObject({ attempts: 1, lastEdition: '2026-W48' })
  })

  it('is never lowered, nor overwritten by another ledger or over what cannot be read', async () => {
    const { use, write, mark } = place()
    await use((db) => planned(db, '2026-W47', ['a']))
    const ahead = {
      identity: 'ours',
      attempts: 9,
      lastEdition: '2026-W47',
      writtenAt: '2026-11-23T12:00:00.000Z',
    }
    const kept = [ahead, { ...ahead, identity: 'theirs', attempts: 0 }].map((one) =>
      JSON.stringify(one),
    )
    for (const text of [...kept, '{']) {
      writeFileSync(mark, text)
      await write()
      expect(readFileSync(mark, 'utf8')).toBe(text)
    }
    await use((db) => resetMark(place().workOn(db)))
    expect(JSON.parse(readFileSync(mark, 'utf8'))).toMatchObject({ identity: 'ours', attempts: 0 })
  })
})

describe('before anything is sent', () => {
  it('a database without a mark is free', async () => {
    const { check, mark } = place()
    expect(await check()).toBeNull()
    expect(existsSync(mark)).toBe(false)
  })

  it('an older copy is put on hold, with what it may not know in doubt', async () => {
    const { use, write, check, directory, file } = place()
    await use(async (db) => bring(db, await planned(db, '2026-W46', ['a', 'b']), ['submitted']))
    await use((db) => backUp(db, join(directory, 'older')))
    await use(async (db) => bring(db, await planned(db, '2026-W47', ['a', 'b']), ['submitted']))
    await write()
    remove(file)
    renameSync(join(directory, 'older'), file)
    const hold = await check()
    expect(hold).toMatchObject({ doubt: '2026-W47', since: '2026-11-24T12:00:00.000Z' })
    expect(hold?.reason).toContain('older than its mark')
    expect(hold?.reason).toContain('the edition of 2026-W46 and 1 attempt at submission')
    expect(hold?.reason).toContain('the edition of 2026-W47 and 2 attempts at submission')
    expect(await check()).toEqual(hold)
    expect(await use(readHold)).toEqual(hold)
  })

  it('a copy from the middle of a run is put on hold, too', async () => {
    const { use, write, check, directory, file } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b', 'c']))
    await use((db) => bring(db, edition, ['submitted']))
    await use((db) => backUp(db, join(directory, 'older')))
    await use((db) => bring(db, edition, ['submitted', 'submitted']))
    await write()
    remove(file)
    renameSync(join(directory, 'older'), file)
    expect(await use((db) => states(db, edition))).toContain('b planned')
    expect(await check()).toMatchObject({ doubt: '2026-W47' })
  })

  it('a new database in the place of one that was deleted is put on hold', async () => {
    const { use, write, check, file } = place()
    await use(async (db) => bring(db, await planned(db, '2026-W47', ['a']), ['submitted']))
    await write()
    remove(file)
    const hold = await check(0.25)
    expect(hold).toMatchObject({ doubt: '2026-W47' })
    expect(hold?.reason).toContain('tells of another database')
  })

  it('a database whose mark cannot be read is put on hold, all that was due in doubt', async () => {
    const { check, mark } = place()
    writeFileSync(mark, 'torn')
    const hold = await check()
    expect(hold).toMatchObject({ doubt: '2026-W47' })
    expect(hold?.reason).toContain('cannot be read')
  })
})
