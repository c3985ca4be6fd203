import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../../src/report/account.js'
import { accountManagerDigest } from '../../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { statuses } from '../../../src/report/health.js'
import { account, aged, facts, history } from '../../fixture/history.js'
import { anyPolicy, anyPortfolio } from '../arbitraries.js'

const nobody = { accounts: 0, revenue: 0 }

describe('the portfolio of the last 12 weeks', () => {
  it('counts accounts and revenue by status, those that have ended since too', () => {
    const edition = facts([
      history({
        account: account({ accountId: 'A-1', revenue: 100_50 }),
        snapshots: [aged(0, 40), aged(1, 60), aged(2, 80)],
      }),
      history({
        account: account({ accountId: 'A-2', revenue: 200_00, endedOn: '2026-11-10' }),
        snapshots: [aged(2, 80)],
      }),
      history({ account: account({ accountId: 'A-3', desired: false }), snapshots: [aged(0, 10)] }),
    ])
    const { portfolioTrend } = executiveDigest(edition, null, null)
    expect(portfolioTrend.map(({ week }) => week)).toEqual(
      [36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47].map((number) => `2026-W${number}`),
    )
    expect(portfolioTrend.slice(-3).map(({ byStatus }) => byStatus)).toEqual([
      { red: nobody, yellow: nobody, green: { accounts: 2, revenue: 300.5 }, unknown: nobody },
      { red: nobody, yellow: { accounts: 1, revenue: 100.5 }, green: nobody, unknown: nobody },
      { red: { accounts: 1, revenue: 100.5 }, yellow: nobody, green: nobody, unknown: nobody },
    ])
    expect(portfolioTrend[0]?.byStatus.unknown).toEqual({ accounts: 2, revenue: 300.5 })
  })

  it('leaves out what is of others or not desired, even where it has ended since', () => {
    const ended = (accountId: string, parts: Partial<Account>) =>
      history({
        account: account({ accountId, endedOn: '2026-11-10', ...parts }),
        snapshots: [aged(2, 80)],
      })
    const edition = facts([
      ended('A-1', { revenue: 1_00 }),
      ended('A-2', { revenue: 10_00, region: 'East' }),
      ended('A-3', { revenue: 100_00, desired: false }),
    ])
    const told = [null, 'West', 'East'].map((region) => {
      const { portfolioTrend } = executiveDigest(edition, null, region)
      return portfolioTrend.at(-3)?.byStatus.green.revenue
    })
    expect(told).toEqual([11, 1, 10])
  })

  it('ends with the figures of the reported week and of the week before, in every scope', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const edition = facts(histories, { policy })
        for (const { portfolioTrend, portfolio } of [
          executiveDigest(edition, null, null),
          executiveDigest(edition, null, 'West'),
          accountManagerDigest(edition, { name: 'Ada Park', address: 'ada@example.com' }),
        ]) {
          const [before, now] = portfolioTrend.slice(-2)
          for (const status of statuses) {
            const { accounts, accountsChange, revenue, revenueChange } = portfolio.byStatus[status]
            expect(now?.byStatus[status]).toEqual({ accounts, revenue })
            expect(before?.byStatus[status].accounts).toBe(accounts - accountsChange)
            expect(cents(before?.byStatus[status].revenue)).toBe(
              cents(revenue) - cents(revenueChange),
            )
          }
        }
      }),
    )
  })
})

describe('the bands', () => {
  it('are told in points', () => {
    const { bands } = executiveDigest(facts([]), null, null)
    expect(bands).toEqual({ redBelow: 50, greenFrom: 75 })
  })
})

function cents(money = Number.NaN): number {
  return Math.round(money * 100)
}
