import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readRefusals } from '../../src/store/links.js'
import { refusalTally, startWeb } from '../../src/web/app.js'
import { friday } from '../fixture/answering.js'
import { scratchDatabase } from '../store/scratch.js'
import { mailedLink, webOf } from './site.js'

const day = 86_400_000
const none = { expired: 0, revoked: 0, removed: 0, unknown: 0, withheld: 0 }

describe('a tally of links refused', () => {
  test('adds to what other servers counted, each day of the week apart from the next', async () => {
    const db = await scratchDatabase()
    let now = friday
    const tallies = [refusalTally(() => now), refusalTally(() => now)]
    for (const { count, save } of tallies) {
      count('unknown')
      count('unknown')
      await save(db)
      await save(db)
    }
    now += 3 * day
    tallies[0]?.count('expired')
    await tallies[0]?.save(db)
    expect(await readRefusals(db, '2026-W46')).toEqual(none)
    expect(await readRefusals(db, '2026-W47')).toEqual({ ...none, unknown: 4 })
    expect(await readRefusals(db, '2026-W48')).toEqual({ ...none, expired: 1 })
  })

  test('keeps what could not be written for the next time', async () => {
    const db = await scratchDatabase()
    const { count, save } = refusalTally(() => friday)
    count('revoked')
    await sql`alter table link_refusals rename to away`.execute(db)
    await expect(save(db)).rejects.toThrow()
    count('revoked')
    await sql`alter table away rename to link_refusals`.execute(db)
    await save(db)
    expect(await readRefusals(db, '2026-W47')).toEqual({ ...none, revoked: 2 })
  })
})

test('a server that closes has written down what it refused, and never which link', async () => {
  const db = await scratchDatabase()
  const made = { db, logged: [], clock: friday }
  const { limits, refused, ...web } = webOf(made)
  const running = await startWeb({ ...web, host: '127.0.0.1', port: 0 })
  onTestFinished(running.close)
  const token = await mailedLink(made)
  made.clock += 9 * day
  await fetch(`${running.url}/update/${token}`)
  await fetch(`${running.url}/update/nonsense`)
  await running.close()
  const { rows } = await sql`select * from link_refusals order by kind`.execute(db)
  expect(rows).toEqual([
    { day: '2026-11-29', kind: 'expired', count: 1 },
    { day: '2026-11-29', kind: 'unknown', count: 1 },
  ])
})
