import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { makeShrinkable, pruneAll } from '../../src/run/keeping.js'
import { openDatabase } from '../../src/store/database.js'
import { readFileSpace } from '../../src/store/prune.js'
import { due, type Office, openOffice } from '../fixture/office.js'
import { happens, start, startAndStop } from '../fixture/running-worker.js'
import { putReleased } from '../store/released/files.js'

const week = 168 * 60 * 60_000

const whole = ({ desk }: Office) =>
  desk.rows<{ count: number }>('select count(*) as count from messages where length(bytes) > 0')[0]
    ?.count

describe('the worker', () => {
  test('lets go of what is out of time by itself, and tells it once', async () => {
    const office = await openOffice({ WEB_URL: 'https://report.example.com' })
    await startAndStop(office)
    const old = new Date(due)
    for (const name of office.desk.files('outbox')) {
      utimesSync(join(office.desk.directory, 'outbox', name), old, old)
    }
    expect(whole(office)).toBe(5)
    office.events()
    office.at(due + 27 * week)
    const pruned = happens(office, 'pruned')
    const worker = start(office)
    await pruned
    await worker.stop()
    const told = office.events().filter(({ kind }) => kind === 'pruned')
    expect(told).toMatchObject([{ pruned: { messages: 5, files: 14 } }])
    // Only the notices of this Monday are new.
    const kept = office.desk.rows(
      `select e.kind from messages m
       join deliveries d on d.delivery_id = m.delivery_id
       join editions e on e.edition_id = d.edition_id
       where length(m.bytes) > 0`,
    )
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['skipped', 'held']))
    expect(await readFileSpace(office.db)).toMatchObject({ free: 0 })
  })

  test('goes round once an hour, and tells nothing where nothing went', async () => {
    const office = await openOffice()
    await startAndStop(office)
    expect(office.events().filter(({ kind }) => kind === 'pruned')).toEqual([])
  })
})

describe('letting go', () => {
  test('keeps nobody else from writing for longer than a step takes', async () => {
    const office = await openOffice()
    await startAndStop(office)
    office.desk.execute(
      `insert into deliveries (edition_id, role, recipient, name, address, due_at, state)
       with recursive n (at) as (select 1 union all select at + 1 from n where at < 400)
       select 1, 'executive', at || '@example.com', '', at || '@example.com', '2026-01-01', 'submitted'
       from n`,
    )
    office.desk.execute(
      `insert into messages (delivery_id, message_id, subject, composed_at, bytes)
       select delivery_id, delivery_id, '', '2026-01-01', randomblob(75000) from deliveries
       where delivery_id > 5`,
    )
    office.at(due + 20 * week)
    const other = writeElsewhere(join(office.desk.directory, 'mmr.sqlite'))
    await other.begun
    expect(await pruneAll(office.work, { outbox: 'none', pause: 5 })).toMatchObject({
      messages: 400,
    })
    const { writes, longest } = await other.end()
    expect(writes).toBeGreaterThan(20)
    // In milliseconds. SQLite itself looks again after up to a tenth of a second.
    expect(longest).toBeLessThan(1500)
  })

  test('ends when it is asked to, and goes on the next time', async () => {
    const office = await openOffice()
    await startAndStop(office)
    office.at(due + 27 * week)
    const claiming = new AbortController()
    claiming.abort()
    const stop = { claiming: claiming.signal, sending: claiming.signal }
    const pruning = { outbox: 'none', pause: 0 }
    expect(await pruneAll({ ...office.work, stop }, pruning)).toMatchObject({ messages: 0 })
    expect(whole(office)).toBe(5)
    expect(await pruneAll(office.work, pruning)).toMatchObject({ messages: 5 })
  })
})

describe('the file of an earlier version', () => {
  const opened = async () => {
    const office = await openOffice()
    const file = join(office.desk.directory, 'earlier.sqlite')
    putReleased('0.1.0', file)
    const db = await openDatabase(file)
    return { work: { ...office.work, db }, db, events: office.events }
  }

  test('is written anew once, so that it shrinks', async () => {
    const { work, db, events } = await opened()
    events()
    expect(await makeShrinkable(work)).toBeNull()
    expect(await makeShrinkable(work)).toBeNull()
    expect(events().map(({ kind }) => kind)).toEqual(['rewriting'])
    expect(await readFileSpace(db)).toMatchObject({ shrinks: true })
    await db.destroy()
  })

  test('stays as it is while a worker is sending', async () => {
    const { work, db } = await opened()
    const now = new Date(work.now() + 60_000).toISOString()
    await sql`
      update deliveries set state = 'sending', owner = 'another', lease_until = ${now}
      where delivery_id = 1
    `.execute(db)
    expect(await makeShrinkable(work)).toEqual({ kind: 'sending' })
    expect(await readFileSpace(db)).toMatchObject({ shrinks: false })
    await db.destroy()
  })
})

/** A program that writes over and over, and tells how long it ever had to wait for its turn. */
function writeElsewhere(file: string) {
  const script = `
    const { default: Sqlite } = await import('better-sqlite3')
    const db = new Sqlite(${JSON.stringify(file)}, { timeout: 10000 })
    let [going, writes, longest] = [true, 0, 0]
    process.stdin.on('data', () => { going = false })
    process.stdout.write('ready')
    while (going) {
      const before = performance.now()
      db.exec('update installation set prompts_since = prompts_since')
      longest = Math.max(longest, performance.now() - before)
      writes += 1
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    process.stdout.write(JSON.stringify({ writes, longest }))
    process.exit()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  const begun = once(child.stdout, 'data')
  return {
    begun,
    end: async (): Promise<{ readonly writes: number; readonly longest: number }> => {
      const said = text(child.stdout)
      child.stdin.end('stop')
      return JSON.parse(await said)
    },
  }
}
