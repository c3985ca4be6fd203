import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { writingTogether } from '../../src/store/claim.js'
import { type Database, writing } from '../../src/store/database.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

async function add(db: Database, file: string): Promise<Database> {
  await sql`
    insert into imports (kind, file, recorded_at, faults)
    values ('accounts', ${file}, '2026-11-23T05:00:00.000Z', 0)
  `.execute(db)
  return db
}

async function kept(db: Database): Promise<string[]> {
  const { rows } = await sql<{ file: string }>`select file from imports order by file`.execute(db)
  return rows.map(({ file }) => file)
}

describe('work that is asked for at the same time', () => {
  it('is done in one transaction, and each gets its own answer', async () => {
    const db = await scratchDatabase()
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((file) =>
        writingTogether(db, async (db) => ({ file, transaction: await add(db, file) })),
      ),
    )
    expect(answers.map(({ file }) => file)).toEqual(['a', 'b', 'c'])
    expect(new Set(answers.map(({ transaction }) => transaction)).size).toBe(1)
    expect(await kept(db)).toEqual(['a', 'b', 'c'])
  })

  it('is kept when it returns, for others to see', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const db = await scratchDatabase(file)
    const other = await scratchDatabase(file)
    const seen = await Promise.all(
      ['a', 'b'].map(async (file) => {
        await writingTogether(db, (db) => add(db, file))
        return await kept(other)
      }),
    )
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('fails alone, and leaves nothing behind', async () => {
    const db = await scratchDatabase()
    const outcomes = await Promise.allSettled([
      writingTogether(db, (db) => add(db, 'a')),
      writingTogether(db, async (db) => {
        await add(db, 'b')
        throw new Error('not b')
      }),
      writingTogether(db, (db) => add(db, 'c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { message: 'not b' } })
    expect(await kept(db)).toEqual(['a', 'c'])
  })

  it('fails with its own error where it is the only one', async () => {
    const db = await scratchDatabase()
    const failing = writingTogether(db, async (db) => {
      await add(db, 'a')
      throw new Error('not a')
    })
    await expect(failing).rejects.toThrow('not a')
    expect(await kept(db)).toEqual([])
  })
})

it('has its turn when it is asked for while other work is being done', async () => {
  const db = await scratchDatabase()
  const later: Promise<unknown>[] = []
  await writingTogether(db, async (transaction) => {
    later.push(writingTogether(db, (db) => add(db, 'b')))
    await add(transaction, 'a')
  })
  await Promise.all(later)
  expect(await kept(db)).toEqual(['a', 'b'])
})

it('is a part of the transaction that it is in', async () => {
  const db = await scratchDatabase()
  const failing = writing(db, async (db) => {
    await writingTogether(db, (db) => add(db, 'a'))
    throw new Error('none of it')
  })
  await expect(failing).rejects.toThrow('none of it')
  expect(await kept(db)).toEqual([])
})
