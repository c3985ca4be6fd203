import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { drivers, type Snapshot } from '../src/report/snapshot.js'
import { parseDay, parseWeek, type Week } from '../src/report/week.js'
import { account, facts, history, snapshot } from './fixture/history.js'

/** A year of a real sales team's accounts: scores that nobody made up for a test. */
const folder = fileURLToPath(new URL('../../shared/data/crm-2017/', import.meta.url))
const isThere = existsSync(`${folder}snapshots.csv`)
if (!isThere) console.warn(`There is no ${folder}: what real accounts do is skipped.`)

type Row = Readonly<Record<string, string>>

function rowsOf(name: string): Row[] {
  return parse(readFileSync(`${folder}${name}.csv`, 'utf8'), { columns: true })
}

function snapshotOf(row: Row): Snapshot {
  const [relationship = null, innovation = null, service = null, commercial = null] = drivers.map(
    (driver) => (row[driver] === '' ? null : Number(row[driver])),
  )
  const week = parseWeek(row.week ?? '')
  if (week === null) throw new Error(`not a week: ${row.week}`)
  const scores = { relationship, innovation, service, commercial }
  return snapshot({ accountId: row.account_id ?? '', week, scores })
}

describe.skipIf(!isThere)('a real year of 85 accounts', () => {
  const accounts = isThere ? rowsOf('accounts') : []
  const snapshots = isThere ? rowsOf('snapshots').map(snapshotOf) : []

  function factsAt(at: Week) {
    const histories = accounts.map((row) => {
      const accountId = row.account_id ?? ''
      const startedOn = parseDay(row.started_on ?? '')
      const own = snapshots.filter((one) => one.accountId === accountId)
      return history({ account: account({ accountId, startedOn }), snapshots: own, at })
    })
    return facts(histories, { at }).accounts
  }

  // Twelve weeks, counted as one more or one less, would make ten of the nine in W50.
  it.each([
    ['2017-W10', 25, 1],
    ['2017-W20', 12, 7],
    ['2017-W30', 11, 5],
    ['2017-W40', 13, 7],
    ['2017-W50', 14, 9],
  ] as const)('in %s calls %i accounts unchanged, and %i of them slide', (at, flat, sliding) => {
    const unchanged = factsAt(at).filter(({ movement }) => movement === 'flat')
    expect(unchanged).toHaveLength(flat)
    expect(unchanged.filter((one) => one.sliding)).toHaveLength(sliding)
  })
})
