import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { advanceMark, checkMark, markBegun, resetMark } from '../../src/run/ledger-mark.js'
import { backUp } from '../../src/store/backup.js'
import { begin, type Claim } from '../../src/store/claim.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import type { Edition } from '../../src/store/editions.js'
import { readHold } from '../../src/store/installation.js'
import { bring, claim, end, minutes, planned, states } from '../store/ledger-book.js'
import { scratchDirectory } from '../store/scratch.js'

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
    write: () => use((db) => advanceMark(workOn(db))),
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
    expect(read()).toMatchObject({
      identity: 'ours',
      attempts: 1,
      begun: 0,
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

/** The next deliveries of an edition, each as far as its message may leave, and then submitted. */
async function submit(
  work: ReturnType<ReturnType<typeof place>['workOn']>,
  edition: Edition,
  count: number,
) {
  const claims: Claim[] = []
  for (let nth = 0; nth < count; nth += 1) {
    const one = await claim(work.db, edition)
    if (one === null) throw new Error('nothing to claim')
    claims.push(one)
  }
  const leave = async (one: Claim) => {
    const begun = await begin(work.db, one, minutes(1))
    return begun !== null && (await markBegun(work, begun))
  }
  const left = await Promise.all(claims.map(leave))
  for (const one of claims) await end(work.db, one, 'submitted')
  return left
}

describe('a message that is about to leave', () => {
  it('is counted by the mark before it does, in the middle of a run', async () => {
    const { use, workOn, write, check, read } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b', 'c', 'd']))
    await write()
    await use(async (db) => {
      expect(await submit(workOn(db), edition, 3)).toEqual([true, true, true])
      expect(read()).toMatchObject({ attempts: 0, begun: 0 })
      expect(read().begunSince.trimEnd()).toHaveLength(3)
      expect(await submit(workOn(db), edition, 1)).toEqual([true])
      expect(read().begunSince.trimEnd()).toHaveLength(4)
    })
    expect(await check()).toBeNull()
    await write()
    expect(read()).toMatchObject({ attempts: 4, begun: 4 })
    expect(read().begunSince.trimEnd()).toBe('')
  })

  it('is counted though the mark is written whole at the same time', async () => {
    const { use, workOn, write, check, read } = place()
    const addresses = Array.from({ length: 40 }, (_, nth) => `a${nth}`)
    const edition = await use((db) => planned(db, '2026-W47', addresses))
    await write()
    await use(async (db) => {
      let isOver = false
      const whole = async () => {
        while (!isOver) await advanceMark(workOn(db))
      }
      const writing = whole()
      for (let round = 0; round < 10; round += 1) {
        expect(await submit(workOn(db), edition, 4)).toEqual([true, true, true, true])
        const { begun, begunSince } = read()
        expect(begun + begunSince.trimEnd().length).toBe(4 * (round + 1))
      }
      isOver = true
      await writing
    })
    expect(await check()).toBeNull()
  })

  it('needs no mark from before: it is written whole', async () => {
    const { use, workOn, mark, check, read } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b']))
    await use((db) => submit(workOn(db), edition, 1))
    expect(read()).toMatchObject({ begun: 1, lastEdition: '2026-W47' })
    const { begun: _, begunSince: __, ...older } = read()
    writeFileSync(mark, JSON.stringify({ ...older, attempts: 1 }))
    await use((db) => submit(workOn(db), edition, 1))
    expect(read()).toMatchObject({ attempts: 2, begun: 2 })
    expect(await check()).toBeNull()
  })

  it('that the ledger began and the mark does not count yet holds nothing', async () => {
    const { use, workOn, write, check } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b']))
    await write()
    await use(async (db) => {
      await submit(workOn(db), edition, 1)
      const one = await claim(db, edition)
      if (one !== null) await begin(db, one, minutes(1))
    })
    expect(await check()).toBeNull()
  })

  it('stays where an older copy was put in the place of a running program’s ledger', async () => {
    const { use, workOn, write, directory, file } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b', 'c', 'd']))
    await write()
    await use((db) => submit(workOn(db), edition, 1))
    await use((db) => backUp(db, join(directory, 'older')))
    await use((db) => submit(workOn(db), edition, 3))
    remove(file)
    copyFileSync(join(directory, 'older'), file)
    await use(async (db) => expect(await submit(workOn(db), edition, 1)).toEqual([false]))
    expect(await use(readHold)).toMatchObject({ doubt: '2026-W47' })
  })

  it.each([
    [
      'of another ledger',
      (text: string) => text.replace('ours', 'theirs'),
      'tells of another database',
    ],
    ['torn', () => '{', 'cannot be read'],
  ])('stays where the mark is %s, and sending is on hold', async (_what, change, reason) => {
    const { use, workOn, write, mark } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a']))
    await write()
    writeFileSync(mark, change(readFileSync(mark, 'utf8')))
    await use(async (db) => expect(await submit(workOn(db), edition, 1)).toEqual([false]))
    expect((await use(readHold))?.reason).toContain(reason)
  })

  it('stays where the mark cannot be written', async () => {
    const { use, workOn, write, mark } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a']))
    await write()
    rmSync(mark)
    mkdirSync(mark)
    await use(async (db) =>
      expect(submit(workOn(db), edition, 1)).rejects.toMatchObject({ name: 'DatabaseFault' }),
    )
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
    expect(hold?.reason).toContain('the edition of 2026-W46, 1 attempt at submission')
    expect(hold?.reason).toContain('the edition of 2026-W47, 2 attempts at submission')
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
  it('a copy from the middle of a run is put on hold though the run never ended', async () => {
    const { use, workOn, write, check, directory, file } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b', 'c']))
    await write()
    await use((db) => submit(workOn(db), edition, 1))
    await use((db) => backUp(db, join(directory, 'older')))
    await use((db) => submit(workOn(db), edition, 1))
    remove(file)
    copyFileSync(join(directory, 'older'), file)
    const hold = await check()
    expect(hold).toMatchObject({ doubt: '2026-W47' })
    expect(hold?.reason).toContain('1 message that began to leave, the mark')
    expect(hold?.reason).toMatch(/2 messages that began to leave$/)
  })

  it('a ledger that has lost its mark is put on hold, all that it may have come to in doubt', async () => {
    const { use, workOn, check, file, mark } = place()
    const edition = await use((db) => planned(db, '2026-W48', ['a', 'b']))
    await use((db) => submit(workOn(db), edition, 1))
    rmSync(mark)
    const hold = await check()
    expect(hold).toMatchObject({ doubt: '2026-W48' })
    expect(hold?.reason).toContain(`its mark ${file}.mark is missing`)
  })

  it('so is one of an older version, whose messages have no numbers', async () => {
    const { use, check, mark } = place()
    await use(async (db) => bring(db, await planned(db, '2026-W47', ['a']), ['submitted']))
    expect(existsSync(mark)).toBe(false)
    expect(await check()).toMatchObject({ doubt: '2026-W47' })
  })

  it('the mark of another installation says nothing of how far this one had come', async () => {
    const { use, write, check, mark } = place()
    await use((db) => planned(db, '2026-W30', ['a']))
    await write()
    writeFileSync(mark, readFileSync(mark, 'utf8').replace('ours', 'theirs'))
    expect(await check()).toMatchObject({ doubt: '2026-W47' })
  })

  it('a mixture of two states is put on hold, with what to do', async () => {
    const { use, workOn, write, check } = place()
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b']))
    await use((db) => submit(workOn(db), edition, 2))
    await write()
    await use((db) => sql`update deliveries set state = 'planned', attempt = 0`.execute(db))
    const hold = await check()
    expect(hold).toMatchObject({ doubt: '2026-W47' })
    expect(hold?.reason).toContain('mixture of two states')
    expect(hold?.reason).toContain('mmr restore')
  })
})
