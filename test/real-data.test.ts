import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExecutiveDigest } from '../src/report/digest/digest.js'
import { drivers, type Snapshot } from '../src/report/snapshot.js'
import { parseDay, parseWeek, type Week } from '../src/report/week.js'
import { account, facts, history, snapshot } from './fixture/history.js'
import { openDesk } from './fixture/workspace.js'

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

describe.skipIf(!isThere)(
  'the same year, in which nobody wrote down what was done for customers',
  () => {
    it('says nothing of what was earned, and what is true once somebody has begun to', async () => {
      const desk = openDesk({ MAIL_FROM: 'Monday Report <report@example.com>' })
      onTestFinished(desk.close)
      for (const name of ['accounts', 'snapshots']) {
        desk.write(`${name}.csv`, readFileSync(`${folder}${name}.csv`))
      }
      const earnedIn = async (week: Week) => {
        const words = ['preview', '--role', 'executive', '--week', week, '--json']
        return JSON.parse((await desk.mmr(...words)).out) as ExecutiveDigest
      }
      const asOf = ['--as-of', '2017-01-02']
      expect((await desk.mmr('import', 'accounts', 'accounts.csv', ...asOf)).code).toBe(0)
      expect((await desk.mmr('import', 'snapshots', 'snapshots.csv')).code).toBe(0)
      const silent = await earnedIn('2017-W40')
      expect(silent.earned).toEqual({ weeks4: null, weeks13: null, takenForGranted: [] })

      const values =
        'CRM-001,2017-W20,80,Kept\nCRM-002,2017-W31,80,Kept\nCRM-003,2017-W38,80,Kept\n'
      desk.write('values.csv', `account_id,week,health,value_delivered\n${values}`)
      expect((await desk.mmr('import', 'snapshots', 'values.csv')).code).toBe(0)
      const { earned, movements, top20 } = await earnedIn('2017-W40')
      const active = movements.filter(({ movement }) => movement !== 'lost')
      const share = (...ids: string[]) => {
        const those = active.filter(({ accountId }) => ids.includes(accountId))
        const [part, whole] = [those, active].map((rows) =>
          rows.reduce((sum, { revenue }) => sum + revenue, 0),
        )
        return Number(((100 * (part ?? 0)) / (whole ?? 1)).toFixed(1))
      }
      expect(share('CRM-003')).toBeGreaterThan(0)
      expect(earned).toMatchObject({
        weeks4: share('CRM-003'),
        weeks13: share('CRM-002', 'CRM-003'),
      })
      const largest = top20.accounts.map(({ accountId }) => accountId)
      const started = new Map(
        rowsOf('accounts').map((row) => [row.account_id, row.started_on ?? '']),
      )
      const granted = active.filter(
        ({ accountId, status }) =>
          accountId !== 'CRM-003' &&
          (status === 'green' || largest.includes(accountId)) &&
          (started.get(accountId) ?? '') <= '2017-08-20',
      )
      expect(earned.takenForGranted.map(({ accountId }) => accountId).toSorted()).toEqual(
        granted.map(({ accountId }) => accountId).toSorted(),
      )
    })
  },
)
