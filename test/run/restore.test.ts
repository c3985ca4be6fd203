import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { checkMark } from '../../src/run/ledger-mark.js'
import { type Restoration, restoreLedger } from '../../src/run/restore.js'
import { backUp } from '../../src/store/backup.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import { readHold, setHold } from '../../src/store/installation.js'
import { readHighWater } from '../../src/store/mark.js'
import { bring, deliveryTo, minutes, planned, states } from '../store/ledger-book.js'
import { neighbour } from '../store/neighbour.js'
import { scratchDirectory } from '../store/scratch.js'

const later = Date.parse(minutes(300))

const many = Array.from({ length: 500 }, (_, index) => `somebody-${index}`)

/** A database that has grown since it was backed up. */
async function grown() {
  const directory = scratchDirectory()
  const file = join(directory, 'mmr.sqlite')
  const backup = join(directory, 'monday')
  const use = async <T>(work: (db: Database) => Promise<T>, from = file): Promise<T> => {
    const db = await openDatabase(from)
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  }
  const edition = await use((db) => planned(db, '2026-W46', ['a', 'b']))
  await use((db) => bring(db, edition, ['submitted']))
  await use((db) => backUp(db, backup))
  await use((db) => bring(db, edition, ['submitted']))
  await use(async (db) => bring(db, await planned(db, '2026-W47', ['a']), ['submitted']))
  const back = (now = later): Promise<Restoration> =>
    restoreLedger({ backup, file, now, identity: 'new', latestDue: '2026-W48' })
  return { directory, file, backup, use, edition, back, files: () => readdirSync(directory).sort() }
}

function weeksIn(file: string): unknown[] {
  const db = new Sqlite(file)
  try {
    return db.prepare('select week from editions order by week').pluck().all()
  } finally {
    db.close()
  }
}

