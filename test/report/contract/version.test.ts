import { describe, expect, it } from 'vitest'
import { byVersion, type VersionKey, versionOn } from '../../../src/report/contract/version.js'
import type { Day } from '../../../src/report/week.js'

function key(asOf: Day, recorded: string, version: number): VersionKey {
  return { asOf, recordedAt: `2026-${recorded}T06:00:00.000Z`, version }
}

const march = key('2026-03-02', '03-02', 1)
const june = key('2026-06-01', '06-01', 2)
const juneAgain = key('2026-06-01', '06-03', 4)
const juneAtOnce = key('2026-06-01', '06-03', 5)
const mayLearnedLate = key('2026-05-04', '06-02', 3)

describe('the version of an account that counts on a day', () => {
  it.each<[string, VersionKey[], Day, VersionKey | null]>([
    ['there is none of an account without any', [], '2026-06-01', null],
    ['it is the latest that holds from a day before', [march, june], '2026-05-31', march],
    ['it holds from its very day', [march, june], '2026-06-01', june],
    ['it holds until another does', [march, june], '2030-01-01', june],
    [
      'one learned late counts from its day',
      [march, mayLearnedLate, june],
      '2026-05-04',
      mayLearnedLate,
    ],
    ['and not beyond the next one’s', [march, mayLearnedLate, june], '2026-06-01', june],
    ['of one day it is the one recorded last', [march, june, juneAgain], '2026-06-01', juneAgain],
    ['of one instant the higher number', [june, juneAgain, juneAtOnce], '2026-06-09', juneAtOnce],
    ['before all of them it is the earliest', [march, june], '2026-01-05', march],
    ['of the earliest day the one recorded last', [june, juneAgain], '2026-01-05', juneAgain],
  ])('%s', (_what, versions, day, counting) => {
    expect(versions).toEqual([...versions].sort(byVersion))
    expect(versionOn(versions, day)).toBe(counting)
  })
})

it('versions are in order by the day from which they hold, whenever they were learned', () => {
  const inOrder = [march, mayLearnedLate, june, juneAgain, juneAtOnce]
  expect(inOrder.toReversed().sort(byVersion)).toEqual(inOrder)
})
