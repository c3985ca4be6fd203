import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Issue, issueOf, lowestDriver } from '../../src/report/issue.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { type Driver, drivers, type Scores } from '../../src/report/snapshot.js'
import { factsOfOne, level, scores, snapshot } from '../fixture/history.js'
import { anyScores, anyWeights } from './arbitraries.js'

const { weights } = defaultPolicy

/** One weight for each driver, in their usual order. */
function weighing(
  ...[relationship, innovation, service, commercial]: [number, number, number, number]
) {
  return { relationship, innovation, service, commercial }
}

describe('cause', () => {
  it.each<[string, Scores, Driver | null]>([
    ['the heaviest of equal scores', level(60), 'relationship'],
    [
      'the score counts, not what it takes from health',
      { ...level(90), relationship: 70, commercial: 69.9 },
      'commercial',
    ],
    ['what was not scored is no cause', scores({ innovation: 50, service: 60 }), 'innovation'],
    ['0 is scored', scores({ relationship: 90, commercial: 0 }), 'commercial'],
    ['all at 100', level(100), 'relationship'],
    ['nothing scored', scores(), null],
  ])('%s', (_, given, cause) => {
    expect(lowestDriver(snapshot({ scores: given }), weights)).toBe(cause)
  })

  it('has a weight', () => {
    const service = weighing(0, 0, 5, 0)
    expect(lowestDriver(snapshot({ scores: { ...level(0), service: 90 } }), service)).toBe(
      'service',
    )
    expect(lowestDriver(snapshot({ scores: scores({ commercial: 0 }) }), service)).toBeNull()
  })

  it('between equals is the heavier, and between those the first', () => {
    const [equal, heavier] = [weighing(10, 10, 10, 10), weighing(10, 10, 20, 20)]
    expect(lowestDriver(snapshot({ scores: level(40) }), equal)).toBe('relationship')
    expect(lowestDriver(snapshot({ scores: level(40) }), heavier)).toBe('service')
  })

  it('is none of a health that another system stated', () => {
    const stated = snapshot({ scores: level(40), statedHealth: 60 })
    expect(lowestDriver(stated, weights)).toBeNull()
    expect(issueOf(stated, weights)).toBeNull()
  })

  it('has no lower one beside it that has a weight, whatever the scores', () => {
    fc.assert(
      fc.property(anyScores, anyWeights, (given, weights) => {
        const cause = lowestDriver(snapshot({ scores: given }), weights)
        const counting = drivers.filter((one) => given[one] !== null && weights[one] > 0)
        expect(cause === null).toBe(counting.length === 0)
        if (cause === null) return
        const rank = (one: Driver): [number, number, number] => [
          Math.round((given[one] ?? 0) * 1e6),
          -weights[one],
          drivers.indexOf(one),
        ]
        const first = counting.toSorted((a, b) => compare(rank(a), rank(b)))[0]
        expect(cause).toBe(first)
      }),
    )
  })
})

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index])
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}

describe('kind of issue', () => {
  it.each<[string, Scores, Issue | null]>([
    ['the relationship is lower', { ...level(60), relationship: 40 }, 'relationship'],
    ['service is lower', { ...level(60), service: 40 }, 'operational'],
    ['equal', level(60), 'both'],
    ['just under five points apart', scores({ relationship: 60, service: 55.000001 }), 'both'],
    ['five points apart', scores({ relationship: 60, service: 55 }), 'operational'],
    [
      'five points apart, the other way',
      scores({ innovation: 55, commercial: 60 }),
      'relationship',
    ],
    // (40 × 50 + 22 × 60) / 62 = 53.548… and (20 × 60 + 18 × 57) / 38 = 58.578…: 5.03 apart
    [
      'by the weighted means',
      { relationship: 50, innovation: 60, service: 60, commercial: 57 },
      'relationship',
    ],
    // The same with a commercial of 56: 58.105…, 4.56 apart
    [
      'a little less by the weighted means',
      { relationship: 50, innovation: 60, service: 60, commercial: 56 },
      'both',
    ],
    ['one side scored, and well', scores({ relationship: 90 }), 'relationship'],
    ['the other side alone', scores({ service: 30, commercial: 80 }), 'operational'],
    ['nothing scored', scores(), null],
  ])('%s', (_, given, issue) => {
    expect(issueOf(snapshot({ scores: given }), weights)).toBe(issue)
  })

  it('leaves out what has no weight', () => {
    const noService = weighing(40, 22, 0, 18)
    const given = { ...level(60), service: 0 }
    expect(issueOf(snapshot({ scores: given }), noService)).toBe('both')
    expect(issueOf(snapshot({ scores: scores({ service: 0 }) }), noService)).toBeNull()
    const noOperations = weighing(40, 22, 0, 0)
    expect(issueOf(snapshot({ scores: given }), noOperations)).toBe('relationship')
  })

  it('is what fractions of whole numbers say, whatever the scores and weights', () => {
    fc.assert(
      fc.property(anyScores, anyWeights, (given, weights) => {
        const side = (...of: Driver[]) => {
          const counting = of.filter((one) => given[one] !== null && weights[one] > 0)
          const sum = (value: (one: Driver) => bigint) =>
            counting.reduce((total, one) => total + value(one), 0n)
          return {
            weight: sum((one) => BigInt(weights[one])),
            sum: sum((one) => BigInt(weights[one]) * BigInt(Math.round((given[one] ?? 0) * 1e6))),
          }
        }
        const [r, o] = [side('relationship', 'innovation'), side('service', 'commercial')]
        const difference = r.sum * o.weight - o.sum * r.weight
        const five = 5_000_000n * r.weight * o.weight
        const expected =
          r.weight === 0n && o.weight === 0n
            ? null
            : o.weight === 0n
              ? 'relationship'
              : r.weight === 0n
                ? 'operational'
                : difference < five && -difference < five
                  ? 'both'
                  : difference < 0n
                    ? 'relationship'
                    : 'operational'
        expect(issueOf(snapshot({ scores: given }), weights)).toBe(expected)
      }),
    )
  })

  it.each([
    [40, 'both'],
    [60, 'both'],
    [80, null],
  ])('is told of an account of health %i as %s: green is none', (health, issue) => {
    expect(factsOfOne({ snapshots: [snapshot({ scores: level(health) })] }).issue).toBe(issue)
  })
})
