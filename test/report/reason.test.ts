import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mainDriver } from '../../src/report/reason.js'
import { type Driver, drivers, type Scores } from '../../src/report/snapshot.js'
import {
  account,
  aged,
  facts,
  factsOfOne,
  type HistoryParts,
  level,
  scores,
  snapshot,
} from '../fixture/history.js'
import { anyPortfolio } from './arbitraries.js'

const none = { relationship: 0, innovation: 0, service: 0, commercial: 0 }

/** This week's scores against those of the week before. */
function compared(now: Scores, before: Scores): HistoryParts {
  return { snapshots: [aged(0, 0, { scores: now }), aged(1, 0, { scores: before })] }
}

describe('the reason', () => {
  it.each<[string, HistoryParts, string]>([
    ['a fall', compared({ ...level(60), service: 30 }, level(60)), 'Service fell from 60 to 30'],
    [
      'a rise',
      compared({ ...level(60), innovation: 82.5 }, level(60)),
      'Innovation rose from 60 to 82.5',
    ],
    [
      'the driver that did most, not the one whose score moved most',
      compared({ ...level(60), relationship: 50, commercial: 45 }, level(60)),
      'Relationship fell from 60 to 50',
    ],
    [
      'a fall, though the driver that did most rose',
      compared({ relationship: 80, innovation: 40, service: 40, commercial: 40 }, level(60)),
      'Relationship rose from 60 to 80, outweighed by the rest: innovation fell from 60 to 40',
    ],
    [
      'flat and a little lower, though the driver that did most rose',
      compared({ relationship: 62, innovation: 58, service: 57, commercial: 60 }, level(60)),
      'Relationship rose from 60 to 62, outweighed by the rest: service fell from 60 to 57',
    ],
    [
      'flat, where what rose and what fell even out',
      compared({ relationship: 62, innovation: 60, service: 56, commercial: 60 }, level(60)),
      'Relationship rose from 60 to 62, evened out by the rest',
    ],
    [
      'flat, by what moved most',
      compared({ ...level(60), service: 62 }, level(60)),
      'Service rose from 60 to 62',
    ],
    ['flat, nothing changed', compared(level(60), level(60)), 'No driver moved health'],
    [
      'flat, a change too small to show',
      compared({ ...level(60), service: 60.01 }, level(60)),
      'No driver moved health',
    ],
    [
      'scores finer than a tenth',
      compared({ ...level(60), service: 30.25 }, { ...level(60), service: 59.96 }),
      'Service fell from 60 to 30.3',
    ],
    [
      'a driver no longer scored',
      compared(scores({ relationship: 30 }), scores({ relationship: 30, service: 90 })),
      'Service no longer scored',
    ],
    [
      'a driver that was not scored the time before',
      compared(scores({ relationship: 60, service: 90 }), scores({ relationship: 60 })),
      'Service newly scored, 90',
    ],
    [
      'an unchanged score that has a larger share now',
      compared(scores({ relationship: 60 }), scores({ relationship: 60, service: 30 })),
      'Relationship weighs more, still 60',
    ],
    [
      'a lower score that has a larger share now',
      compared(scores({ relationship: 80 }), scores({ relationship: 90, service: 40 })),
      'Relationship weighs more, 80 after 90',
    ],
    [
      'a higher score that has a smaller share now',
      compared(scores({ relationship: 91, service: 40 }), scores({ relationship: 90 })),
      'Relationship weighs less, 91 after 90',
    ],
    [
      'stated now',
      { snapshots: [aged(0, 60, { statedHealth: 50 }), aged(1)] },
      'Health stated by another system',
    ],
    [
      'stated before',
      { snapshots: [aged(0), aged(1, 60, { statedHealth: 50 })] },
      'Health stated by another system',
    ],
    ['new', { snapshots: [aged(0)] }, 'First report'],
    ['stale', { snapshots: [aged(1)] }, 'No update for 1 week'],
    ['long stale', { snapshots: [aged(3)] }, 'No update for 3 weeks'],
    ['unknown', { snapshots: [aged(7)] }, 'No update for 7 weeks'],
    ['never reported', {}, 'Never reported'],
    [
      'lost',
      { account: account({ endedOn: '2026-11-18' }), snapshots: [aged(1)] },
      'Contract ended',
    ],
    [
      'lost with a reason',
      { account: account({ endedOn: '2026-11-18', endReason: 'price' }) },
      'Contract ended: price',
    ],
  ])('of %s', (_, parts, reason) => {
    expect(factsOfOne(parts).reason).toBe(reason)
  })

  it('is in words, whatever the history', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        for (const { reason } of facts(histories).accounts) {
          // One sentence without its full stop.
          expect(reason.replaceAll(/\d\.\d/g, '0')).toMatch(/^[A-Z][^.]*$/)
          expect(reason).not.toMatch(/null|undefined|NaN/)
        }
      }),
    )
  })
})

describe('the driver that did most', () => {
  it.each<[Partial<Record<Driver, number>>, Driver | null]>([
    [{ relationship: 50, service: -30, commercial: -31 }, 'relationship'],
    [{ relationship: -50, service: 30, commercial: 31 }, 'relationship'],
    [{ relationship: 5, service: -6 }, 'service'],
    [{ relationship: -5, service: 5 }, 'relationship'],
    [{ relationship: 5, service: -5, commercial: -1 }, 'service'],
    [{ innovation: -5, service: -5 }, 'innovation'],
    [{}, null],
  ])('of %j is %s', (changes, driver) => {
    expect(mainDriver({ ...none, ...changes })).toBe(driver)
  })

  it('did no less than any other', () => {
    fc.assert(
      fc.property(fc.tuple(...drivers.map(() => fc.integer({ min: -200, max: 200 }))), (four) => {
        const [relationship = 0, innovation = 0, service = 0, commercial = 0] = four
        const changes = { relationship, innovation, service, commercial }
        const most = Math.max(...four.map(Math.abs))
        const driver = mainDriver(changes)
        expect(driver === null ? 0 : Math.abs(changes[driver])).toBe(most)
      }),
    )
  })
})

describe('what was said this week', () => {
  it('is kept where nothing was scored that has a weight', () => {
    const note = 'They asked for a new contact.'
    const unscored = snapshot({ scores: scores(), note, pulse: 'red' })
    const found = factsOfOne({ snapshots: [unscored, aged(1)] })
    expect(found).toMatchObject({
      movement: 'unknown',
      reason: 'Nothing scored that has a weight',
      note,
      pulse: 'red',
      weeksSinceUpdate: 0,
      cause: null,
    })
  })

  it('is not repeated once status is unknown', () => {
    const old = aged(4, 60, { note: 'All well.', pulse: 'green' })
    expect(factsOfOne({ snapshots: [old] })).toMatchObject({
      note: null,
      pulse: null,
      cause: null,
      scores: null,
      weeksSinceUpdate: 4,
    })
  })
})
