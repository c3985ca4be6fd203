import { describe, expect, it } from 'vitest'
import { weakestDriver } from '../../src/report/health.js'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Driver, Scores } from '../../src/report/snapshot.js'
import { level, scores, snapshot } from '../fixture/history.js'

const { weights } = defaultPolicy

describe('cause', () => {
  it.each<[string, Scores, Driver | null]>([
    ['the heaviest of equal scores', level(60), 'relationship'],
    [
      'weight counts, not the score alone',
      { ...level(90), relationship: 70, commercial: 40 },
      'relationship',
    ],
    [
      'a low score outweighs a heavy one',
      { ...level(90), relationship: 80, commercial: 30 },
      'commercial',
    ],
    ['what was not scored pulls nothing', scores({ innovation: 50, service: 60 }), 'innovation'],
    ['0 is scored', scores({ relationship: 90, commercial: 0 }), 'commercial'],
    ['all at 100', level(100), null],
    ['nothing scored', scores(), null],
  ])('%s', (_, given, cause) => {
    expect(weakestDriver(snapshot({ scores: given }), weights)).toBe(cause)
  })

  it('has a weight', () => {
    const service = { relationship: 0, innovation: 0, service: 5, commercial: 0 }
    expect(weakestDriver(snapshot({ scores: level(0) }), service)).toBe('service')
    expect(weakestDriver(snapshot({ scores: scores({ commercial: 0 }) }), service)).toBeNull()
  })

  it('between equals is the first driver, whatever floats make of it', () => {
    const three = { relationship: 3, innovation: 1, service: 0, commercial: 0 }
    const given = scores({ relationship: 99.9, innovation: 99.7 })
    expect(weakestDriver(snapshot({ scores: given }), three)).toBe('relationship')
  })
})
