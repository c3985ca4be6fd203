import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { History } from '../../../src/report/history.js'
import {
  account,
  aged,
  facts,
  type HistoryParts,
  history,
  level,
  scores,
  snapshot,
} from '../../fixture/history.js'
import { anyPolicy, anyPortfolio } from '../arbitraries.js'

const ended = account({ endedOn: '2026-11-18', endReason: 'price' })

function rowsOf(histories: readonly History[]) {
  return executiveDigest(facts(histories), null, null).movements
}

function rowOf(parts: HistoryParts) {
  return rowsOf([history(parts)])[0]
}

describe('an account in a digest', () => {
  it('that moved says from where, by how much and why', () => {
    const now = snapshot({
      scores: scores({ relationship: 45, innovation: 60, service: 70, commercial: 55.5 }),
      pulse: 'yellow',
      note: 'New director since Tuesday.',
      contacts: ['executives'],
    })
    expect(rowOf({ snapshots: [now, aged(2)] })).toEqual({
      accountId: 'A-1',
      name: 'Meridian Hospital',
      accountManager: 'Ada Park',
      accountManagerAddress: 'ada@example.com',
      region: 'West',
      revenue: 120_000,
      movement: 'down',
      health: 55.2,
      previousHealth: 60,
      change: -4.8,
      status: 'yellow',
      previousStatus: 'yellow',
      statusWeekBefore: 'yellow',
      comparedWeek: '2026-W45',
      weeksSinceUpdate: 0,
      weeksSinceValue: null,
      change4: null,
      change12: null,
      sliding: false,
      slidBefore: false,
      weeksInStatus: 3,
      issue: 'relationship',
      cause: 'relationship',
      pulse: 'yellow',
      restatedFrom: null,
      drivers: [
        { driver: 'relationship', score: 45, change: -6 },
        { driver: 'innovation', score: 60, change: 0 },
        { driver: 'service', score: 70, change: 2 },
        { driver: 'commercial', score: 55.5, change: -0.8 },
      ],
      coverage: ['executives'],
      reason: 'Relationship fell from 60 to 45. New director since Tuesday.',
      note: 'New director since Tuesday.',
      earliestExit: '2026-12-23',
      renewalDate: null,
      action: null,
      leaving: null,
      inTender: false,
      trend: [...Array(9).fill(null), 60, null, 55.2],
      statusTrend: [...Array(9).fill('unknown'), 'yellow', 'yellow', 'yellow'],
    })
  })

  it.each<[string, HistoryParts, Record<string, unknown>]>([
    [
      'that was lost shows its previous status and revenue',
      { account: ended, snapshots: [aged(0, 20), aged(1, 60)] },
      {
        movement: 'lost',
        revenue: 120_000,
        health: null,
        status: null,
        previousHealth: 60,
        previousStatus: 'yellow',
        change: null,
        comparedWeek: null,
        cause: null,
        earliestExit: null,
        reason: 'Contract ended: price',
      },
    ],
    [
      'that was lost while it was stale shows the status that was carried',
      { account: ended, snapshots: [aged(3, 40)] },
      { movement: 'lost', previousHealth: 40, previousStatus: 'red', weeksSinceUpdate: 3 },
    ],
    [
      'that is stale carries the last known and no change',
      { snapshots: [aged(2, 45), aged(3, 80)] },
      {
        movement: 'stale',
        health: 45,
        status: 'red',
        change: null,
        comparedWeek: null,
        weeksSinceUpdate: 2,
        cause: 'relationship',
      },
    ],
    [
      'that is unknown has neither health nor status of its own',
      { snapshots: [aged(4, 45)] },
      {
        movement: 'unknown',
        health: null,
        status: 'unknown',
        statusWeekBefore: 'red',
        change: null,
        weeksSinceUpdate: 4,
        cause: null,
      },
    ],
    [
      'that never reported has no age',
      {},
      { movement: 'unknown', status: 'unknown', weeksSinceUpdate: null, reason: 'Never reported' },
    ],
    [
      'that is new has nothing to compare with',
      { snapshots: [aged(0, 45)] },
      { movement: 'new', health: 45, status: 'red', previousHealth: null, change: null },
    ],
    [
      'that was restated names the earlier figure',
      { snapshots: [aged(0, 55), aged(1, 60)], superseded: aged(1, 71.25) },
      { previousHealth: 60, change: -5, restatedFrom: 71.3 },
    ],
    [
      'compared with a week long gone shows the status of then',
      { snapshots: [aged(0, 80), aged(8, 40)] },
      { previousStatus: 'red', statusWeekBefore: 'unknown', comparedWeek: '2026-W39' },
    ],
    [
      'that began in the week stood nowhere before',
      { account: account({ startedOn: '2026-11-16' }), snapshots: [aged(0)] },
      { movement: 'new', previousStatus: null, statusWeekBefore: null },
    ],
  ])('%s', (_, parts, expected) => {
    expect(rowOf(parts)).toMatchObject(expected)
  })

  it.each([
    [0, '2026-11-23'],
    [30, '2026-12-23'],
    [90, '2027-02-21'],
  ])('with %i days of notice can leave on %s', (noticeDays, earliestExit) => {
    expect(rowOf({ account: account({ noticeDays }) })?.earliestExit).toBe(earliestExit)
  })

  it('says what its drivers did to the tenth', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        for (const row of executiveDigest(facts(histories, { policy }), null, null).movements) {
          const changes = row.drivers.flatMap(({ change }) => change ?? [])
          expect([0, 4]).toContain(changes.length)
          const sum = changes.reduce((total, change) => total + tenths(change), 0)
          if (changes.length > 0) expect(sum).toBe(tenths(row.change ?? Number.NaN))
          if (row.change === null) continue
          const shown = tenths(row.health ?? Number.NaN) - tenths(row.previousHealth ?? Number.NaN)
          expect(tenths(row.change)).toBe(shown)
        }
      }),
    )
  })
})

