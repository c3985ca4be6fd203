import { describe, expect, it } from 'vitest'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { History } from '../../../src/report/history.js'
import type { Snapshot } from '../../../src/report/snapshot.js'
import { account, aged, facts, history } from '../../fixture/history.js'

/** One of each way to count: revenue is in cents. */
const portfolio = [
  at('to-red', 100_00, [aged(0, 40), aged(1, 60)]),
  at('to-green', 200_00, [aged(0, 80), aged(1, 40)]),
  at('carried', 300_00, [aged(2, 70)]),
  at('to-unknown', 400_00, [aged(4, 30)]),
  at('lost', 500_00, [aged(1, 45)], { endedOn: '2026-11-18' }),
  at('began', 600_50, [aged(0, 49.9)], { startedOn: '2026-11-18' }),
  at('undesired', 9_999_00, [aged(0, 10), aged(1, 90)], { desired: false }),
]

describe('a digest in figures', () => {
  const { portfolio: summary, revenueAtRisk } = executiveDigest(facts(portfolio), null, null)

  it('counts accounts and revenue by status, each with its change', () => {
    expect(summary.byStatus).toEqual({
      red: { accounts: 2, accountsChange: -1, revenue: 700.5, revenueChange: -399.5 },
      yellow: { accounts: 1, accountsChange: -1, revenue: 300, revenueChange: -100 },
      green: { accounts: 1, accountsChange: 1, revenue: 200, revenueChange: 200 },
      unknown: { accounts: 1, accountsChange: 1, revenue: 400, revenueChange: 400 },
    })
    expect(summary).toMatchObject({ accounts: 5, accountsChange: 0 })
  })

  it('weighs health by revenue, unknown left out, and compares rounded figures', () => {
    expect(summary.health).toBe(
      weighed([
        [100, 40],
        [200, 80],
        [300, 70],
        [600.5, 49.9],
      ]),
    )
    const before = weighed([
      [100, 60],
      [200, 40],
      [300, 70],
      [400, 30],
      [500, 45],
    ])
    expect(summary.change).toBe(
      Math.round(
        (weighed([
          [100, 40],
          [200, 80],
          [300, 70],
          [600.5, 49.9],
        ]) -
          before) *
          10,
      ) / 10,
    )
  })

  it('reconciles revenue at risk', () => {
    expect(revenueAtRisk).toEqual({
      total: 700.5,
      previous: 1100,
      change: -399.5,
      bridge: {
        movedIn: 100,
        movedOut: 200,
        new: 600.5,
        lost: 500,
        becameKnown: 0,
        becameUnknown: 400,
        grown: 0,
        cut: 0,
        desiredAgain: 0,
        noLongerDesired: 0,
        exchange: 0,
      },
      byNotice: { '30': 700.5, '60': 0, '90': 0, over90: 0 },
    })
  })

  it('has no health to tell where no status is known, and no change where only one is', () => {
    const silent = executiveDigest(facts([history()]), null, null).portfolio
    expect(silent).toMatchObject({ accounts: 1, health: null, change: null })
    const first = executiveDigest(facts([history({ snapshots: [aged(0)] })]), null, null).portfolio
    expect(first).toMatchObject({ health: 60, change: null })
    const fell = executiveDigest(facts([history({ snapshots: [aged(4)] })]), null, null).portfolio
    expect(fell).toMatchObject({ health: null, change: null })
  })

  it('is all zero for no accounts', () => {
    const { portfolio: none, revenueAtRisk: risk } = executiveDigest(facts([]), null, null)
    expect(none).toMatchObject({ accounts: 0, accountsChange: 0, health: null, change: null })
    expect(risk).toMatchObject({ total: 0, previous: 0, change: 0 })
  })
})

type Overrides = Partial<History['account']>

function at(accountId: string, revenue: number, told: Snapshot[], overrides?: Overrides): History {
  return history({ account: account({ accountId, revenue, ...overrides }), snapshots: told })
}

function weighed(parts: readonly (readonly [revenue: number, health: number])[]): number {
  const sum = parts.reduce((total, [revenue, health]) => total + revenue * health, 0)
  return Math.round((sum / parts.reduce((total, [revenue]) => total + revenue, 0)) * 10) / 10
}
