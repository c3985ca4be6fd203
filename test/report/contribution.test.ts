import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Contributions,
  contributionChanges,
  contributions,
} from '../../src/report/contribution.js'
import { healthOf } from '../../src/report/health.js'
import { defaultPolicy, type Policy } from '../../src/report/policy.js'
import { drivers, type Scores } from '../../src/report/snapshot.js'
import { level, scores, snapshot } from '../fixture/history.js'
import { anyScore, anyScores, anyWeights } from './arbitraries.js'

const { weights } = defaultPolicy
const equal = { relationship: 1, innovation: 1, service: 1, commercial: 1 }

describe('contributions', () => {
  it.each<[string, Scores, Contributions]>([
    [
      'all drivers',
      { relationship: 50, innovation: 60, service: 70, commercial: 80 },
      { relationship: 200, innovation: 132, service: 140, commercial: 144 },
    ],
    [
      'one driver gives everything',
      scores({ service: 63 }),
      { relationship: 0, innovation: 0, service: 630, commercial: 0 },
    ],
    [
      'the leftover tenth goes to the largest remainder',
      { relationship: 33, innovation: 34, service: 35, commercial: 36 },
      { relationship: 132, innovation: 75, service: 70, commercial: 65 },
    ],
  ])('of %s', (_, given, expected) => {
    expect(contributions(snapshot({ scores: given }), weights)).toEqual(expected)
  })

  it('sum to health exactly, each within a tenth of its share', () => {
    fc.assert(
      fc.property(anyScores, anyWeights, (given, weights) => {
        const scored = snapshot({ scores: given })
        const parts = contributions(scored, weights)
        const health = healthOf(scored, weights)
        expect(sumOf(parts)).toBe(health)
        if (parts === null) return
        const shares = sharesOf(given, weights)
        for (const driver of drivers)
          expect(Math.abs(parts[driver] - shares[driver])).toBeLessThan(1.000001)
      }),
      { numRuns: 500 },
    )
  })

  it('are nothing where health was stated or cannot be worked out', () => {
    expect(contributions(snapshot({ statedHealth: 70 }), weights)).toBeNull()
    expect(contributions(snapshot({ scores: scores() }), weights)).toBeNull()
  })
})

describe('what each driver did', () => {
  it.each<[string, Scores, Scores, Contributions]>([
    [
      'relationship fell',
      { ...level(60), relationship: 45 },
      level(60),
      { relationship: -60, innovation: 0, service: 0, commercial: 0 },
    ],
    [
      'nothing changed',
      level(60),
      level(60),
      { relationship: 0, innovation: 0, service: 0, commercial: 0 },
    ],
    [
      'a driver scored for the first time counts in full, and the others weigh less',
      scores({ relationship: 60, innovation: 60 }),
      scores({ relationship: 60 }),
      { relationship: -213, innovation: 213, service: 0, commercial: 0 },
    ],
    [
      'a driver no longer scored',
      scores({ relationship: 60 }),
      scores({ relationship: 60, service: 30 }),
      { relationship: 200, innovation: 0, service: -100, commercial: 0 },
    ],
    [
      'no driver in common',
      scores({ commercial: 80 }),
      scores({ service: 50 }),
      { relationship: 0, innovation: 0, service: -500, commercial: 800 },
    ],
  ])('%s', (_, now, before, expected) => {
    const changes = contributionChanges(
      snapshot({ scores: now }),
      snapshot({ scores: before }),
      weights,
    )
    expect(changes).toEqual(expected)
  })

  it('goes to the first of equal remainders', () => {
    const changes = contributionChanges(
      snapshot({ scores: level(50.1) }),
      snapshot({ scores: level(50) }),
      equal,
    )
    expect(changes).toEqual({ relationship: 1, innovation: 0, service: 0, commercial: 0 })
  })

  it('sums to the change exactly, each within a tenth of what it really was', () => {
    fc.assert(
      fc.property(anyScores, anyScores, anyWeights, (now, before, weights) => {
        expectExactChanges({ now, before, weights })
      }),
      { numRuns: 2000 },
    )
  })

  it('follows the score where the same drivers are scored: never up for a fall, 0 for no change', () => {
    const four = fc.record({
      relationship: anyScore,
      innovation: anyScore,
      service: anyScore,
      commercial: anyScore,
    })
    fc.assert(
      fc.property(four, four, anyWeights, (now, before, weights) => {
        const scored = snapshot({ scores: { ...now, service: before.service } })
        const changes = contributionChanges(scored, snapshot({ scores: before }), weights)
        for (const driver of drivers) {
          const change = changes?.[driver] ?? Number.NaN
          const rise = (scored.scores[driver] ?? 0) - before[driver]
          expect(change * rise).toBeGreaterThanOrEqual(0)
          if (rise === 0) expect(change).toBe(0)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is nothing for a driver without a weight', () => {
    fc.assert(
      fc.property(anyScore, anyScore, (now, before) => {
        const only = { relationship: 7, innovation: 0, service: 3, commercial: 0 }
        const changes = contributionChanges(
          snapshot({ scores: { ...level(now), innovation: before } }),
          snapshot({ scores: level(before) }),
          only,
        )
        expect(changes).toMatchObject({ innovation: 0, commercial: 0 })
      }),
    )
  })

  it('is unknown where either health was stated or cannot be worked out', () => {
    const [stated, scored] = [snapshot({ statedHealth: 70 }), snapshot()]
    const unscored = snapshot({ scores: scores() })
    expect(contributionChanges(stated, scored, weights)).toBeNull()
    expect(contributionChanges(scored, stated, weights)).toBeNull()
    expect(contributionChanges(unscored, scored, weights)).toBeNull()
    expect(contributionChanges(scored, unscored, weights)).toBeNull()
  })
})

interface Pair {
  readonly now: Scores
  readonly before: Scores
  readonly weights: Policy['weights']
}

function expectExactChanges({ now, before, weights }: Pair): void {
  const [is, was] = [snapshot({ scores: now }), snapshot({ scores: before })]
  const [health, previous] = [healthOf(is, weights), healthOf(was, weights)]
  const changes = contributionChanges(is, was, weights)
  const change = health === null || previous === null ? null : health - previous
  expect(sumOf(changes)).toBe(change)
  if (change === null) return
  const [shares, shared] = [sharesOf(now, weights), sharesOf(before, weights)]
  for (const driver of drivers) {
    const error = (changes?.[driver] ?? Number.NaN) - (shares[driver] - shared[driver])
    expect(Math.abs(error)).toBeLessThan(1.000001)
  }
}

function sumOf(parts: Contributions | null): number | null {
  return parts === null ? null : drivers.reduce((sum, driver) => sum + parts[driver], 0)
}

/** `weight × score / Σ weight` in tenths, unrounded. */
function sharesOf(given: Scores, weights: Policy['weights']): Contributions {
  const total = drivers.reduce((sum, one) => (given[one] === null ? sum : sum + weights[one]), 0)
  const share = (one: (typeof drivers)[number]) => (weights[one] * (given[one] ?? 0) * 10) / total
  return {
    relationship: share('relationship'),
    innovation: share('innovation'),
    service: share('service'),
    commercial: share('commercial'),
  }
}
