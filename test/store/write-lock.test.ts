import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { writingTogether } from '../../src/store/claim.js'
import { reading, writing } from '../../src/store/database.js'
import { neighbour } from './neighbour.js'
import { accountIds, addAccount } from './plain-account.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

/** A database whose write lock another program has until it is told to leave. */
async function locked(patience?: number) {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  const db = await scratchDatabase(file, patience === undefined ? {} : { patience })
  await addAccount(db, 'A')
  const other = neighbour(
    file,
    `const db = new Sqlite(file)
     db.exec('begin immediate')
     say('locked')
     await left
     db.exec('rollback')`,
  )
  await other.heard()
  return { db, other }
}

describe('while another program has the write lock', () => {
  it.each([
    ['a transaction', (db) => writing(db, (db) => addAccount(db, 'B'))],
    ['a single statement', (db) => addAccount(db, 'B')],
    ['work that shares a transaction', (db) => writingTogether(db, (db) => addAccount(db, 'B'))],
    [
      'a transaction on a connection of its own',
      (db) => db.connection().execute((own) => writing(own, (own) => addAccount(own, 'B'))),
    ],
  ] satisfies [string, (db: Awaited<ReturnType<typeof scratchDatabase>>) => Promise<unknown>][])(
    '%s waits for it, and reading does not',
    async (_what, write) => {
      const { db, other } = await locked()
      let isKept = false
      const kept = write(db).then(() => {
        isKept = true
      })
      expect(await accountIds(db)).toEqual(['A'])
      expect(await reading(db, accountIds)).toEqual(['A'])
      expect(isKept).toBe(false)
      await other.leave()
      await kept
      expect(await accountIds(db)).toEqual(['A', 'B'])
    },
  )

  it('a write that waited in vain has done nothing, and says who is in the way', async () => {
    const { db, other } = await locked(200)
    let begun = 0
    const failing = writing(db, async () => {
      begun += 1
    })
    await expect(failing).rejects.toMatchObject({ kind: 'locked' })
    expect(begun).toBe(0)
    await other.leave()
    await writing(db, (db) => addAccount(db, 'B'))
    expect(await accountIds(db)).toEqual(['A', 'B'])
  })

  it('work that shares a transaction is refused together, and not one after the other', async () => {
    const { db } = await locked(500)
    const start = performance.now()
    const works = Array.from({ length: 20 }, (_, index) =>
      writingTogether(db, (db) => addAccount(db, `B${index}`)),
    )
    const ends = await Promise.allSettled(works)
    expect(ends.map((end) => end.status === 'rejected' && end.reason.kind)).toEqual(
      works.map(() => 'locked'),
    )
    // One after the other, it would be ten seconds.
    expect(performance.now() - start).toBeLessThan(5000)
  })
})

describe('a transaction', () => {
  it('keeps its turn to its end: what others ask for meanwhile sees all of it or nothing', async () => {
    const db = await scratchDatabase()
    let seen: Promise<string[]> = Promise.resolve([])
    await writing(db, async (transaction) => {
      await addAccount(transaction, 'A')
      seen = accountIds(db)
      await addAccount(transaction, 'B')
    })
    expect(await seen).toEqual(['A', 'B'])
  })

  it('that fails gives its turn back', async () => {
    const db = await scratchDatabase()
    const nonsense = writing(db, (db) => sql`insert into nowhere values (1)`.execute(db))
    await expect(nonsense).rejects.toThrow('nowhere')
    const deferred = writing(db, async (db) => {
      await sql`pragma defer_foreign_keys = on`.execute(db)
      await sql`
        insert into snapshots (week, account_id, version, recorded_at, recorded_by, service)
        values ('2026-W47', 'nobody', 1, '2026-11-23', 'test', 50)`.execute(db)
    })
    await expect(deferred).rejects.toThrow('FOREIGN KEY')
    await addAccount(db, 'A')
    expect(await reading(db, accountIds)).toEqual(['A'])
  })
})
