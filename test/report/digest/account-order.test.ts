import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountMovement } from '../../../src/report/digest/account-movement.js'
import {
  accountOrderings,
  accountOrderOf,
  exitOf,
  inAccountOrder,
} from '../../../src/report/digest/account-order.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { facts } from '../../fixture/history.js'
import { eventful, factsFrom } from '../../fixture/portfolio.js'
import { anyPortfolio } from '../arbitraries.js'

const { movements } = executiveDigest(factsFrom(eventful), null, null)

describe('an address that asks for an order', () => {
  it.each([
    ['name', null, { by: 'name', descending: false }],
    ['revenue', null, { by: 'revenue', descending: true }],
    ['revenue', 'asc', { by: 'revenue', descending: false }],
    ['exit', 'desc', { by: 'exit', descending: true }],
    ['health', 'sideways', { by: 'health', descending: false }],
    ['toString', null, null],
    ['NAME', 'asc', null],
    [null, 'desc', null],
    [['name', 'revenue'], 'asc', null],
  ])('%j, %j', (by, direction, order) => {
    expect(accountOrderOf(by, direction)).toEqual(order)
  })
})

const keys: Readonly<Record<string, (one: AccountMovement) => number | string | null>> = {
  name: ({ name }) => name,
  manager: ({ accountManager }) => accountManager,
  revenue: ({ revenue }) => revenue,
  health: ({ health }) => health,
  change: ({ change }) => change,
  exit: exitOf,
}

describe.each(
  accountOrderings.flatMap((by) => [false, true].map((descending) => ({ by, descending }))),
)('accounts by %o', (order) => {
  const key = keys[order.by] ?? (() => null)

  it('are all there, and those of which it is not known are last', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const given = executiveDigest(facts(histories), null, null).movements
        const sorted = inAccountOrder(given, order)
        expect(new Set(sorted)).toEqual(new Set(given))
        expect(sorted).toHaveLength(given.length)
        const known = sorted.map(key).map((one) => one !== null)
        expect(known).toEqual(known.toSorted((a, b) => Number(b) - Number(a)))
        expect(inAccountOrder(given.toReversed(), order)).toEqual(sorted)
      }),
      { numRuns: 50 },
    )
  })

  it('go one way', () => {
    const known = inAccountOrder(movements, order)
      .map(key)
      .filter((one) => one !== null)
    const steps = known.slice(1).map((one, index) => {
      const before = known[index] ?? one
      return typeof one === 'number'
        ? one - Number(before)
        : String(one).localeCompare(String(before), 'en')
    })
    expect(steps.some((step) => step !== 0)).toBe(true)
    expect(steps.filter((step) => (order.descending ? step > 0 : step < 0))).toEqual([])
  })
})
