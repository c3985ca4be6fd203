import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, test } from 'vitest'
import { addBounce, readBounces } from '../../src/store/bounces.js'
import type { Database } from '../../src/store/database.js'
import { migrations } from '../../src/store/migrations.js'
import { addReply, readReplies } from '../../src/store/replies.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

const times = { receivedAt: '2026-11-16T07:00:09.000Z', recordedAt: '2026-11-16T08:00:00.000Z' }
const one = { ...times, deliveryId: 1, recipient: null }
const reported = {
  ...one,
  reportId: '<a@mx>',
  action: 'failed',
  kind: 'permanent',
  status: '5.1.1',
  diagnostic: '550 no',
} as const
const inWords = {
  ...one,
  reportId: '<b@mx>',
  action: 'in-words',
  kind: null,
  status: null,
  diagnostic: 'failure notice',
} as const

async function addDelivery(db: Database): Promise<void> {
  await sql`
    insert into editions (edition_id, kind, week, slot, due_at, cut_off, made_at)
    values (1, 'report', '2026-W46', '', '', '', '')`.execute(db)
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
    values (1, 1, 'executive', 'jon@example.com', '', 'jon@example.com', '', 'submitted')
  `.execute(db)
}

/** A database as it was before there were bounces in words. */
async function databaseBefore(file: string): Promise<Database> {
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: new Sqlite(file) }) })
  const steps = Object.entries(migrations)
  const mine = steps.findIndex(([name]) => name.endsWith('bounces-in-words'))
  const getMigrations = async () => Object.fromEntries(steps.slice(0, mine))
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
  expect(error).toBeUndefined()
  return db
}

test('what came back before there were bounces in words is kept, and takes them beside it', async () => {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  const before = await databaseBefore(file)
  await addDelivery(before)
  expect(await addBounce(before, reported)).toBe(true)
  await expect(addBounce(before, inWords)).rejects.toThrow()
  await before.destroy()

  const after = await scratchDatabase(file)
  expect(await readBounces(after, [1])).toEqual([reported])
  expect(await addBounce(after, inWords)).toBe(true)
  expect(await addBounce(after, inWords)).toBe(false)
  const delayed = { ...reported, reportId: '<c@mx>', action: 'delayed', kind: 'transient' } as const
  expect(await addBounce(after, delayed)).toBe(true)
  expect(await readBounces(after, [1])).toEqual([reported, inWords, delayed])
})

test('a reply is kept once, the latest first', async () => {
  const db = await scratchDatabase()
  await addDelivery(db)
  const reply = {
    ...times,
    deliveryId: 1,
    reportId: '<r@mx>',
    kind: 'automatic',
    words: 'Away',
  } as const
  const later = { ...reply, reportId: '<s@mx>', recordedAt: '2026-11-17T08:00:00.000Z' }
  expect(await addReply(db, reply)).toBe(true)
  expect(await addReply(db, reply)).toBe(false)
  expect(await addReply(db, later)).toBe(true)
  expect(await readReplies(db, [1, 2])).toEqual([later, reply])
})
