import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statuses } from '../../src/report/health.js'
import { likeForLike, portfolioWeek, type Weighed, weighed } from '../../src/report/portfolio.js'
import { account, aged, facts, history } from '../fixture/history.js'
import { anyPolicy, anyPortfolio } from './arbitraries.js'

const anyWeighed: fc.Arbitrary<Weighed> = fc
  .record({
    revenue: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 1e13 }),
    ),
    health: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null }),
  })
  .map(({ revenue, health }) => standingAt(revenue, health))

describe('portfolio health', () => {
  it.each<[string, Weighed[], number | null]>([
    ['one account', [standingAt(100, 623)], 623],
    ['equal revenue', [standingAt(100, 600), standingAt(100, 700)], 650],
    ['the larger contract counts more', [standingAt(300, 600), standingAt(100, 700)], 625],
    ['half a tenth is rounded up', [standingAt(100, 600), standingAt(100, 601)], 601],
    ['just under half a tenth', [standingAt(501, 600), standingAt(499, 601)], 600],
    ['unknown is left out', [standingAt(100, 600), standingAt(900, null)], 600],
    ['no revenue, no weight', [standingAt(100, 600), standingAt(0, 100)], 600],
    ['nothing known', [standingAt(100, null)], null],
    ['nothing with revenue', [standingAt(0, 600)], null],
    ['no accounts', [], null],
  ])('%s', (_, accounts, health) => {
    expect(portfolioWeek(accounts).health).toBe(health)
  })

  it('is the revenue-weighted mean, rounded half away from zero, for any accounts', () => {
    fc.assert(
      fc.property(fc.array(anyWeighed, { maxLength: 60 }), (accounts) => {
        const { health } = portfolioWeek(accounts)
        let [sum, total] = [0n, 0n]
        for (const { revenue, standing } of accounts) {
          sum += BigInt(revenue) * BigInt(standing.health ?? 0)
          total += standing.health === null ? 0n : BigInt(revenue)
        }
        expect(health === null).toBe(total === 0n)
        if (health === null) return
        const twiceError = 2n * (BigInt(health) * total - sum)
        expect(-total < twiceError && twiceError <= total).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the change of health, like for like', () => {
  it('is none where no health changed, whatever became of the contracts', () => {
    const anyBefore = fc.record({
      revenue: fc.integer({ min: 0, max: 1e9 }),
      today: fc.integer({ min: 0, max: 1e9 }),
      desired: fc.boolean(),
    })
    fc.assert(
      fc.property(anyPortfolio, fc.infiniteStream(anyBefore), (histories, before) => {
        const accounts = facts(histories).accounts.map((one) => ({
          ...one,
          weekBefore: one.standing,
          valueBefore: before.next().value,
        }))
        expect(likeForLike(accounts) ?? 0).toBe(0)
      }),
    )
  })
})

describe('accounts by status', () => {
  it('add up to the accounts that count, in number and in revenue', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const { accounts } = facts(histories, { policy })
        for (const when of ['standing', 'weekBefore'] as const) {
          const those = weighed(accounts, when)
          const summed = portfolioWeek(those)
          const parts = statuses.map((status) => summed.byStatus[status])
          expect(total(parts.map((part) => part.accounts))).toBe(those.length)
          expect(summed.accounts).toBe(those.length)
          expect(total(parts.map((part) => part.revenue))).toBe(
            total(those.map((one) => one.revenue)),
          )
        }
      }),
    )
  })
})

describe('the week before', () => {
  it.each([
    [
      'as it was reported',
      [aged(0, 80), aged(1, 40)],
      { health: 400, status: 'red', weeksSinceUpdate: 0 },
    ],
    ['carried', [aged(0, 80), aged(4, 40)], { health: 400, status: 'red', weeksSinceUpdate: 3 }],
    [
      'unknown by then',
      [aged(0, 80), aged(5, 40)],
      { health: null, status: 'unknown', weeksSinceUpdate: 4 },
    ],
    [
      'never reported then',
      [aged(0, 80)],
      { health: null, status: 'unknown', weeksSinceUpdate: null },
    ],
    [
      'known by its age then, unknown now',
      [aged(4, 40)],
      { health: 400, status: 'red', weeksSinceUpdate: 3 },
    ],
  ])('%s', (_, snapshots, standing) => {
    const [one] = facts([history({ snapshots })]).accounts
    expect(one?.weekBefore).toEqual(standing)
  })

  it.each([
    ['started in the week', account({ startedOn: '2026-11-16' }), false],
    ['started on the Sunday before', account({ startedOn: '2026-11-15' }), true],
    ['ended in the week', account({ endedOn: '2026-11-16' }), true],
    [
      'started and ended in the week',
      account({ startedOn: '2026-11-16', endedOn: '2026-11-17' }),
      false,
    ],
  ])('of an account that %s', (_, one, counted) => {
    const [found] = facts([history({ account: one, snapshots: [aged(2)] })]).accounts
    expect(found?.weekBefore !== null).toBe(counted)
  })
})

function standingAt(revenue: number, health: number | null): Weighed {
  const status = health === null ? 'unknown' : 'yellow'
  return { revenue, standing: { health, status, weeksSinceUpdate: 0 } }
}

function total(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0)
}
