import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { healthOf, type Status, statusOf } from '../../src/report/health.js'
import { defaultPolicy, type Tenths, toPoints } from '../../src/report/policy.js'
import { drivers, type Scores } from '../../src/report/snapshot.js'
import { level, scores, snapshot } from '../fixture/history.js'
import { anyScore, anyScores, anyWeights } from './arbitraries.js'

const { weights } = defaultPolicy
const equal = { relationship: 1, innovation: 1, service: 1, commercial: 1 }

describe('health', () => {
  it.each<[string, Scores, Tenths]>([
    [
      'every driver',
      scores({ relationship: 50, innovation: 60, service: 70, commercial: 80 }),
      616,
    ],
    ['two drivers', scores({ relationship: 50, service: 80 }), 600],
    ['one driver', scores({ innovation: 37 }), 370],
    ['all at 0', level(0), 0],
    ['all at 100', level(100), 1000],
    ['a score of 0, which is not an absent one', scores({ relationship: 0, service: 100 }), 333],
  ])('is the weighted mean of %s', (_, given, health) => {
    expect(healthOf(snapshot({ scores: given }), weights)).toBe(health)
  })

  it.each<[string, Scores, Tenths]>([
    ['62.25', scores({ relationship: 62, innovation: 62, service: 62, commercial: 63 }), 623],
    ['62.75', scores({ relationship: 62, innovation: 63, service: 63, commercial: 63 }), 628],
    ['62.05', scores({ relationship: 62, innovation: 62.1 }), 621],
    ['49.95', scores({ relationship: 49.9, innovation: 50 }), 500],
    ['74.95', scores({ relationship: 74.95 }), 750],
    ['62.249999', scores({ relationship: 62.249999 }), 622],
    ['1.05', scores({ relationship: 1.05 }), 11],
    ['0.05', scores({ relationship: 0.05 }), 1],
    ['0.35', scores({ relationship: 0.35 }), 4],
    ['33.3333', scores({ relationship: 0, innovation: 0, service: 100 }), 333],
  ])('of %s is rounded once, half away from zero', (_, given, health) => {
    expect(healthOf(snapshot({ scores: given }), equal)).toBe(health)
  })

  it.each<[number, Tenths]>([
    [62.25, 623],
    [62.249999, 622],
    [1.005, 10],
    [1.05, 11],
    [8.35, 84],
    [99.95, 1000],
    [0, 0],
    [100, 1000],
  ])('that another system computed, %d, is taken as it is', (statedHealth, health) => {
    const stated = snapshot({ statedHealth, scores: level(10) })
    expect(healthOf(stated, weights)).toBe(health)
  })

  it('needs a score that has a weight', () => {
    expect(healthOf(snapshot({ scores: scores() }), weights)).toBeNull()
    const unweighted = { ...weights, service: 0 }
    expect(healthOf(snapshot({ scores: scores({ service: 80 }) }), unweighted)).toBeNull()
  })

  it('is exact for any scores and weights', () => {
    fc.assert(
      fc.property(anyScores, anyWeights, (given, weights) => {
        expect(healthOf(snapshot({ scores: given }), weights)).toBe(exactHealth(given, weights))
      }),
      { numRuns: 1000 },
    )
  })

  it('lies between the lowest and the highest score', () => {
    fc.assert(
      fc.property(anyScore, anyScore, anyWeights, (one, other, weights) => {
        const given = scores({
          relationship: one,
          innovation: other,
          service: one,
          commercial: one,
        })
        const health = healthOf(snapshot({ scores: given }), weights) ?? Number.NaN
        expect(toPoints(health)).toBeGreaterThanOrEqual(Math.min(one, other) - 0.050001)
        expect(toPoints(health)).toBeLessThanOrEqual(Math.max(one, other) + 0.050001)
      }),
    )
  })
})

describe('status', () => {
  it.each<[Tenths | null, Status]>([
    [0, 'red'],
    [499, 'red'],
    [500, 'yellow'],
    [749, 'yellow'],
    [750, 'green'],
    [1000, 'green'],
    [null, 'unknown'],
  ])('of health %s tenths is %s by the default bands', (health, status) => {
    expect(statusOf(health, defaultPolicy)).toBe(status)
  })

  it.each<[Tenths, Status]>([
    [649, 'red'],
    [650, 'green'],
  ])('of health %i is %s where the bands leave no yellow', (health, status) => {
    expect(statusOf(health, { ...defaultPolicy, redBelow: 650, greenFrom: 650 })).toBe(status)
  })
})

/** The rule in rational numbers: 2 × mean × 10 + 1, halved downwards, is half away from zero. */
function exactHealth(given: Scores, weights: Record<string, number>): Tenths | null {
  let [sum, total] = [0n, 0n]
  for (const driver of drivers) {
    const score = given[driver]
    if (score === null) continue
    sum += BigInt(weights[driver] ?? 0) * millionths(score)
    total += BigInt(weights[driver] ?? 0)
  }
  return total === 0n ? null : Number((20n * sum + total * 1_000_000n) / (total * 2_000_000n))
}

/** From the decimal text, so that the float's error has no part in it. */
function millionths(score: number): bigint {
  const [whole = '0', decimals = ''] = score.toFixed(6).split('.')
  return BigInt(whole) * 1_000_000n + BigInt(decimals)
}
