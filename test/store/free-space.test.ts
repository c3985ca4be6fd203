import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { backUp } from '../../src/store/backup.js'
import type { Database } from '../../src/store/database.js'
import { addMessages } from '../../src/store/messages.js'
import { giveBack, letGo, readFileSpace, rewrite } from '../../src/store/prune.js'
import { minutes, planned } from './ledger-book.js'
import { putReleased } from './released/files.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

const megabyte = 1e6

/** Twenty messages of 100 KB. */
async function fill(db: Database): Promise<void> {
  const names = Array.from({ length: 20 }, (_, at) => `reader-${at}@example.com`)
  await planned(db, '2026-W20', names, { composed: false })
  const { rows } = await sql<{ id: number }>`select delivery_id as id from deliveries`.execute(db)
  const messages = rows.map(({ id }) => ({
    deliveryId: id,
    messageId: `<big-${id}@example.com>`,
    subject: 'Monday',
    composedAt: minutes(0),
    bytes: randomBytes(100_000),
    pictures: [],
  }))
  await addMessages(db, messages)
}

async function emptied(db: Database): Promise<void> {
  const { rows } = await sql<{ id: number }>`select delivery_id as id from deliveries`.execute(db)
  await letGo(
    db,
    rows.map(({ id }) => id),
  )
}

async function sizeOf(db: Database, file: string): Promise<number> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
  return (await stat(file)).size
}

describe('the space of what is let go of', () => {
  it('goes back to the disk, a few pages at a time', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const db = await scratchDatabase(file)
    await fill(db)
    expect(await sizeOf(db, file)).toBeGreaterThan(2 * megabyte)
    await emptied(db)
    const before = await readFileSpace(db)
    expect(before).toMatchObject({ shrinks: true })
    expect(before.free).toBeGreaterThan(1.9 * megabyte)
    expect(await giveBack(db, 100)).toBe(true)
    expect(before.free - (await readFileSpace(db)).free).toBe(100 * 4096)
    let steps = 0
    while (await giveBack(db, 100)) steps += 1
    expect(steps).toBeGreaterThan(2)
    expect(await readFileSpace(db)).toMatchObject({ free: 0 })
    expect(await sizeOf(db, file)).toBeLessThan(0.4 * megabyte)
    const whole = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
    expect(whole.rows).toEqual([{ integrity_check: 'ok' }])
  })

  it('stays in the file of an earlier version, until that is written anew', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    putReleased('0.1.0', file)
    const db = await scratchDatabase(file)
    expect(await readFileSpace(db)).toMatchObject({ shrinks: false })
    await fill(db)
    await emptied(db)
    expect(await giveBack(db, 100)).toBe(false)
    expect(await sizeOf(db, file)).toBeGreaterThan(2 * megabyte)
    const rows = () => sql`select * from messages order by delivery_id`.execute(db)
    const before = await rows()
    await rewrite(db)
    expect(await readFileSpace(db)).toMatchObject({ shrinks: true, free: 0 })
    expect(await sizeOf(db, file)).toBeLessThan(0.5 * megabyte)
    expect((await rows()).rows).toEqual(before.rows)
  })

  it('is given back in the copy that a backup makes, too', async () => {
    const directory = scratchDirectory()
    const db = await scratchDatabase(join(directory, 'mmr.sqlite'))
    const copy = join(directory, 'copy.sqlite')
    expect(await backUp(db, copy)).toBe('done')
    const connection = new Sqlite(copy, { readonly: true })
    expect(connection.pragma('auto_vacuum', { simple: true })).toBe(2)
    connection.close()
  })
})
