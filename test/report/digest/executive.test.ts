import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExecutiveDigest, executiveDigest } from '../../../src/report/digest/digest.js'
import { account, facts, history, presentation } from '../../fixture/history.js'
import { anyPolicy, anyPortfolio } from '../arbitraries.js'

const grace = { name: 'Grace Hall', address: 'grace@example.com' }

describe("an executive's digest", () => {
  it('names its weeks, the Monday it is read on, and its reader', () => {
    expect(executiveDigest(facts([]), grace, 'West')).toMatchObject({
      week: '2026-W47',
      previousWeek: '2026-W46',
      monday: '2026-11-23',
      role: 'executive',
      recipient: grace,
      region: 'West',
      presentation,
    })
    const yearEnd = executiveDigest(facts([], { at: '2027-W01' }), null, null)
    expect(yearEnd).toMatchObject({ previousWeek: '2026-W53', monday: '2027-01-11' })
  })

  it.each([
    [null, ['A-1', 'A-2', 'A-3']],
    ['West', ['A-1']],
    ['west', ['A-1']],
    ['East', ['A-2']],
    ['North', []],
  ])('of region %s', (region, accountIds) => {
    const edition = facts([
      history({ account: account({ accountId: 'A-1', region: 'West' }) }),
      history({ account: account({ accountId: 'A-2', region: 'East' }) }),
      history({ account: account({ accountId: 'A-3', region: null }) }),
    ])
    const { movements, portfolio } = executiveDigest(edition, null, region)
    expect(movements.map(({ accountId }) => accountId)).toEqual(accountIds)
    expect(portfolio.accounts).toBe(accountIds.length)
  })

  it('lists accounts that are not desired apart, in none of its figures', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const whole = executiveDigest(facts(histories, { policy }), null, null)
        const desired = histories.filter((one) => one.account.desired)
        const without = executiveDigest(facts(desired, { policy }), null, null)
        expect({ ...whole, notDesired: [] }).toEqual(without)
        const active = facts(histories).accounts.filter((one) => !one.account.desired)
        expect(whole.notDesired).toHaveLength(active.length)
      }),
    )
  })

  it('bridges revenue at risk as its own movements tell it', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const digest = executiveDigest(facts(histories, { policy }), null, null)
        expect(inCents(digest.revenueAtRisk.bridge)).toMatchObject(retold(digest))
        const { total, previous, change } = digest.revenueAtRisk
        expect(cents(change)).toBe(cents(total) - cents(previous))
      }),
    )
  })

  it('comes out the same from facts that were frozen as JSON', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const edition = facts(histories)
        const frozen = JSON.parse(JSON.stringify(edition))
        expect(frozen).toEqual(edition)
        expect(executiveDigest(frozen, null, null)).toEqual(executiveDigest(edition, null, null))
      }),
    )
  })
})

/** What each account did to revenue at risk, worked out from the public fields alone. */
function retold({ movements }: ExecutiveDigest): Record<string, number> {
  const bridge = { movedIn: 0, movedOut: 0, new: 0, lost: 0, becameKnown: 0, becameUnknown: 0 }
  for (const { status, statusWeekBefore: before, revenue } of movements) {
    if (status === before || (status !== 'red' && before !== 'red')) continue
    const [other, steps] =
      status === 'red'
        ? [before, ['new', 'becameKnown', 'movedIn'] as const]
        : [status, ['lost', 'becameUnknown', 'movedOut'] as const]
    const step = other === null ? steps[0] : other === 'unknown' ? steps[1] : steps[2]
    bridge[step] += cents(revenue)
  }
  return bridge
}

function inCents(amounts: object): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([side, amount]) => [side, cents(amount)]))
}

function cents(amount: number): number {
  return Math.round(amount * 100)
}
