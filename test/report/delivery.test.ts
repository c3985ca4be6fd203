import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Attempt, settlementOf } from '../../src/report/delivery.js'

const minute = 60_000
const due = Date.UTC(2026, 10, 23, 7)
const policy = { giveUpAfter: 240 * minute }

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  ...{ attempt: 1, dueAt: due, endedAt: due + 2 * minute, chance: 0 },
  ...changes,
})

const retry = { kind: 'retry', reason: '451 later' } as const

describe('what an outcome means for the ledger', () => {
  it('is its state where nothing more is to be tried, with the server’s words', () => {
    expect(settlementOf({ kind: 'submitted', response: '250 taken' }, attempt(), policy)).toEqual({
      ...{ state: 'submitted', nextAttemptAt: null, reason: '250 taken' },
    })
    for (const kind of ['failed', 'uncertain'] as const) {
      expect(settlementOf({ kind, reason: '550 no' }, attempt(), policy)).toEqual({
        ...{ state: kind, nextAttemptAt: null, reason: '550 no' },
      })
    }
  })

  it('is a retry at once where it is about us, however late', () => {
    const late = attempt({ attempt: 9, endedAt: due + 1000 * minute })
    for (const kind of ['rejected', 'paused'] as const) {
      expect(settlementOf({ kind, reason: '530 log in' }, late, policy)).toEqual({
        ...{ state: 'retry', nextAttemptAt: late.endedAt, reason: '530 log in' },
      })
    }
  })

  it.each([
    [1, 0, 1],
    [2, 0, 2],
    [3, 0, 4],
    [6, 0, 32],
    [7, 0, 60],
    [30, 0, 60],
    [1, 0.5, 0.75],
    [2, 0.999_999, 1],
    [7, 0.5, 45],
  ])('is a retry after attempt %i, with chance %d, %d minutes later', (number, chance, minutes) => {
    const { state, nextAttemptAt, reason } = settlementOf(
      retry,
      attempt({ attempt: number, chance }),
      policy,
    )
    expect({ state, reason }).toEqual({ state: 'retry', reason: '451 later' })
    const after = ((nextAttemptAt ?? 0) - attempt().endedAt) / minute
    expect(after).toBeCloseTo(minutes, 3)
  })

  it('is a failure where the next attempt would come too late, and never before', () => {
    const last = due + policy.giveUpAfter - minute
    expect(settlementOf(retry, attempt({ endedAt: last }), policy)).toMatchObject({
      ...{ state: 'retry', nextAttemptAt: due + policy.giveUpAfter },
    })
    expect(settlementOf(retry, attempt({ endedAt: last + 1 }), policy)).toEqual({
      ...{ state: 'failed', nextAttemptAt: null, reason: 'gave up after 1 attempt: 451 later' },
    })
    const third = attempt({ attempt: 3, endedAt: last })
    expect(settlementOf(retry, third, policy).reason).toBe('gave up after 3 attempts: 451 later')
  })

  it('never lets a retry wait for less than half a minute, or for more than an hour', () => {
    const anyAttempt = fc.record({
      attempt: fc.integer({ min: 1, max: 200 }),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    fc.assert(
      fc.property(anyAttempt, (changes) => {
        const ended = attempt(changes)
        const { nextAttemptAt } = settlementOf(retry, ended, policy)
        const wait = (nextAttemptAt ?? 0) - ended.endedAt
        expect(wait).toBeGreaterThanOrEqual(minute / 2)
        expect(wait).toBeLessThanOrEqual(60 * minute)
      }),
    )
  })
})
