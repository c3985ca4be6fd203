import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { begin, type Claim } from '../../src/store/claim.js'
import { type Database, openDatabase } from '../../src/store/database.js'
import type { Edition } from '../../src/store/editions.js'
import { clearHold, ensureInstallation, setHold } from '../../src/store/installation.js'
import { type HighWater, isBehind, isOfOneState, readHighWater } from '../../src/store/mark.js'
import { bring, claim, end, minutes, planned } from './ledger-book.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

async function claimed(db: Database, edition: Edition): Promise<Claim> {
  const one = await claim(db, edition)
  if (one === null) throw new Error('nothing to claim')
  return one
}

describe('how far a ledger has come', () => {
  it('is not known before it has an identity, which it keeps', async () => {
    const db = await scratchDatabase()
    expect(await readHighWater(db)).toBeNull()
    await ensureInstallation(db, { identity: 'ours' })
    await ensureInstallation(db, { identity: 'theirs' })
    expect(await readHighWater(db)).toEqual({
      identity: 'ours',
      attempts: 0,
      begun: 0,
      lastEdition: null,
    })
  })

  it('counts every attempt, and names the latest week however late it was sent', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'])
    await bring(db, edition, ['submitted', 'retry', 'sending'])
    await planned(db, '2026-W30', ['a'])
    expect(await readHighWater(db)).toEqual({
      identity: 'ours',
      attempts: 3,
      begun: 0,
      lastEdition: '2026-W47',
    })
  })

  it('counts the messages that began to leave, in that order and each once', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'])
    const [first, second, third] = [
      await claimed(db, edition),
      await claimed(db, edition),
      await claimed(db, edition),
    ]
    expect(await begin(db, third, minutes(2))).toBe(1)
    expect(await begin(db, first, minutes(2))).toBe(2)
    expect(await begin(db, third, minutes(3))).toBe(1)
    expect(await readHighWater(db)).toMatchObject({ attempts: 3, begun: 2 })
    await end(db, third, 'submitted')
    await end(db, second, 'retry')
    expect(await readHighWater(db)).toMatchObject({ attempts: 3, begun: 2 })
  })

  it('does not go back behind what a lost state may have sent', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W46', ['a'])
    await setHold(db, { reason: 'restored', since: minutes(0), doubt: '2026-W48' })
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W48' })
    await clearHold(db, { at: minutes(1), again: false })
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W48' })
  })
})

describe('a ledger is of one state', () => {
  const sound = async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c', 'd'])
    for (const fate of ['submitted', 'retry', 'uncertain'] as const) {
      const one = await claimed(db, edition)
      await begin(db, one, minutes(2))
      await end(db, one, fate)
    }
    return db
  }

  it('whatever its deliveries have come to', async () => {
    expect(await isOfOneState(await scratchDatabase())).toBe(true)
    expect(await isOfOneState(await sound())).toBe(true)
  })

  it.each([
    ['attempts', 'delete from attempts where delivery_id = 1'],
    ['attempts, those begun', 'update attempts set begun_number = null where delivery_id = 1'],
    ['a delivery tried again', "update deliveries set attempt = 0 where state = 'retry'"],
    ['an uncertain delivery', "update deliveries set attempt = 0 where state = 'uncertain'"],
    ['a delivery', "update deliveries set state = 'planned', attempt = 0 where delivery_id = 1"],
  ])('but not where a part is older: %s', async (_part, statement) => {
    const db = await sound()
    await sql.raw(statement).execute(db)
    expect(await isOfOneState(db)).toBe(false)
  })
})

describe('an index that is older than its table', () => {
  /** Puts the first page of an index, as it was in `older`, into `file`. */
  const mix = (file: string, older: string, index: string) => {
    const connection = new Sqlite(file, { readonly: true })
    const root = connection
      .prepare<[string], { rootpage: number }>('select rootpage from sqlite_schema where name = ?')
      .get(index)?.rootpage
    const size = Number(connection.pragma('page_size', { simple: true }))
    connection.close()
    if (root === undefined) throw new Error(`there is no index ${index}`)
    const [from, upTo] = [(root - 1) * size, root * size]
    const bytes = readFileSync(file)
    readFileSync(older).copy(bytes, from, from, upTo)
    writeFileSync(file, bytes)
  }

  it.each(['deliveries_waiting', 'attempts_begun'])('is noticed: %s', async (index) => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const use = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
      const db = await openDatabase(file)
      return await work(db).finally(() => db.destroy())
    }
    const edition = await use((db) => planned(db, '2026-W47', ['a', 'b']))
    await use(async (db) => {
      const one = await claimed(db, edition)
      await begin(db, one, minutes(1))
      await end(db, one, 'submitted')
    })
    copyFileSync(file, `${file}.older`)
    await use(async (db) => {
      const one = await claimed(db, edition)
      await begin(db, one, minutes(1))
      await end(db, one, 'submitted')
    })
    expect(await use(isOfOneState)).toBe(true)
    mix(file, `${file}.older`, index)
    expect(await use(isOfOneState)).toBe(false)
  })
})

describe('behind', () => {
  const at = (attempts: number, lastEdition: HighWater['lastEdition'], begun = 0): HighWater => ({
    identity: 'ours',
    attempts,
    begun,
    lastEdition,
  })

  it.each<[HighWater, HighWater, boolean]>([
    [at(3, '2026-W47'), at(3, '2026-W47'), false],
    [at(2, '2026-W47'), at(3, '2026-W47'), true],
    [at(3, '2026-W46'), at(3, '2026-W47'), true],
    [at(9, '2026-W46'), at(3, '2026-W47'), true],
    [at(3, '2026-W47', 1), at(3, '2026-W47', 2), true],
    [at(3, '2026-W47', 2), at(3, '2026-W47', 2), false],
    [at(4, '2026-W48', 1), at(3, '2026-W47', 2), true],
    [at(0, null), at(0, null), false],
    [at(0, null), at(0, '2026-W01'), true],
    [at(0, '2026-W53'), at(0, '2027-W01'), true],
  ])('%j %j: %s', (ledger, other, behind) => {
    expect(isBehind(ledger, other)).toBe(behind)
  })

  it('never holds for a ledger that has grown', () => {
    const growth = fc.tuple(fc.nat(1000), fc.nat(50), fc.integer({ min: 1, max: 52 }), fc.nat(9))
    const week = (number: number) => `2026-W${String(number).padStart(2, '0')}` as Week
    fc.assert(
      fc.property(growth, ([attempts, more, last, later]) => {
        const before = at(attempts, week(last))
        const after = at(attempts + more, week(Math.min(53, last + later)))
        expect(isBehind(after, before)).toBe(false)
      }),
    )
  })
})
