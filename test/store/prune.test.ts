import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { countPrunable, nothing, pruneSome } from '../../src/store/prune.js'
import { bring, minutes, planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const later = { messages: minutes(60 * 24 * 200), links: minutes(60 * 24 * 20) }
const everyone = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}@example.com`)

async function whole(db: Database): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select d.state || ' ' || d.address as line
    from messages m join deliveries d on d.delivery_id = m.delivery_id
    where length(m.bytes) > 0
    order by d.delivery_id
  `.execute(db)
  return rows.map(({ line }) => line)
}

describe('messages out of time', () => {
  async function ofAllStates(db: Database) {
    const edition = await planned(db, '2026-W47', everyone)
    await bring(db, edition, ['submitted', 'failed', 'uncertain', 'retry', 'sending'])
    await sql`update deliveries set state = 'skipped' where address = 'g@example.com'`.execute(db)
    return edition
  }

  it('go, whatever became of them, but not those that a worker may still submit', async () => {
    const db = await scratchDatabase()
    await ofAllStates(db)
    const told = await countPrunable(db, later)
    expect(told).toMatchObject({ messages: 4, bytes: 4 * 'To: a@example.com\r\n'.length })
    expect(await pruneSome(db, later, 100)).toEqual(told)
    expect(await whole(db)).toEqual([
      'retry d@example.com',
      'sending e@example.com',
      'planned f@example.com',
    ])
    expect(await countPrunable(db, later)).toEqual(nothing)
  })

  it('stay in the ledger by their ID, their subject and their time', async () => {
    const db = await scratchDatabase()
    await ofAllStates(db)
    const rows = () =>
      sql`
        select m.delivery_id, m.message_id, m.subject, m.composed_at, d.state, d.reason,
               (select count(*) from attempts) as attempts
        from messages m join deliveries d on d.delivery_id = m.delivery_id
      `.execute(db)
    const before = await rows()
    await pruneSome(db, later, 100)
    expect((await rows()).rows).toEqual(before.rows)
  })

  it('are counted from what was last done about them', async () => {
    const db = await scratchDatabase()
    await ofAllStates(db)
    // Composed at 0, settled at 2 minutes.
    expect(await pruneSome(db, { ...later, messages: minutes(2) }, 100)).toMatchObject({
      messages: 1,
    })
    expect(await whole(db)).not.toContain('skipped g@example.com')
    expect(await pruneSome(db, { ...later, messages: minutes(3) }, 100)).toMatchObject({
      messages: 3,
    })
  })

  it('go a few at a time, the oldest first', async () => {
    const db = await scratchDatabase()
    await ofAllStates(db)
    await sql`update messages set composed_at = ${minutes(-5)} where delivery_id = 3`.execute(db)
    expect(await pruneSome(db, later, 1)).toMatchObject({ messages: 1 })
    expect(await whole(db)).not.toContain('uncertain c@example.com')
    const steps = [2, 2, 2].map(() => pruneSome(db, later, 2))
    expect((await Promise.all(steps)).map(({ messages }) => messages)).toEqual([2, 1, 0])
  })
})

describe('links out of time', () => {
  const link = (db: Database, hash: string, until: number, used: string | null = null) =>
    sql`
      insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at,
                         first_used_at)
      values (${hash}, 'unsubscribe', 'a@example.com', 1, ${minutes(0)}, ${minutes(until)}, ${used})
    `.execute(db)

  it('go, but for those that something came by', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W47', ['a@example.com'])
    await link(db, 'old', 1)
    await link(db, 'new', 60 * 24 * 30)
    await link(db, 'used', 1, minutes(0))
    await sql`
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      values ('executive', 'a@example.com', ${minutes(0)}, 'used')
    `.execute(db)
    expect(await countPrunable(db, later)).toMatchObject({ links: 1 })
    expect(await pruneSome(db, later, 100)).toMatchObject({ links: 1 })
    const { rows } = await sql<{ hash: string }>`
      select link_hash as hash from links order by 1
    `.execute(db)
    expect(rows.map(({ hash }) => hash)).toEqual(['new', 'used'])
  })

  it('so do requests for one that were dealt with, and what people replied', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W47', ['a@example.com'])
    await sql`
      insert into link_requests (recipient, asked_at, answered_at)
      values ('a@example.com', ${minutes(0)}, ${minutes(1)}), ('b@example.com', ${minutes(0)}, null)
    `.execute(db)
    await sql`
      insert into replies (delivery_id, report_id, kind, words, received_at, recorded_at)
      values (1, 'r', 'person', 'I am away', ${minutes(0)}, ${minutes(0)})
    `.execute(db)
    const found = { requests: 1, replies: 1 }
    expect(await countPrunable(db, later)).toMatchObject(found)
    expect(await pruneSome(db, later, 100)).toMatchObject(found)
    const { rows } = await sql`
      select (select group_concat(recipient) from link_requests) as asked, kind, words from replies
    `.execute(db)
    expect(rows).toEqual([{ asked: 'b@example.com', kind: 'person', words: null }])
  })
})

describe('the ways to what is out of time', () => {
  it('go by indexes, however much is kept', async () => {
    const db = await scratchDatabase()
    const plans = await Promise.all([
      sql<{ detail: string }>`
        explain query plan
        select m.delivery_id from messages m
        join deliveries d on d.delivery_id = m.delivery_id
        where length(m.bytes) > 0 and m.composed_at < 'x' order by m.composed_at limit 20
      `.execute(db),
      sql<{ detail: string }>`
        explain query plan
        select link_hash from links
        where first_used_at is null and expires_at < 'x' order by expires_at limit 20
      `.execute(db),
    ])
    const ways = plans.flatMap(({ rows }) => rows.map(({ detail }) => detail))
    expect(ways.join('\n')).toMatch(/messages_kept/)
    expect(ways.join('\n')).toMatch(/links_unused/)
  })
})
