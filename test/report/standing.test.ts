import { describe, expect, it } from 'vitest'
import { weekStatus } from '../../src/report/health.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { aged, scores, snapshot, week } from '../fixture/history.js'

describe('where an account stands', () => {
  it.each([
    [0, { health: 420, status: 'red', weeksSinceUpdate: 0 }],
    [1, { health: 420, status: 'red', weeksSinceUpdate: 1 }],
    [3, { health: 420, status: 'red', weeksSinceUpdate: 3 }],
    [4, { health: null, status: 'unknown', weeksSinceUpdate: 4 }],
    [60, { health: null, status: 'unknown', weeksSinceUpdate: 60 }],
  ])('%i weeks after its latest snapshot', (age, standing) => {
    expect(weekStatus(aged(age, 42), week, defaultPolicy)).toEqual(standing)
  })

  it.each([
    [0, 1],
    [1, 2],
    [6, 7],
  ])('carried for %i weeks by the settings, is unknown after %i', (staleWeeks, age) => {
    const policy = { ...defaultPolicy, staleWeeks }
    expect(weekStatus(aged(age - 1, 80), week, policy).status).toBe('green')
    expect(weekStatus(aged(age, 80), week, policy).status).toBe('unknown')
  })

  it('counts weeks across a year of 53', () => {
    const latest = snapshot({ week: '2026-W52' })
    expect(weekStatus(latest, '2027-W02', defaultPolicy)).toMatchObject({
      status: 'yellow',
      weeksSinceUpdate: 3,
    })
    expect(weekStatus(latest, '2027-W03', defaultPolicy).status).toBe('unknown')
  })

  it('is unknown without any snapshot, and with nothing scored that has a weight', () => {
    expect(weekStatus(null, week, defaultPolicy)).toEqual({
      health: null,
      status: 'unknown',
      weeksSinceUpdate: null,
    })
    const policy = { ...defaultPolicy, weights: { ...defaultPolicy.weights, service: 0 } }
    const unweighted = snapshot({ scores: scores({ service: 90 }) })
    expect(weekStatus(unweighted, week, policy)).toEqual({
      health: null,
      status: 'unknown',
      weeksSinceUpdate: 0,
    })
  })
})
