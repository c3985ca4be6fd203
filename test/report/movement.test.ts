import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Movement } from '../../src/report/movement.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { shiftWeek } from '../../src/report/week.js'
import {
  account,
  aged,
  facts,
  factsOfOne,
  type HistoryParts,
  history,
  snapshot,
  week,
} from '../fixture/history.js'
import { anyPolicy, anyPortfolio } from './arbitraries.js'

const ended = account({ endedOn: '2026-11-18' })

describe('movement', () => {
  it.each<[string, HistoryParts, Movement]>([
    ['ended inside the week', { account: ended, snapshots: [aged(1)] }, 'lost'],
    [
      'ended inside the week, with a snapshot in it',
      { account: ended, snapshots: [aged(0), aged(1)] },
      'lost',
    ],
    ['ended inside the week, never reported', { account: ended }, 'lost'],
    ['a snapshot in the week, none before', { snapshots: [aged(0)] }, 'new'],
    ['a rise from the week before', { snapshots: [aged(0, 61), aged(1, 60)] }, 'up'],
    ['a fall from the week before', { snapshots: [aged(0, 59), aged(1, 60)] }, 'down'],
    ['the same as the week before', { snapshots: [aged(0), aged(1)] }, 'flat'],
    ['a fall from an older week', { snapshots: [aged(0, 40), aged(9, 60)] }, 'down'],
    ['the latest 1 week old', { snapshots: [aged(1), aged(2, 80)] }, 'stale'],
    ['the latest 3 weeks old', { snapshots: [aged(3)] }, 'stale'],
    ['the latest 4 weeks old', { snapshots: [aged(4)] }, 'unknown'],
    ['never reported', {}, 'unknown'],
  ])('%s', (_, parts, movement) => {
    expect(factsOfOne(parts).movement).toBe(movement)
  })

  it.each<[number, number, number, Movement]>([
    [10, 60, 61, 'up'],
    [10, 60, 60.9, 'flat'],
    [10, 60, 60.95, 'up'],
    [10, 60, 60.949999, 'flat'],
    [10, 60, 59, 'down'],
    [10, 60, 59.1, 'flat'],
    [10, 60.05, 59.1, 'down'],
    [25, 60, 62.5, 'up'],
    [25, 60, 62.4, 'flat'],
    [25, 60, 57.5, 'down'],
    [25, 60, 57.6, 'flat'],
    [1, 60, 60.1, 'up'],
    [1, 60, 59.9, 'down'],
    [0, 60, 60, 'flat'],
    [0, 60, 60.1, 'up'],
    [0, 60, 59.9, 'down'],
  ])('with a threshold of %i tenths, from %d to %d is %s', (movePoints, from, to, movement) => {
    const snapshots = [aged(0, to), aged(1, from)]
    expect(factsOfOne({ snapshots }, { ...defaultPolicy, movePoints }).movement).toBe(movement)
  })

  it('is counted in rounded figures, so that the subtraction shown holds', () => {
    const { comparison, standing } = factsOfOne({ snapshots: [aged(0, 60.94), aged(1, 59.96)] })
    expect([standing?.health, comparison?.health, comparison?.change]).toEqual([609, 600, 9])
  })

  it('names the week compared with, also across a year of 53 weeks', () => {
    const at = '2027-W01'
    const snapshots = ['2027-W01', '2026-W51'].map((one) => snapshot({ week: one as typeof week }))
    expect(factsOfOne({ at, snapshots }).comparison?.week).toBe('2026-W51')
    expect(factsOfOne({ snapshots: [aged(0), aged(1), aged(2)] }).comparison?.week).toBe('2026-W46')
  })

  it('compares nothing for an account that is lost, stale, unknown or new', () => {
    for (const snapshots of [[aged(0)], [aged(1), aged(2)], [aged(5), aged(6)], []]) {
      expect(factsOfOne({ snapshots }).comparison).toBeNull()
    }
    expect(factsOfOne({ account: ended, snapshots: [aged(0), aged(1)] }).comparison).toBeNull()
  })

  it('of any portfolio agrees with the table', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        for (const { account, movement, comparison, standing } of facts(histories, { policy })
          .accounts) {
          const change = comparison?.change ?? null
          expect(movement === 'lost').toBe(standing === null)
          expect(movement === 'unknown').toBe(standing?.health === null)
          expect(['up', 'down', 'flat'].includes(movement)).toBe(change !== null)
          if (movement === 'up')
            expect(change).toBeGreaterThanOrEqual(Math.max(1, policy.movePoints))
          if (movement === 'down')
            expect(change).toBeLessThanOrEqual(-Math.max(1, policy.movePoints))
          if (movement === 'flat')
            expect(Math.abs(change ?? 0)).toBeLessThanOrEqual(policy.movePoints)
          expect(account.accountId).toMatch(/^A-/)
        }
      }),
    )
  })
})

describe('a compared week that was corrected after its own edition', () => {
  const snapshots = [aged(0, 55), aged(1, 60)]

  it.each([
    ['said another figure', aged(1, 70), 700],
    ['said the same figure', aged(1, 60, { note: 'corrected' }), null],
    ['said another figure that rounds to the same', aged(1, 60.04), null],
    ['was not corrected', null, null],
  ])('%s', (_, superseded, restatedFrom) => {
    const { comparison } = factsOfOne({ snapshots, superseded })
    expect(comparison).toMatchObject({ health: 600, change: -50, restatedFrom })
  })

  it('leaves what is not compared unmarked', () => {
    expect(factsOfOne({ snapshots: [aged(1)], superseded: aged(1, 90) }).comparison).toBeNull()
  })
})

describe('an account that is not of the week', () => {
  it.each([
    ['ended before it', account({ endedOn: '2026-11-15' })],
    ['starts after it', account({ startedOn: '2026-11-23' })],
  ])('%s has no facts', (_, one) => {
    expect(facts([history({ account: one, snapshots: [aged(0)] })]).accounts).toEqual([])
  })

  it('has them in the weeks in which it was active', () => {
    const one = history({ account: account({ startedOn: '2026-11-23' }), at: shiftWeek(week, 1) })
    expect(facts([one], { at: shiftWeek(week, 1) }).accounts).toHaveLength(1)
  })
})