describe('the order of accounts', () => {
  it('is the largest fall, then the largest rise, then the rest by revenue', () => {
    const falls = [moved('F1', 100, -1), moved('F30', 100, -30), moved('F5', 100, -5)]
    const rises = [moved('R2', 100, 2), moved('R9', 100, 9)]
    const rest = [
      moved('flat', 300, 0.9),
      history({ account: account({ accountId: 'stale', revenue: 500 }), snapshots: [aged(1)] }),
      history({ account: account({ accountId: 'silent', revenue: 100 }) }),
      history({ account: account({ accountId: 'lost', revenue: 400, endedOn: '2026-11-18' }) }),
      history({ account: account({ accountId: 'new', revenue: 200 }), snapshots: [aged(0)] }),
    ]
    const given = [...rest, ...rises, ...falls]
    expect(rowsOf(given).map(({ accountId }) => accountId)).toEqual([
      ...['F30', 'F5', 'F1', 'R9', 'R2'],
      ...['stale', 'lost', 'flat', 'new', 'silent'],
    ])
  })

  it('between equals is by revenue, then by account id', () => {
    const given = [
      moved('C', 100, -5),
      moved('B', 100, -5),
      moved('A', 100, -5),
      moved('D', 200, -5),
    ]
    expect(rowsOf(given).map(({ accountId }) => accountId)).toEqual(['D', 'A', 'B', 'C'])
  })

  it('holds in any portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const keys = rowsOf(histories).map(({ movement, change, revenue }) => {
          if (movement === 'down') return [0, tenths(change ?? 0), 0]
          return movement === 'up' ? [1, -tenths(change ?? 0), 0] : [2, 0, -revenue]
        })
        expect([...keys].sort(lexically)).toEqual(keys)
      }),
    )
  })

  it('does not depend on the order in which the histories came', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const reversed = executiveDigest(facts([...histories].reverse()), null, null)
        expect(reversed).toEqual(executiveDigest(facts(histories), null, null))
      }),
    )
  })
})

function moved(accountId: string, revenue: number, points: number): History {
  return history({
    account: account({ accountId, revenue }),
    snapshots: [aged(0, 0, { scores: level(60 + points) }), aged(1)],
  })
}

function tenths(points: number): number {
  return Math.round(points * 10)
}

function lexically(a: readonly number[], b: readonly number[]): number {
  return a.map((key, index) => key - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}
