import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Account, isActive } from '../../src/report/account.js'
import { isToldGone } from '../../src/report/contract/change.js'
import { addDays, type Day, firstDay, shiftWeek, type Week } from '../../src/report/week.js'
import { account, week } from '../fixture/history.js'

type Dates = readonly [startedOn: Day | null, endedOn: Day | null]

/** By the first report: what ended inside its week. */
function isLost(one: Account, of: Week): boolean {
  return isToldGone(one, { before: null, lastToldAs: null }, { week: of, reportBefore: null })
}

describe('an account in the week of 16 to 22 November 2026', () => {
  it.each<[string, Dates, 'active' | 'lost' | 'absent']>([
    ['without dates', [null, null], 'active'],
    ['started long ago', ['2019-05-01', null], 'active'],
    ['started on the Monday', ['2026-11-16', null], 'active'],
    ['started on the Sunday', ['2026-11-22', null], 'active'],
    ['started on the Monday after', ['2026-11-23', null], 'absent'],
    ['ended on the Sunday before', [null, '2026-11-15'], 'absent'],
    ['ended on the Monday', [null, '2026-11-16'], 'lost'],
    ['ended on the Sunday', [null, '2026-11-22'], 'lost'],
    ['ended on the Monday after', [null, '2026-11-23'], 'active'],
    ['started and ended inside the week', ['2026-11-17', '2026-11-20'], 'lost'],
    ['not yet started, end agreed', ['2026-12-01', '2027-12-01'], 'absent'],
  ])('%s', (_, [startedOn, endedOn], expected) => {
    const one = account({ startedOn, endedOn })
    const found = isLost(one, week) ? 'lost' : isActive(one, week) ? 'active' : 'absent'
    expect(found).toBe(expected)
    expect(isLost(one, week) && isActive(one, week)).toBe(false)
  })

  it('that ends is lost in one week only: active up to it, absent after', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (days) => {
        const one = account({ endedOn: addDays(firstDay(week), days) })
        const weeks = Array.from({ length: 40 }, (_, index) => shiftWeek(week, index - 20))
        const lostIn = weeks.filter((each) => isLost(one, each))
        expect(lostIn).toHaveLength(1)
        expect(weeks.filter((each) => isActive(one, each))).toEqual(
          weeks.filter((each) => each < String(lostIn[0])),
        )
      }),
    )
  })
})