describe('a restored database', () => {
  it('is what the backup was, on hold, with all in doubt that was made since', async () => {
    const { back, use, edition, backup } = await grown()
    const restored = await back()
    const hold = {
      reason: `it was restored from ${backup}`,
      since: minutes(300),
      doubt: '2026-W47',
    }
    expect(restored).toMatchObject({ kind: 'restored', hold })
    expect(await use(readHold)).toEqual(hold)
    expect(await use((db) => states(db, edition))).toEqual(['a submitted', 'b planned'])
  })

  it('leaves the one that it replaces beside it, and nothing else', async () => {
    const { back, file, files } = await grown()
    const restored = await back()
    const aside = `${file}.replaced-2026-11-23T12-00-00.000Z`
    expect(restored).toMatchObject({ aside })
    expect(weeksIn(aside)).toEqual(['2026-W46', '2026-W47'])
    expect(weeksIn(file)).toEqual(['2026-W46'])
    expect(files()).toEqual([
      'mmr.sqlite',
      'mmr.sqlite.mark',
      'mmr.sqlite.replaced-2026-11-23T12-00-00.000Z',
      'monday',
    ])
  })

  it('leaves nothing in doubt where nothing has happened since, and is on hold all the same', async () => {
    const { back, use, backup } = await grown()
    await use((db) => backUp(db, `${backup}-newer`))
    copyFileSync(`${backup}-newer`, backup)
    expect(await back()).toMatchObject({ kind: 'restored', hold: { doubt: null } })
    expect(await use(readHold)).toMatchObject({ doubt: null })
  })

  it('can take the place of a damaged one: what was due by now is in doubt', async () => {
    const { back, file } = await grown()
    truncateSync(file, 5000)
    expect(await back()).toMatchObject({ kind: 'restored', hold: { doubt: '2026-W48' } })
    expect(weeksIn(file)).toEqual(['2026-W46'])
  })

  it('does not believe one that opens and is damaged inside', async () => {
    const { back, file, use } = await grown()
    await use((db) => planned(db, '2026-W45', many))
    const bytes = readFileSync(file)
    for (let at = 2 * 4096; at < bytes.length; at += 4096) bytes.fill(0xff, at, at + 64)
    writeFileSync(file, bytes)
    expect(await back()).toMatchObject({ kind: 'restored', hold: { doubt: '2026-W48' } })
    expect(weeksIn(file)).toEqual(['2026-W46'])
  })

  it('can take the place of a damaged one: the mark tells what was begun', async () => {
    const { back, file } = await grown()
    truncateSync(file, 5000)
    const mark = { identity: 'ours', attempts: 1, lastEdition: '2026-W47', writtenAt: minutes(0) }
    writeFileSync(`${file}.mark`, JSON.stringify(mark))
    expect(await back()).toMatchObject({ kind: 'restored', hold: { doubt: '2026-W47' } })
  })

  it('can be put where there is none, whatever a lost one has left behind', async () => {
    const { directory, backup } = await grown()
    const file = join(directory, 'new.sqlite')
    writeFileSync(`${file}-wal`, 'left behind')
    const request = { backup, file, now: later, identity: 'new', latestDue: '2026-W48' } as const
    expect(await restoreLedger(request)).toMatchObject({
      kind: 'restored',
      aside: null,
      hold: { doubt: '2026-W48' },
    })
    expect(weeksIn(file)).toEqual(['2026-W46'])
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  it.each([
    ['no mark', null],
    [
      'the mark of another',
      JSON.stringify({ identity: 'theirs', attempts: 9, lastEdition: null, writtenAt: '' }),
    ],
    ['a torn mark', '{'],
  ])('has no more in doubt a month later, where there was %s', async (_what, mark) => {
    const { directory, backup, use } = await grown()
    const file = join(directory, 'new.sqlite')
    if (mark !== null) writeFileSync(`${file}.mark`, mark)
    const request = { backup, file, now: later, identity: 'new', latestDue: '2026-W48' } as const
    const restored = await restoreLedger(request)
    const settings = readConfig({ file: {}, process: {} })
    if (!settings.ok) throw new Error('the standard settings are at fault')
    const { config } = settings
    const aMonthLater = () => later + 28 * 24 * 3_600_000
    const chance = () => 0.5
    const hold = await use((db) => checkMark({ db, config, now: aMonthLater, chance }), file)
    expect(restored).toMatchObject({ kind: 'restored', hold: { doubt: '2026-W48' } })
    expect(restored).toMatchObject({ hold })
  })

  it('keeps the mark of its own, which may tell of more', async () => {
    const { back, file } = await grown()
    const mark = { identity: 'ours', attempts: 9, lastEdition: '2026-W49', writtenAt: minutes(0) }
    writeFileSync(`${file}.mark`, JSON.stringify(mark))
    await back()
    expect(JSON.parse(readFileSync(`${file}.mark`, 'utf8'))).toEqual(mark)
  })

  it('keeps a doubt of its own', async () => {
    const { back, use, backup } = await grown()
    const doubt = { reason: 'older', since: minutes(0), doubt: '2026-W49' } as const
    await use((db) => setHold(db, doubt), backup)
    expect(await back()).toMatchObject({ hold: doubt })
  })

  it('can be one that was backed up before anything was ever sent', async () => {
    const { back, use, backup, file } = await grown()
    rmSync(backup)
    await use(async () => {}, backup)
    expect(await back()).toMatchObject({ kind: 'restored', hold: { doubt: '2026-W48' } })
    expect(await use(readHighWater, file)).toMatchObject({ identity: 'new' })
  })
})

describe('a restore that is refused changes nothing', () => {
  it('while another process uses the database', async () => {
    const { back, file, files } = await grown()
    const other = neighbour(
      file,
      `const db = new Sqlite(file)
       db.prepare('select count(*) from deliveries').get()
       say('open')
       await left
       db.close()`,
    )
    await other.heard()
    expect(await back()).toEqual({ kind: 'in-use' })
    await other.leave()
    expect(weeksIn(file)).toEqual(['2026-W46', '2026-W47'])
    expect(files()).toEqual(['mmr.sqlite', 'monday'])
    expect(await back()).toMatchObject({ kind: 'restored' })
  })

  it('while a worker may still be sending, though its process is gone', async () => {
    const { back, use, files } = await grown()
    const edition = await use((db) => planned(db, '2026-W48', ['a']))
    await use((db) => bring(db, edition, ['sending']))
    const until = (await use((db) => deliveryTo(db, edition, 'a'))).leaseUntil
    expect(await back(Date.parse(minutes(2)))).toEqual({ kind: 'sending', until })
    expect(files()).toEqual(['mmr.sqlite', 'monday'])
    expect(await back(Date.parse(minutes(21)))).toMatchObject({
      kind: 'restored',
      hold: { doubt: '2026-W48' },
    })
  })

  it('where the backup is missing, damaged or the database itself', async () => {
    const { back, backup, file, files } = await grown()
    const request = { file, now: later, identity: 'new', latestDue: '2026-W48' } as const
    expect(await restoreLedger({ ...request, backup: `${backup}-no` })).toMatchObject({
      kind: 'unusable',
    })
    expect(await restoreLedger({ ...request, backup: file })).toMatchObject({ kind: 'unusable' })
    truncateSync(backup, 5000)
    expect(await back()).toMatchObject({ kind: 'unusable' })
    expect(weeksIn(file)).toEqual(['2026-W46', '2026-W47'])
    expect(files()).toEqual(['mmr.sqlite', 'monday'])
  })

  it('where a newer version has made the backup', async () => {
    const { back, backup, file, files } = await grown()
    const newer = new Sqlite(backup)
    newer.exec("insert into kysely_migration values ('999-future', '2030')")
    newer.close()
    await expect(back()).rejects.toMatchObject({ kind: 'newer' })
    expect(weeksIn(file)).toEqual(['2026-W46', '2026-W47'])
    expect(files()).toEqual(['mmr.sqlite', 'monday'])
  })
})
