import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { addAccount } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

describe('a snapshot', () => {
  it('is never changed and never deleted', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    await sql`
      insert into snapshots (week, account_id, version, recorded_at, recorded_by, service)
      values ('2026-W47', 'A', 1, '2026-11-23', 'test', 50)`.execute(db)
    await expect(sql`update snapshots set service = 60`.execute(db)).rejects.toThrow(
      'never changed',
    )
    await expect(sql`delete from snapshots`.execute(db)).rejects.toThrow('never deleted')
  })

  it('has a known account and a score', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    const add = (account: string, score: number | null) =>
      sql`
        insert into snapshots (week, account_id, version, recorded_at, recorded_by, service)
        values ('2026-W47', ${account}, 1, '2026-11-23', 'test', ${score})`.execute(db)
    await expect(add('B', 50)).rejects.toThrow('FOREIGN KEY')
    await expect(add('A', null)).rejects.toThrow('CHECK')
    await expect(add('A', 101)).rejects.toThrow('CHECK')
  })
})
