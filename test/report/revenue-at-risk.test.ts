import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bridge, revenueAtRisk } from '../../src/report/revenue-at-risk.js'
import { account, aged, facts, type HistoryParts, history } from '../fixture/history.js'
import { anyPolicy, anyPortfolio } from './arbitraries.js'

const red = 40
const yellow = 60
const green = 90
const startedInWeek = account({ startedOn: '2026-11-17' })
const endedInWeek = account({ endedOn: '2026-11-17' })

/** One account with revenue of 120,000.00: where it stands on the bridge. */
function riskOf(parts: HistoryParts) {
  return revenueAtRisk(facts([history(parts)]).accounts)
}

describe('the bridge', () => {
  it.each<[string, HistoryParts, keyof Bridge | null]>([
    ['yellow to red', { snapshots: [aged(0, red), aged(1, yellow)] }, 'movedIn'],
    ['green to red', { snapshots: [aged(0, red), aged(1, green)] }, 'movedIn'],
    ['carried yellow to red', { snapshots: [aged(0, red), aged(4, yellow)] }, 'movedIn'],
    ['red to yellow', { snapshots: [aged(0, yellow), aged(1, red)] }, 'movedOut'],
    ['red to green', { snapshots: [aged(0, green), aged(2, red)] }, 'movedOut'],
    ['began red', { account: startedInWeek, snapshots: [aged(0, red)] }, 'new'],
    [
      'began red, reported on before it began',
      { account: startedInWeek, snapshots: [aged(0, red), aged(1, yellow)] },
      'new',
    ],
    [
      'began, red from before it began',
      { account: startedInWeek, snapshots: [aged(1, red)] },
      'new',
    ],
    ['began green', { account: startedInWeek, snapshots: [aged(0, green)] }, null],
    ['lost from red', { account: endedInWeek, snapshots: [aged(1, red)] }, 'lost'],
    ['lost from carried red', { account: endedInWeek, snapshots: [aged(4, red)] }, 'lost'],
    [
      'lost from red, better in its last week',
      { account: endedInWeek, snapshots: [aged(0, green), aged(1, red)] },
      'lost',
    ],
    [
      'lost from green, red in its last week',
      { account: endedInWeek, snapshots: [aged(0, red), aged(1, green)] },
      null,
    ],
    ['lost from unknown', { account: endedInWeek, snapshots: [aged(5, red)] }, null],
    ['first report, red', { snapshots: [aged(0, red)] }, 'becameKnown'],
    ['unknown to red', { snapshots: [aged(0, red), aged(5, red)] }, 'becameKnown'],
    ['red to unknown', { snapshots: [aged(4, red)] }, 'becameUnknown'],
    ['yellow to unknown', { snapshots: [aged(4, yellow)] }, null],
    ['red and red', { snapshots: [aged(0, red), aged(1, red)] }, null],
    ['red, carried', { snapshots: [aged(1, red)] }, null],
    ['yellow to green', { snapshots: [aged(0, green), aged(1, yellow)] }, null],
  ])('%s', (_, parts, step) => {
    const { bridge, total, previous } = riskOf(parts)
    const crossed = Object.entries(bridge).filter(([, amount]) => amount !== 0)
    expect(crossed).toEqual(step === null ? [] : [[step, 12_000_000]])
    expect(previous + sumOf(bridge)).toBe(total)
  })

  it('adds up to the cent for any portfolio and policy', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const { total, previous, bridge, byNotice } = revenueAtRisk(
          facts(histories, { policy }).accounts,
        )
        expect(previous + sumOf(bridge)).toBe(total)
        expect(Math.min(...Object.values(bridge))).toBeGreaterThanOrEqual(0)
        expect(Object.values(byNotice).reduce((sum, amount) => sum + amount)).toBe(total)
      }),
      { numRuns: 300 },
    )
  })

  it('starts where the week before ended, as long as nothing else was recorded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 6 }),
        (score, age) => {
          const snapshots = [aged(age + 1, score)]
          const before = facts([history({ snapshots, at: '2026-W46' })], { at: '2026-W46' })
          expect(riskOf({ snapshots }).previous).toBe(revenueAtRisk(before.accounts).total)
        },
      ),
    )
  })
})

describe('red revenue by notice', () => {
  it.each([
    [0, '30'],
    [30, '30'],
    [31, '60'],
    [60, '60'],
    [61, '90'],
    [90, '90'],
    [91, 'over90'],
    [365, 'over90'],
  ])('%i days', (noticeDays, bucket) => {
    const { byNotice } = riskOf({ account: account({ noticeDays }), snapshots: [aged(0, red)] })
    expect(byNotice).toEqual({ '30': 0, '60': 0, '90': 0, over90: 0, [bucket]: 12_000_000 })
  })

  it('counts carried red, and neither yellow nor lost', () => {
    expect(riskOf({ snapshots: [aged(3, red)] }).byNotice['30']).toBe(12_000_000)
    expect(riskOf({ snapshots: [aged(0, yellow)] }).byNotice['30']).toBe(0)
    expect(riskOf({ account: endedInWeek, snapshots: [aged(0, red)] }).byNotice['30']).toBe(0)
  })
})

function sumOf(bridge: Bridge): number {
  const gained = bridge.movedIn + bridge.new + bridge.becameKnown
  return gained - bridge.movedOut - bridge.lost - bridge.becameUnknown
}
