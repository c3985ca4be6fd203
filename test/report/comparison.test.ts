import { describe, expect, it } from 'vitest'
import { comparisonOf } from '../../src/report/movement.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { type HistoryParts, history, level, scores, snapshot } from '../fixture/history.js'

const before = snapshot({ week: '2026-W46', scores: level(70) })
const compared = (changes: HistoryParts) => comparisonOf(history(changes), defaultPolicy)

describe('an account and the week before', () => {
  it('are held against each other', () => {
    expect(compared({ latest: snapshot(), earlier: before })).toMatchObject({
      ...{ week: '2026-W46', health: 700, change: -100, status: 'yellow', restatedFrom: null },
    })
  })

  it('are not where one is missing or has no health', () => {
    const none = snapshot({ week: '2026-W46', scores: scores() })
    expect(compared({ latest: null, earlier: before })).toBeNull()
    expect(compared({ latest: snapshot(), earlier: null })).toBeNull()
    expect(compared({ latest: snapshot({ scores: scores() }), earlier: before })).toBeNull()
    expect(compared({ latest: snapshot(), earlier: none })).toBeNull()
  })

  it('tell of another figure that the week before had in its own report', () => {
    const told = (score: number) =>
      compared({
        ...{ latest: snapshot(), earlier: before },
        superseded: snapshot({ week: '2026-W46', scores: level(score) }),
      })?.restatedFrom
    expect(told(50)).toBe(500)
    expect(told(70)).toBeNull()
  })
})
